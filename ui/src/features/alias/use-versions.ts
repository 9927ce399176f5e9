/** The published versions of a function, newest first, to choose from. */
import type { SelectProps } from "@cloudscape-design/components/select";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../app/session";
import { shell } from "../../ipc";
import { dateTime, isPublished, versionName } from "../../shared/format";

export type Versions = ReturnType<typeof useVersions>;

export function useVersions(name: string, except: string | null) {
  const { instance } = useSession();
  const detail = useQuery({
    queryKey: ["function", instance.arn, name],
    queryFn: () => shell.functionDetail(instance.arn, name),
  });
  const versions = (detail.data?.versions ?? []).filter(
    (it) => isPublished(it.version) && it.version !== except,
  );
  const options: SelectProps.Option[] = versions.map((it) => ({
    value: it.version,
    label: versionName(it.version),
    description: [it.description, dateTime(it.lastModified)].filter(Boolean).join(" · "),
  }));
  return { detail, options };
}
