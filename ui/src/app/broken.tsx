/** What is left to say when a page itself breaks. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { Component, type ReactNode } from "react";

interface State {
  broken: boolean;
}

export class Broken extends Component<{ children: ReactNode }, State> {
  state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  private readonly reload = () => {
    window.location.hash = "/";
    window.location.reload();
  };

  render() {
    if (!this.state.broken) return this.props.children;
    return (
      <Box margin="xxl">
        <Alert
          type="error"
          header="This page could not be shown"
          action={<Button onClick={this.reload}>Back to Overview</Button>}
        >
          Nothing was changed in the account. What was under way is in Activity.
        </Alert>
      </Box>
    );
  }
}
