import { describe, expect, it } from "vitest";
import { ago, counted, flowType, percent, sharesText, versionName } from "./format";

describe("format", () => {
  it("says shares as people do", () => {
    expect(
      sharesText([
        { version: "7", percent: 87.5 },
        { version: "8", percent: 12.5 },
      ]),
    ).toBe("87.5 % version 7, 12.5 % version 8");
    expect(sharesText([{ version: "$LATEST", percent: 100 }])).toBe("100 % $LATEST");
    expect(sharesText([])).toBe("nothing");
  });

  it("names only numbers as versions", () => {
    expect(versionName("12")).toBe("version 12");
    expect(versionName("without alias")).toBe("without alias");
  });

  it("says how long ago", () => {
    const now = new Date("2026-11-23T12:00:00Z");
    expect(ago("2026-11-23T11:57:00Z", now)).toBe("3 minutes ago");
    expect(ago("2026-11-22T12:00:00Z", now)).toBe("yesterday");
  });

  it("counts and keeps words it does not know", () => {
    expect(counted(1, "flow")).toBe("1 flow");
    expect(counted(0, "flow")).toBe("0 flows");
    expect(counted(2, "alias", "aliases")).toBe("2 aliases");
    expect(percent(0.25)).toBe("0.25 %");
    expect(flowType("SOMETHING_NEW")).toBe("SOMETHING_NEW");
  });
});
