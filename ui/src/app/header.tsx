/** Always in sight: what kind of account this is, which one, and its time. */
import TopNavigation, {
  type TopNavigationProps,
} from "@cloudscape-design/components/top-navigation";
import type { InstanceDto, ModeDto, SessionDto } from "../ipc";
import { clock } from "../shared/format";
import { useAccountTime } from "./account-time";
import { routes } from "./routes";

const BADGES: Record<ModeDto, { text: string; look: string; means: string }> = {
  practice: {
    text: "PRACTICE",
    look: "badge-practice",
    means: "Nothing leaves this machine",
  },
  readOnly: {
    text: "READ-ONLY",
    look: "badge-read-only",
    means: "A real account; no write leaves the program",
  },
  live: { text: "LIVE", look: "badge-live", means: "A real account; changes reach callers" },
};

interface Props {
  session: SessionDto;
  instances: InstanceDto[];
  instance: InstanceDto;
  onInstance: (arn: string) => void;
  onPalette: () => void;
  onKeys: () => void;
}

export function AppHeader(props: Props) {
  return (
    <div id="top">
      <TopNavigation
        identity={{ href: routes.overview, title: "Crossfade" }}
        utilities={[
          {
            type: "button",
            iconName: "search",
            text: "Search",
            title: "Search (Ctrl+K)",
            onClick: props.onPalette,
          },
          {
            type: "button",
            iconName: "status-info",
            text: "Keys",
            title: "Keys (?)",
            onClick: props.onKeys,
          },
          instancePicker(props),
        ]}
        i18nStrings={{ overflowMenuTriggerText: "More", overflowMenuTitleText: "All" }}
      />
      <AccountStrip session={props.session} />
    </div>
  );
}

/** One line under the top: never out of sight. */
export function AccountStrip(props: { session: SessionDto }) {
  const { session } = props;
  const badge = BADGES[session.mode];
  const now = useAccountTime(session);
  const runs = session.timeFactor === 1 ? "" : `, time runs ×${session.timeFactor}`;
  return (
    <section className={`account-strip ${badge.look}`} aria-label="Account">
      <strong data-testid="session-badge">{badge.text}</strong>
      <span>{badge.means}</span>
      <span title={session.caller ?? undefined}>
        {session.account ? `Account ${session.account}` : "Not signed in"}
      </span>
      {session.region && <span>{session.region}</span>}
      {session.profile && <span>Profile {session.profile}</span>}
      <span>
        {clock(now)}
        {runs}
      </span>
    </section>
  );
}

function instancePicker(props: Props): TopNavigationProps.Utility {
  const { instance, instances } = props;
  const name = (it: InstanceDto) => it.alias || it.id;
  return {
    type: "menu-dropdown",
    text: name(instance),
    title: "Amazon Connect instance",
    description: instance.arn,
    ariaLabel: `Instance ${name(instance)}; choose another`,
    iconName: "contact",
    items: instances.map((it) => ({
      id: it.arn,
      text: name(it),
      disabled: it.arn === instance.arn,
    })),
    onItemClick: ({ detail }) => props.onInstance(detail.id),
  };
}
