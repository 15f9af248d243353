import assert from "node:assert/strict";
import test from "node:test";
import { actor, core, makeId, note, notes, phone, states } from "./support/harness.mjs";
import { Server } from "./support/server.mjs";

test("what is queued survives a phone that is switched off", async () => {
  const server = new Server();
  const before = phone(server);
  await before.queue(note("one"));
  await before.close();
  const after = phone(server, { name: before.options.name });
  assert.deepEqual((await after.outbox.all()).map(({ operation }) => operation.args.text), ["one"]);
});

test("numbers are given in the order of queueing, even to taps at the same time", async () => {
  const device = phone(new Server());
  await Promise.all(["one", "two", "three"].map((text) => device.queue(note(text))));
  const entries = await device.outbox.all();
  assert.deepEqual(entries.map(({ seq, operation }) => [seq, operation.args.text]), [[1, "one"], [2, "two"], [3, "three"]]);
});

test("a form that is sent twice is queued once", async () => {
  const device = phone(new Server());
  const id = makeId();
  await Promise.all([device.queue(note("one", { id })), device.queue({ ...note("one", { id }), at: "2026-11-22T10:00:09.000Z" })]);
  assert.deepEqual(await states(device), [[1, "queued"]]);
});

test("a form that is sent again with other content is told so, and the first stands", async () => {
  const device = phone(new Server());
  const id = makeId();
  await device.queue(note("one", { id }));
  await assert.rejects(device.queue(note("two", { id })), /other content; the first stands/);
  assert.deepEqual((await device.outbox.all()).map(({ operation }) => operation.args.text), ["one"]);
});

test("half a surrogate pair becomes a replacement character", async () => {
  const device = phone(new Server());
  const entry = await device.queue(note("a\ud83d b"));
  assert.equal(entry.operation.args.text, "a\ufffd b");
});

test("more than 64 KB is refused with a sentence, and takes no number", async () => {
  const device = phone(new Server());
  await assert.rejects(device.queue(note("ü".repeat(33_000))), core.NotQueued);
  await device.queue(note("one"));
  assert.deepEqual(await states(device), [[1, "queued"]]);
});

test("a crash while sending puts it back into the queue", async () => {
  const server = new Server();
  const device = phone(server);
  await device.queue(note("one"));
  server.instead = () => new Promise(() => undefined);
  void device.synchronise();
  await until(async () => (await states(device))[0][1] === "sending");
  const after = phone(server, { name: device.options.name });
  await after.outbox.recover();
  assert.deepEqual(await states(after), [[1, "queued"]]);
});

test("an answer that never came puts it back into the queue", async () => {
  const server = new Server();
  const device = phone(server);
  await device.queue(note("one"));
  server.instead = () => Promise.reject(new TypeError("network"));
  assert.equal((await device.synchronise()).trouble, "offline");
  assert.deepEqual(await states(device), [[1, "queued"]]);
});

test("another user's database is not touched", async () => {
  const server = new Server();
  const [jo, kim] = [phone(server, { name: "fieldapp-7" }), phone(server, { name: "fieldapp-9", user: "9" })];
  await jo.queue(note("Jo's"));
  await kim.queue(note("Kim's"));
  assert.equal((await kim.synchronise()).trouble, "wrong_user");
  await jo.synchronise();
  assert.deepEqual(await states(jo), [[1, "answered"]]);
  assert.deepEqual(await states(kim), [[1, "queued"]]);
  assert.equal(await notes(kim), undefined);
});

test("a connection that the browser took away is opened again", async () => {
  const device = phone(new Server());
  await device.queue(note("one"));
  await device.db.close();
  await device.queue(note("two"));
  assert.equal((await device.outbox.all()).length, 2);
});

test("what was answered is retained for 30 days of server time", async () => {
  const server = new Server();
  const device = phone(server);
  await device.queue(note("one"));
  await device.synchronise();
  server.clock += 29 * 24 * 3600 * 1000;
  await device.queue(note("two"));
  await device.synchronise();
  assert.equal((await device.outbox.all()).length, 2);
  server.clock += 2 * 24 * 3600 * 1000;
  await device.synchronise();
  assert.deepEqual((await device.outbox.all()).map(({ operation }) => operation.args.text), ["two"]);
  await device.queue(note("three"));
  assert.equal((await device.synchronise()).next, "rest");
  assert.equal(server.requests.at(-1).oldest_retained, 2);
});

test("the view does not change what it does not keep", async () => {
  const server = new Server();
  const device = phone(server);
  await device.synchronise();
  const view = await device.view(actor);
  assert.equal((await view.attempt(note("tried"))).outcome, "applied");
  assert.deepEqual(await notes(device), []);
});

async function until(holds) {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 1));
}

test("what a phone shows and judges knows when it last heard from the server", async () => {
  const server = new Server();
  let time = server.clock;
  const device = phone(server, { now: () => time });
  const heard = async () => (await device.view(actor)).heard;
  assert.equal(await heard(), "1970-01-01T00:00:00.000Z", "never");
  await device.synchronise();
  const first = new Date(time).toISOString();
  assert.equal(await heard(), first);
  time += 80 * 3_600_000;
  server.instead = () => Promise.reject(new TypeError("network"));
  await device.synchronise();
  assert.equal(await heard(), first, "trying is not hearing");
  server.instead = () => undefined;
  await device.synchronise();
  assert.equal(await heard(), new Date(time).toISOString(), "even where nothing has changed");
});

test("a phone that has not all that the server has heard nothing yet", async () => {
  const server = new Server(["a", "b", "c"]);
  server.pageSize = 1;
  const device = phone(server);
  await device.sync.round();
  assert.equal(await device.heard(), "1970-01-01T00:00:00.000Z");
  await device.synchronise();
  assert.notEqual(await device.heard(), "1970-01-01T00:00:00.000Z");
});
