/** Sends every call of an alias to one version. */
import FormField from "@cloudscape-design/components/form-field";
import { useState } from "react";
import type { AliasDto } from "../../ipc";
import { ReviewModal } from "../review/review-modal";
import { FormModal } from "./form-modal";
import { useVersions } from "./use-versions";
import { VersionSelect } from "./version-select";

export function MoveForm(props: { alias: AliasDto; close: () => void }) {
  const { alias, close } = props;
  const versions = useVersions(alias.function, alias.split ? null : alias.version);
  const [to, setTo] = useState<string | null>(null);
  const [reviewing, setReviewing] = useState(false);
  if (reviewing && to) {
    const { function: name, alias: of } = alias;
    const change = { kind: "moveToVersion" as const, function: name, alias: of, to };
    return <ReviewModal change={change} close={close} back={() => setReviewing(false)} />;
  }
  return (
    <FormModal
      header={`Move ${alias.function}:${alias.alias} to a version`}
      ready={to !== null}
      close={close}
      review={() => setReviewing(true)}
    >
      <FormField label="Version" description="It gets every call at once.">
        <div data-testid="move-target-select">
          <VersionSelect versions={versions} chosen={to} onChoose={setTo} />
        </div>
      </FormField>
    </FormModal>
  );
}
