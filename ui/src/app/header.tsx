/** Always in sight: account, Region, profile, instance, and the badge. */
import TopNavigation, {
  type TopNavigationProps,
} from "@cloudscape-design/components/top-navigation";
import type { InstanceDto, ModeDto, SessionDto } from "../ipc";
import { clock } from "../shared/format";
import { useAccountTime } from "./practice-clock";
import { routes } from "./routes";

const BADGES: Record<ModeDto, { text: string; means: string }> = {
  practice: { text: "PRACTICE", means: "The practice account: nothing leaves this machine" },
  readOnly: { text: "READ-ONLY", means: "A real account; no write leaves the program" },
  live: { text: "LIVE", means: "A real account: changes reach callers" },
};

interface Props {
  session: SessionDto;
  instances: InstanceDto[];
  instance?: InstanceDto;
  onInstance: (arn: string) => void;
  onPalette: () => void;
  onKeys: () => void;
}

export function AppHeader(props: Props) {
  const { session } = props;
  const badge = BADGES[session.mode];
  const now = useAccountTime(session);
  const practice = session.mode === "practice";
  const place = [session.account ?? "not signed in", session.region || "no Region", session.profile]
    .filter(Boolean)
    .join(" · ");
  const utilities: TopNavigationProps.Utility[] = [
    ...(practice
      ? [
          {
            type: "button" as const,
            text: `${clock(now)} · time runs ×${session.timeFactor}`,
            href: routes.settings,
            disableTextCollapse: true,
          },
        ]
      : []),
    {
      type: "button",
      text: place,
      title: session.caller ?? "Account",
      href: routes.settings,
      disableTextCollapse: true,
    },
    ...instancePicker(props),
    { type: "button", iconName: "search", ariaLabel: "Search (Ctrl+K)", onClick: props.onPalette },
    { type: "button", iconName: "status-info", ariaLabel: "Keys (?)", onClick: props.onKeys },
  ];
  return (
    <div id="top">
      <TopNavigation
        identity={{ href: routes.overview, title: "Crossfade" }}
        search={
          <span
            className={`badge-${session.mode === "readOnly" ? "read-only" : session.mode}`}
            title={badge.means}
            data-testid="session-badge"
          >
            {badge.text}
          </span>
        }
        utilities={utilities}
        i18nStrings={{ overflowMenuTriggerText: "More", overflowMenuTitleText: "All" }}
      />
    </div>
  );
}

function instancePicker(props: Props): TopNavigationProps.Utility[] {
  const { instance, instances } = props;
  if (!instance) return [];
  const name = (it: InstanceDto) => it.alias || it.id;
  if (instances.length === 1) {
    const text = name(instance);
    return [{ type: "button", text, title: `Instance ${instance.arn}`, disableTextCollapse: true }];
  }
  return [
    {
      type: "menu-dropdown",
      text: name(instance),
      description: "Amazon Connect instance",
      ariaLabel: "Choose an instance",
      items: instances.map((it) => ({
        id: it.arn,
        text: name(it),
        disabled: it.arn === instance.arn,
      })),
      onItemClick: ({ detail }) => props.onInstance(detail.id),
    },
  ];
}
