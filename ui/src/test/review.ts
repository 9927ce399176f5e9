/** A review of set-up work with nothing to it, for tests. */
import type { SetupReviewDto } from "../ipc";

export const SETUP_REVIEW: SetupReviewDto = {
  id: "r",
  title: "",
  lines: [],
  flows: [],
  phoneNumbers: [],
  warnings: [],
  typeToConfirm: null,
  possible: true,
};
