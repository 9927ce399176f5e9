/** The name that the starter stack has. */
export const STACK_NAME = "crossfade-starter";
