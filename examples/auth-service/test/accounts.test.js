import assert from "node:assert/strict";
import { test } from "node:test";
import { register, verify } from "../dist/accounts.js";

test("the right password of a known account is accepted, and nothing else", async () => {
  await register("aigerim", "qupiya");

  assert.equal(await verify("aigerim", "qupiya"), true);
  assert.equal(await verify("aigerim", "another"), false);
  assert.equal(await verify("nobody", "qupiya"), false);
});
