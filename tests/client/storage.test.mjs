import assert from "node:assert/strict";
import test from "node:test";
import { actor, note, notes, phone } from "./support/harness.mjs";
import { Server } from "./support/server.mjs";

const names = async (device, type) => (await (await device.view(actor)).all(type)).map(({ id }) => id).sort();
const machine = { id: "m1", tag: "M1", serial: null, model: null };

/** A phone with one open job, its machine, one closed job, and a machine and a person that nobody needs now. */
async function full() {
  const server = new Server();
  server.change({ id: "job:a", state: "open", assets: { outgoing: machine }, notes: [], steps: [] });
  server.change({ id: "job:old", state: "closed", assets: {}, notes: [], steps: [] });
  for (const id of ["asset:m1", "asset:m2"]) server.change({ id, tag: id.slice(6).toUpperCase() });
  for (const id of ["person:p1", "site:4"]) server.change({ id, name: id });
  const page = server.page.bind(server);
  server.page = (...args) => {
    const made = page(...args);
    for (const put of made.put) put.type = put.id.split(":")[0];
    return made;
  };
  const device = phone(server);
  await device.synchronise();
  return { server, device };
}

/** The disk takes no more into these stores, as long as `is` says so. */
function noRoom(stores, is = () => true) {
  const { put, add } = IDBObjectStore.prototype;
  const guarded = (write) =>
    function (value, ...more) {
      if (stores.includes(this.name) && is(value)) throw new DOMException("full", "QuotaExceededError");
      return write.call(this, value, ...more);
    };
  Object.assign(IDBObjectStore.prototype, { put: guarded(put), add: guarded(add) });
  return () => Object.assign(IDBObjectStore.prototype, { put, add });
}

test("where there is no room to queue, what can be fetched again makes room for it", async () => {
  const { server, device } = await full();
  let tries = 0;
  const again = noRoom(["outbox"], () => (tries += 1) === 1);
  await device.queue(note("kept"));
  again();
  assert.deepEqual(await notes(device), ["kept"]);
  assert.deepEqual(await names(device, "job"), ["job:a"]);
  assert.deepEqual(await names(device, "asset"), ["asset:m1"]);
  assert.deepEqual([await names(device, "person"), await names(device, "site")], [[], ["site:4"]]);
  assert.equal((await device.synchronise()).next, "rest");
  assert.deepEqual(await names(device, "job"), ["job:a", "job:old"]);
  assert.deepEqual(await names(device, "asset"), ["asset:m1", "asset:m2"]);
  assert.deepEqual([...server.log.values()].map(({ operation }) => operation.args.text), ["kept"]);
});

test("where nothing makes room the person is told, and nothing is half queued", async () => {
  const { device } = await full();
  const again = noRoom(["outbox"]);
  await assert.rejects(device.queue(note("lost")), { name: "QuotaExceededError" });
  again();
  assert.deepEqual(await device.outbox.all(), []);
});

test("documents that find no room stop no operation, and come when there is room again", async () => {
  const { server, device } = await full();
  await device.queue(note("sent"));
  server.change({ id: "job:new", state: "open", assets: {}, notes: [], steps: [] });
  const again = noRoom(["documents"]);
  const round = await device.synchronise();
  assert.deepEqual([round.next, round.trouble], ["wait", "full"]);
  assert.equal(await device.outbox.waiting(), 0);
  again();
  assert.equal((await device.synchronise()).next, "rest");
  assert.deepEqual(await names(device, "job"), ["job:a", "job:new", "job:old"]);
});
