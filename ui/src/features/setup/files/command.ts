/** What an import does, as `aws` commands. */

/** A word of a shell, quoted where it has to be. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

interface Made {
  instanceId: string;
  region: string;
  profile: string | null;
  name: string;
  kind: string;
  published: boolean;
  file: string;
  /** Whether the flow names itself, which it can only once it has an ARN. */
  namesItself: boolean;
}

/** The commands that make one flow, from a file with what was put in. */
export function createCommands(made: Made): string[] {
  const at = [`--region ${quoted(made.region)}`];
  if (made.profile) at.push(`--profile ${quoted(made.profile)}`);
  const instance = `--instance-id ${quoted(made.instanceId)}`;
  const content = `--content ${quoted(`file://${made.file}`)}`;
  const create = [
    "aws connect create-contact-flow",
    instance,
    `--name ${quoted(made.name)}`,
    `--type ${made.kind}`,
    `--status ${made.published && !made.namesItself ? "PUBLISHED" : "SAVED"}`,
    content,
    ...at,
  ];
  if (!made.namesItself) return [create.join(" ")];
  // The plain id publishes.
  const id = made.published ? "ID" : "'ARN:$SAVED'";
  const own = ["aws connect update-contact-flow-content", instance, `--contact-flow-id ${id}`];
  return [create.join(" "), [...own, content, ...at].join(" ")];
}
