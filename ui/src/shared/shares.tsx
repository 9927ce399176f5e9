/** Versions with their percentages, as words and as a bar. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ShareDto } from "../ipc";
import { versionColour } from "./colours";
import { percent, sharesText, versionName } from "./format";

export function Shares(props: { shares: readonly ShareDto[] }) {
  return (
    <SpaceBetween size="xxs">
      {props.shares.map((share) => (
        <span key={share.version} style={{ whiteSpace: "nowrap" }}>
          <Dot version={share.version} /> {percent(share.percent)} {versionName(share.version)}
        </span>
      ))}
    </SpaceBetween>
  );
}

export function ShareBar(props: { shares: readonly ShareDto[] }) {
  return (
    <SpaceBetween size="xxs">
      <div className="share-bar" role="img" aria-label={sharesText(props.shares)}>
        {props.shares.map((share) => (
          <span
            key={share.version}
            style={{ inlineSize: `${share.percent}%`, background: versionColour(share.version) }}
          />
        ))}
      </div>
      <div className="share-words">
        {props.shares.map((share) => (
          <span key={share.version}>
            <Dot version={share.version} /> {percent(share.percent)} {versionName(share.version)}
          </span>
        ))}
      </div>
    </SpaceBetween>
  );
}

function Dot(props: { version: string }) {
  return (
    <span
      aria-hidden="true"
      style={{
        display: "inline-block",
        inlineSize: 10,
        blockSize: 10,
        borderRadius: 2,
        background: versionColour(props.version),
      }}
    />
  );
}
