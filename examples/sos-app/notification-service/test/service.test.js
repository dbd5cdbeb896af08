import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { service } from "../src/service.js";

let server;
let address;

before(async () => {
  server = service("1.2.3");
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${server.address().port}`;
});

after(() => {
  server.close();
  server.closeAllConnections();
});

test("health tells the version", async () => {
  const health = await (await fetch(`${address}/health`)).json();
  assert.equal(health.status, "healthy");
  assert.equal(health.version, "1.2.3");
});

test("whoever listens gets what is posted", async () => {
  const events = (await fetch(`${address}/notifications`)).body.getReader();
  const text = async () => new TextDecoder().decode((await events.read()).value);
  assert.equal(await text(), ": welcome\n\n");

  const posted = await fetch(`${address}/notifications`, { method: "POST", body: "fire in\nAlmaty" });

  assert.equal(posted.status, 202);
  assert.deepEqual(await posted.json(), { told: 1 });
  assert.equal(await text(), 'data: "fire in\\nAlmaty"\n\n');
  await events.cancel();
});

test("long texts are refused", async () => {
  const posted = await fetch(`${address}/notifications`, { method: "POST", body: "x".repeat(5000) });
  assert.equal(posted.status, 413);
});
