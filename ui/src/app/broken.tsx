/** What is left to say when a page, or the window itself, breaks. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Component, type ReactNode } from "react";
import { routes } from "./routes";

interface Props {
  children: ReactNode;
  /** Where the window is; going elsewhere tries anew. */
  place?: string;
}

interface State {
  broken: boolean;
}

/** Catches what breaks while it is drawn, so that the rest of the window stays. */
export class Broken extends Component<Props, State> {
  state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  componentDidUpdate(before: Props) {
    if (this.state.broken && before.place !== this.props.place) this.again();
  }

  private readonly again = () => this.setState({ broken: false });

  private readonly reload = () => {
    window.location.hash = routes.overview.slice(1);
    window.location.reload();
  };

  render() {
    if (!this.state.broken) return this.props.children;
    const page = this.props.place !== undefined;
    return (
      <Box margin={page ? undefined : "xxl"}>
        <Alert
          type="error"
          header={page ? "This page could not be shown" : "The window could not be shown"}
          action={
            <SpaceBetween size="xs" direction="horizontal">
              <Button onClick={this.again}>Try again</Button>
              {page ? (
                <Button href={routes.activity}>Open Activity</Button>
              ) : (
                <Button onClick={this.reload}>Load the window anew</Button>
              )}
            </SpaceBetween>
          }
        >
          The fault is in the window. What was under way goes on without it: rollouts are carried
          out, and Activity says what was changed.
        </Alert>
      </Box>
    );
  }
}
