import assert from "node:assert/strict";
import test from "node:test";
import { actor, lastOf, makeId, note, notes, phone } from "./support/harness.mjs";
import { Server } from "./support/server.mjs";

const put = (id, body = {}) => ({ id, type: "job", version: 1, body: { id, notes: [], ...body } });
const page = (more) => ({ reset: false, put: [], gone: [], cursor: "c1", version: 1, more: false, ...more });
const names = async (device) => (await (await device.view(actor)).all("job")).map(({ id }) => id).sort();

async function started(server = new Server()) {
  const device = phone(server);
  await device.synchronise();
  return { server, device, id: lastOf(server).device };
}

test("a page and its cursor are stored together, and only for the cursor that was asked with", async () => {
  const { device, id } = await started(Object.assign(new Server([]), { scopes: [] }));
  const store = (asked, more) => device.replica.store("site:5", page(more), asked, id);
  assert.ok(await store(null, { put: [put("job:x")], cursor: "c1" }));
  assert.equal(await store(null, { put: [put("job:late")], cursor: "c2" }), false);
  assert.deepEqual(await names(device), ["job:x"]);
  assert.deepEqual(await device.replica.cursors(), { "site:5": "c1" });
});

test("a page that can't be stored leaves neither documents nor cursor", async () => {
  const { device, id } = await started(Object.assign(new Server([]), { scopes: [] }));
  const broken = { ...put("job:y"), body: { id: "job:y", n: 1n } };
  await assert.rejects(device.replica.store("site:5", page({ put: [put("job:x"), broken] }), null, id));
  assert.deepEqual(await names(device), []);
  assert.deepEqual(await device.replica.cursors(), {});
});

test("a page for a device that we no longer are is not stored", async () => {
  const { device } = await started(Object.assign(new Server([]), { scopes: [] }));
  assert.equal(await device.replica.store("site:5", page({ put: [put("job:x")] }), null, "old"), false);
});

test("a first load is shown as it comes, a reset only when it is complete", async () => {
  const { device, id } = await started(Object.assign(new Server([]), { scopes: [] }));
  const store = (asked, more) => device.replica.store("site:5", page(more), asked, id);
  await store(null, { reset: true, put: [put("job:a"), put("job:b")], cursor: "c1", more: true });
  assert.deepEqual(await names(device), ["job:a", "job:b"]);
  await store("c1", { put: [put("job:c")], cursor: "c2" });
  await store("c2", { reset: true, put: [put("job:b")], cursor: "r1", more: true });
  await store("r1", { put: [put("job:d")], gone: ["job:b"], cursor: "r2", more: true });
  assert.deepEqual(await names(device), ["job:a", "job:b", "job:c"]);
  await store("r2", { put: [put("job:e")], cursor: "r3" });
  assert.deepEqual(await names(device), ["job:d", "job:e"]);
});

test("a reset of a load that was never complete leaves nothing of it", async () => {
  const { device, id } = await started(Object.assign(new Server([]), { scopes: [] }));
  const store = (asked, more) => device.replica.store("site:5", page(more), asked, id);
  await store(null, { reset: true, put: [put("job:a")], cursor: "c1", more: true });
  await store("c1", { reset: true, put: [put("job:b")], cursor: "r1", more: true });
  await store("r1", { cursor: "r2" });
  assert.deepEqual(await names(device), ["job:b"]);
});

test("a document leaves when no scope holds it any more", async () => {
  const { device, id } = await started(Object.assign(new Server([]), { scopes: [] }));
  await device.replica.store("site:5", page({ put: [put("job:x"), put("job:y")] }), null, id);
  await device.replica.store("site:6", page({ put: [put("job:x")] }), null, id);
  await device.replica.keepOnly(["site:6"], { "site:5": "c1", "site:6": "c1" }, id);
  assert.deepEqual(await names(device), ["job:x"]);
  await device.replica.store("site:6", page({ gone: ["job:x"], cursor: "c2" }), "c1", id);
  assert.deepEqual(await names(device), []);
});

test("a scope that was begun after we asked is not taken for a lost one", async () => {
  const { device, id } = await started(Object.assign(new Server([]), { scopes: [] }));
  await device.replica.store("site:5", page({ put: [put("job:x")] }), null, id);
  await device.replica.keepOnly([], {}, id);
  assert.deepEqual(await names(device), ["job:x"]);
});

