/**
 * The only way to the shell. Turns the commands' results into values, and
 * their failures into one kind of error.
 */
import {
  type CloseAskedDto,
  commands,
  type EndingChatsDto,
  events,
  type FailureDto,
  type ScanProgressDto,
  type TaskDto,
} from "./bindings";

export type * from "./bindings";

/** What failed and what to do about it, thrown by everything in `shell`. */
export class ShellFailure extends Error {
  constructor(readonly failure: FailureDto) {
    super(failure.message);
    this.name = "ShellFailure";
  }
}

/** Any error as a failure that a person can read. */
export function asFailure(error: unknown): FailureDto {
  if (error instanceof ShellFailure) return error.failure;
  return {
    refusal: false,
    code: "WindowError",
    message: "The window could not talk to the program.",
    remedy: "Close Crossfade and start it again; nothing is lost.",
    detail: error instanceof Error ? error.message : String(error),
  };
}

/**
 * What a command was rejected with. The commands themselves tell a failure;
 * Tauri rejects with a text, before the command begins, when it cannot read
 * what the window asks.
 */
function told(error: unknown): FailureDto {
  if (isFailure(error)) return error;
  return {
    refusal: false,
    code: "NotUnderstood",
    message: "The program could not read what the window asked for, so nothing was done.",
    remedy: "Look at what is filled in, such as a number that is too large, and try again.",
    detail: String(error),
  };
}

function isFailure(error: unknown): error is FailureDto {
  const parts = error as Partial<FailureDto> | null;
  return typeof parts?.message === "string" && typeof parts.remedy === "string";
}

type Result<T> = { status: "ok"; data: T } | { status: "error"; error: FailureDto };
type Command = (...given: never[]) => Promise<Result<unknown>>;
type Value<C extends Command> = Extract<Awaited<ReturnType<C>>, { status: "ok" }>["data"];

function unwrapped<C extends Command>(command: C) {
  return async (...given: Parameters<C>): Promise<Value<C>> => {
    const result = await command(...given);
    if (result.status === "error") throw new ShellFailure(told(result.error));
    return result.data as Value<C>;
  };
}

type Shell = {
  [Name in keyof typeof commands]: (
    ...given: Parameters<(typeof commands)[Name]>
  ) => Promise<Value<(typeof commands)[Name]>>;
};

/** The commands, throwing `ShellFailure`. */
export const shell = Object.fromEntries(
  Object.entries(commands).map(([name, command]) => [name, unwrapped(command as Command)]),
) as Shell;

/** Hears that the window was asked to close; answers how to stop hearing. */
export function onCloseAsked(hear: (asked: CloseAskedDto) => void): () => void {
  const stop = events.closeAskedDto.listen((event) => hear(event.payload));
  return () => {
    stop.then((unlisten) => unlisten()).catch(() => undefined);
  };
}

/** Hears how far scans are; answers how to stop hearing. */
export function onScanProgress(hear: (progress: ScanProgressDto) => void): () => void {
  const stop = events.scanProgressDto.listen((event) => hear(event.payload));
  return () => {
    stop.then((unlisten) => unlisten()).catch(() => undefined);
  };
}

/** Hears how far guided work is; answers how to stop hearing. */
export function onTaskProgress(hear: (task: TaskDto) => void): () => void {
  const stop = events.taskDto.listen((event) => hear(event.payload));
  return () => {
    stop.then((unlisten) => unlisten()).catch(() => undefined);
  };
}

/** Hears that the program ends its chats before it ends; answers how to stop hearing. */
export function onEndingChats(hear: (ending: EndingChatsDto) => void): () => void {
  const stop = events.endingChatsDto.listen((event) => hear(event.payload));
  return () => {
    stop.then((unlisten) => unlisten()).catch(() => undefined);
  };
}
