import { expect, test } from "vitest";
import { createCommands, quoted } from "./command";

test("words are quoted where a shell would take them apart", () => {
  expect(["orders", "a b", "it's", "$x", "a/b.json"].map(quoted)).toEqual([
    "orders",
    "'a b'",
    "'it'\\''s'",
    "'$x'",
    "a/b.json",
  ]);
});

const made = {
  instanceId: "i",
  region: "eu-central-1",
  profile: null,
  name: "Main menu",
  kind: "CONTACT_FLOW",
  published: false,
  file: "main.json",
  namesItself: false,
};

test("the command makes the same flow", () => {
  expect(createCommands(made)).toEqual([
    "aws connect create-contact-flow --instance-id i --name 'Main menu' --type CONTACT_FLOW --status SAVED --content file://main.json --region eu-central-1",
  ]);
  expect(createCommands({ ...made, published: true, profile: "prod" })[0]).toMatch(
    /--status PUBLISHED .* --profile prod$/,
  );
});

test("a flow that names itself is saved first, and gets its own ARN then", () => {
  const [create, own] = createCommands({ ...made, published: true, namesItself: true });
  expect(create).toContain("--status SAVED");
  expect(own).toContain("update-contact-flow-content --instance-id i --contact-flow-id ID ");
  expect(createCommands({ ...made, namesItself: true })[1]).toContain("'ARN:$SAVED'");
});
