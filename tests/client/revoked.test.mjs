import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import { actor, lastOf, note, phone } from "./support/harness.mjs";
import { Server } from "./support/server.mjs";

const KEY = "0123456789abcdef".repeat(4);
const names = async (device) => (await (await device.view(actor)).all("job")).map(({ id }) => id).sort();
const signed = (text) => createHmac("sha256", KEY).update(text).digest("hex");

async function started(server = new Server()) {
  const device = phone(server);
  await device.synchronise();
  return { server, device };
}

test("a revoked phone sends what it has, and gives up its documents", async () => {
  const { server, device } = await started();
  assert.deepEqual(await names(device), ["job:a"]);
  for (let at = 0; at < 150; at += 1) await device.queue(note(`note ${at}`));
  const held = ({ id }) => ({ id, outcome: "held", code: "disputed", message: "Revoked.", case: null, at: {} });
  server.instead = (request) => {
    const results = request.operations.map(held);
    return new Response(JSON.stringify(server.body(request, { history: "shared", results, scopes: {}, revoked: true })));
  };
  assert.equal((await device.synchronise()).trouble, "revoked");
  assert.deepEqual(await names(device), []);
  assert.equal(await device.outbox.waiting(), 0);
  assert.ok((await device.outbox.all()).every(({ result }) => result.outcome === "held"));
});

test("a saved queue holds what waits, signed so that the server can tell it from any other", async () => {
  const server = Object.assign(new Server(), { more: () => ({ file_key: KEY }) });
  const { device } = await started(server);
  await device.queue(note("sent"));
  await device.synchronise();
  await device.queue(note("waits"));
  const file = await device.export();
  const saved = JSON.parse(file.queue);
  assert.deepEqual([saved.user, saved.device], ["7", lastOf(server).device]);
  assert.deepEqual(saved.operations.map(({ seq, args }) => [seq, args.text]), [[2, "waits"]]);
  assert.equal(file.signature, signed(file.queue));
});

test("with another device id the old key signs nothing", async () => {
  const server = Object.assign(new Server(), { more: () => ({ file_key: KEY }) });
  const { device } = await started(server);
  await device.queue(note("waits"));
  server.more = () => ({});
  server.instead = (request) => (request.operations.length ? new Response('{"error": "fork"}', { status: 409 }) : undefined);
  await device.sync.round();
  const file = await device.export();
  assert.equal(file.signature, undefined);
  assert.equal(JSON.parse(file.queue).operations.length, 1);
});

test("a phone that never had a key saves its queue all the same", async () => {
  const device = phone(new Server());
  await device.queue(note("waits"));
  assert.equal(JSON.parse((await device.export()).queue).operations.length, 1);
});