test("documents are found by their keys, and no longer by those they have lost", async () => {
  const { device, id } = await started(Object.assign(new Server([]), { scopes: [] }));
  await device.replica.store("site:5", page({ put: [put("job:x", { tag: "K1" })] }), null, id);
  assert.equal((await (await device.view(actor)).find("tag:K1")).id, "job:x");
  await device.replica.store("site:5", page({ put: [put("job:x", { tag: "K2" })], cursor: "c2" }), "c1", id);
  const view = await device.view(actor);
  assert.equal(await view.find("tag:K1"), null);
  assert.equal((await view.find("tag:K2")).id, "job:x");
});

test("what another phone did arrives, and what was removed goes", async () => {
  const { server, device } = await started(new Server(["a", "b"]));
  server.change({ id: "job:a", notes: [{ op: "x", text: "theirs" }], steps: [] });
  server.remove("job:b");
  await device.synchronise();
  assert.deepEqual(await notes(device), ["theirs"]);
  assert.deepEqual(await names(device), ["job:a"]);
});

test("what is queued shows at once, and in order", async () => {
  const { device } = await started();
  await device.queue(note("one"));
  await device.queue({ ...note("two") });
  assert.deepEqual(await notes(device), ["one", "two"]);
});

test("what is queued on what is queued shows too", async () => {
  const { device } = await started();
  const job = { id: makeId(), kind: "job.create", v: 1, target: "job:new", args: { tag: "K9" }, expect: {}, after: [], at: "2026-11-22T10:00:00.000Z" };
  await device.queue(job);
  await device.queue(note("first", { target: "job:new" }));
  assert.deepEqual(await notes(device, "job:new"), ["first"]);
  assert.equal((await (await device.view(actor)).find("tag:K9")).id, "job:new");
  await device.synchronise();
  assert.deepEqual(await notes(device, "job:new"), ["first"]);
  assert.deepEqual(await names(device), ["job:a", "job:new"]);
});

test("an applied operation shows until the version that holds it is there, and never twice", async () => {
  const server = new Server(["a", "b", "c", "d"]);
  const { device } = await started(server);
  for (const key of ["b", "c", "d"]) server.change({ id: `job:${key}`, notes: [], steps: [] });
  server.pageSize = 1;
  await device.queue(note("one"));
  const seen = [];
  let round;
  do {
    round = await device.sync.round();
    seen.push([(await notes(device)).length, (await device.outbox.replayed()).length]);
  } while (round.next === "again");
  assert.ok(seen.every(([shown]) => shown === 1));
  assert.deepEqual(seen.map(([, replayed]) => replayed), [1, 1, 1, 0]);
});

test("a page in the middle that holds the operation already does not show it twice", async () => {
  const server = new Server(["a", "b"]);
  const { device } = await started(server);
  server.pageSize = 1;
  await device.queue(note("one"));
  server.instead = (request) => {
    server.instead = () => undefined;
    request.operations.forEach((operation) => server.take(operation));
    server.change({ id: "job:b", notes: [], steps: [] });
  };
  assert.equal((await device.sync.round()).next, "again");
  assert.equal((await device.outbox.replayed()).length, 1);
  assert.deepEqual(await notes(device), ["one"]);
});

test("what is refused or held is no longer shown as done, but kept with the reason", async () => {
  const { device } = await started();
  const wipe = { kind: "step.complete", v: 1, target: "job:a", expect: {}, after: [], at: "2026-11-22T10:00:00.000Z" };
  await device.queue({ ...wipe, id: makeId(), args: { step: "wipe", evidence: { outgoing: "WRONG" } } });
  await device.synchronise();
  const [entry] = await device.outbox.all();
  assert.deepEqual([entry.state, entry.result.outcome, entry.result.message], ["answered", "held", "This is another machine."]);
  assert.equal(entry.replay, undefined);
});

test("a step completed here looks done here, and the server's answer leaves it so", async () => {
  const { device } = await started();
  const state = async () => (await (await device.view(actor)).document("job:a")).steps[0].state;
  const id = makeId();
  await device.queue({ id, kind: "step.complete", v: 1, target: "job:a", args: { step: "wipe" }, expect: {}, after: [], at: "2026-11-22T10:00:00.000Z" });
  assert.equal(await state(), "done");
  await device.synchronise();
  assert.equal(await state(), "done");
  assert.deepEqual(await device.outbox.replayed(), []);
});

test("a revoked device gives up its documents and keeps its queue", async () => {
  const { server, device } = await started();
  await device.queue(note("one"));
  server.instead = () => new Response('{"error": "revoked"}', { status: 403 });
  assert.equal((await device.synchronise()).trouble, "revoked");
  assert.deepEqual(await names(device), []);
  assert.equal((await device.outbox.all()).length, 1);
});
