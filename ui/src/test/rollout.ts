/** What a rollout is held to, for tests. */
import { NO_GATES } from "../features/rollouts/wizard/draft";

export const GATES = { ...NO_GATES, alarms: ["orders-errors"] };
