import assert from "node:assert/strict";
import test from "node:test";
import { openDB } from "idb";
import { core, lastOf, makeId, note, phone, states } from "./support/harness.mjs";
import { Server } from "./support/server.mjs";

const DAY = 24 * 3600 * 1000;
const PIECE = 64 * 1024;
let pictures = 0;

/** A JPEG as far as anyone looks at it; no two are the same. */
function photo(size = 150_000) {
  const bytes = new Uint8Array(size).fill(++pictures);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return bytes.buffer;
}

/** Keeps a photo and queues a note that names it. */
async function snap(device, text = "Dent", size = undefined) {
  const sha = await device.keep(photo(size));
  await device.queue(withPhotos(text, [sha]));
  return sha;
}

function withPhotos(text, photos) {
  const made = note(text);
  return { ...made, args: { ...made.args, photos } };
}

const send = async (device) => (await device.synchronise(), await device.upload.run());
const broken = () => { throw new TypeError("network"); };
const complaint = (status, error, headers = {}) => new Response(JSON.stringify({ error, message: `It is ${error}.` }), { status, headers });

test("a photo is kept, and sent in pieces after the operation that names it", async () => {
  const server = new Server();
  const device = phone(server);
  const sha = await snap(device);
  assert.equal(await device.pictures.waiting(), 1);
  await device.synchronise();
  assert.deepEqual(await states(device), [[1, "answered"]]);
  assert.equal(lastOf(server).queue.blobs, 1);
  assert.equal((await device.upload.run()).next, "rest");
  assert.deepEqual(server.blobs.requests, ["HEAD", "PUT 0", `PUT ${PIECE}`, `PUT ${2 * PIECE}`]);
  assert.equal(server.blobs.whole.get(sha).length, 150_000);
  assert.equal(await device.pictures.waiting(), 0);
  await device.synchronise();
  assert.equal(lastOf(server).queue.blobs, 0);
});

test("what a cut has interrupted goes on where it was", async () => {
  const server = new Server();
  const device = phone(server);
  const sha = await snap(device);
  server.blobs.instead = () => (server.blobs.requests.length > 2 ? broken() : undefined);
  assert.equal((await send(device)).trouble, "offline");
  assert.equal(await device.pictures.waiting(), 1);
  await device.close();
  server.blobs.instead = () => undefined;
  server.blobs.requests = [];
  const after = phone(server, { name: device.options.name });
  assert.equal((await after.upload.run()).next, "rest");
  assert.deepEqual(server.blobs.requests, ["HEAD", `PUT ${PIECE}`, `PUT ${2 * PIECE}`]);
  assert.ok(server.blobs.whole.has(sha));
});

test("an answer that was lost after the last piece costs nothing but a question", async () => {
  const server = new Server();
  const device = phone(server);
  await snap(device, "Dent", 1000);
  const { fetch } = server;
  server.fetch = async (url, init) => (await fetch(url, init), init.method === "PUT" ? broken() : fetch(url, init));
  assert.equal((await device.upload.run()).trouble, "offline");
  server.fetch = fetch;
  server.blobs.requests = [];
  assert.equal((await device.upload.run()).next, "rest");
  assert.deepEqual(server.blobs.requests, ["HEAD"]);
});

test("no operation waits for a photo that can't be sent", async () => {
  const server = new Server();
  const device = phone(server);
  await snap(device);
  server.blobs.instead = broken;
  assert.equal((await device.synchronise()).next, "rest");
  assert.equal((await device.upload.run()).next, "wait");
  await device.queue(note("Next"));
  assert.equal((await device.synchronise()).next, "rest");
  assert.deepEqual(await states(device), [[1, "answered"], [2, "answered"]]);
  assert.equal(await device.pictures.waiting(), 1);
});

test("one that the server won't have stops no other, and stays on the phone", async () => {
  const server = new Server();
  const device = phone(server);
  const bad = await snap(device);
  const good = await snap(device);
  server.blobs.instead = (method, sha) => (sha === bad && method === "PUT" ? complaint(413, "too_large") : undefined);
  assert.equal((await send(device)).next, "rest");
  assert.deepEqual([...server.blobs.whole.keys()], [good]);
  assert.deepEqual((await device.pictures.unsent()).map(({ sha, refused }) => [sha, refused]), [[bad, "It is too_large."]]);
});

const TROUBLE = {
  "a portal's page": [() => new Response("<html>Welcome to our hotel", { status: 200 }), "offline"],
  "a proxy's 413": [() => new Response("<html>Too large", { status: 413 }), "rejected"],
  "nobody signed in": [() => complaint(401, "sign_in"), "sign_in"],
  "someone else signed in": [() => complaint(409, "wrong_user"), "wrong_user"],
  "a day's quota": [() => complaint(429, "quota", { "Retry-After": "60" }), "busy", 60_000],
  "a full disk": [() => complaint(507, "no_room"), "busy"],
  "a server that never gets on": [() => complaint(409, "offset"), "rejected"],
};

test("whatever is wrong, it waits and is sent when that is over", async () => {
  for (const [what, [answer, trouble, pause]] of Object.entries(TROUBLE)) {
    const server = new Server();
    const device = phone(server);
    await snap(device);
    server.blobs.instead = (method) => (method === "PUT" ? answer() : undefined);
    const round = await device.upload.run();
    assert.deepEqual([round.trouble, round.retryAfter], [trouble, pause], what);
    assert.equal(await device.pictures.waiting(), 1, what);
    server.blobs.instead = () => undefined;
    assert.equal((await device.upload.run()).next, "rest", what);
    assert.equal(server.blobs.whole.size, 1, what);
  }
});

test("a portal's 200 to the question is not taken for the photo's being there", async () => {
  const server = new Server();
  const device = phone(server);
  await snap(device);
  server.blobs.instead = (method) => (method === "HEAD" ? new Response("<html>", { status: 200 }) : undefined);
  assert.equal((await device.upload.run()).trouble, "offline");
  assert.equal(await device.pictures.waiting(), 1);
});

test("pieces that were spoilt on the way are sent again from the start", async () => {
  const server = new Server();
  const device = phone(server);
  const sha = await snap(device);
  let spoilt = 0;
  server.blobs.instead = (_, __, { body }) => void (body && !spoilt++ && new Uint8Array(body).fill(7));
  assert.equal((await device.upload.run()).next, "rest");
  assert.ok(server.blobs.whole.has(sha));
});

test("the same photo twice is one, and is sent once", async () => {
  const server = new Server();
  const device = phone(server);
  const bytes = photo(1000);
  const names = [await device.keep(bytes), await device.keep(bytes)];
  assert.equal(names[0], names[1]);
  await device.queue(withPhotos("One", [names[0]]));
  await send(device);
  await device.queue(withPhotos("Two", [await device.keep(bytes)]));
  assert.equal(await device.pictures.waiting(), 0);
});

test("several photos of one note are all sent", async () => {
  const server = new Server();
  const device = phone(server);
  const names = [];
  for (let at = 0; at < 3; at++) names.push(await device.keep(photo(1000)));
  await device.queue(withPhotos("Three", names));
  assert.equal(await device.pictures.waiting(), 3);
  await send(device);
  assert.deepEqual([...server.blobs.whole.keys()].sort(), names.sort());
});

test("a photo that no operation names is not sent, and is forgotten after a day", async () => {
  let clock = Date.parse("2026-11-22T10:00:00.000Z");
  const server = new Server();
  const device = phone(server, { now: () => clock });
  const draft = await device.keep(photo());
  assert.equal((await device.upload.run()).next, "rest");
  assert.equal(server.blobs.requests.length, 0);
  clock += DAY - 1000;
  await device.keep(photo());
  assert.ok(await device.pictures.find(draft));
  clock += 2000;
  await device.keep(photo());
  assert.equal(await device.pictures.find(draft), undefined);
});

test("what the server has stays as long as the operation that names it, and no longer", async () => {
  const server = new Server();
  const device = phone(server);
  const sha = await snap(device);
  await send(device);
  server.clock += 29 * DAY;
  await device.queue(note("Later"));
  await device.synchronise();
  assert.ok(await device.pictures.find(sha));
  server.clock += 2 * DAY;
  await device.synchronise();
  assert.equal(await device.pictures.find(sha), undefined);
});

test("one that was never sent outlives its operation", async () => {
  const server = new Server();
  const device = phone(server);
  const sha = await snap(device);
  await device.synchronise();
  server.clock += 31 * DAY;
  await device.synchronise();
  assert.deepEqual(await states(device), []);
  assert.ok(await device.pictures.find(sha));
  assert.equal(await device.pictures.waiting(), 1);
});

test("a server that was restored from an older backup gets its photos again", async () => {
  const server = new Server();
  const device = phone(server);
  await device.synchronise();
  const before = server.backup();
  const sha = await snap(device);
  await send(device);
  server.restore(before);
  server.blobs.whole.clear();
  await device.synchronise();
  assert.equal(await device.pictures.waiting(), 1);
  await device.upload.run();
  assert.ok(server.blobs.whole.has(sha));
});

test("a full phone forgets photos that the server has before it turns anything away", async () => {
  const server = new Server();
  const device = phone(server);
  const sent = await snap(device);
  await send(device);
  const waiting = await snap(device);
  const { write } = device.db;
  let full = 1;
  device.db.write = (...args) => (full-- > 0 ? Promise.reject(new DOMException("full", "QuotaExceededError")) : write.apply(device.db, args));
  const draft = await device.keep(photo());
  assert.equal(await device.pictures.find(sent), undefined);
  assert.ok(await device.pictures.find(waiting));
  assert.ok(await device.pictures.find(draft));
  full = Infinity;
  await assert.rejects(device.keep(photo()), { name: "QuotaExceededError" });
});

test("a revoked phone gives up what the server has, and keeps what nobody else has", async () => {
  const server = new Server();
  const device = phone(server);
  const sent = await snap(device);
  await send(device);
  const waiting = await snap(device);
  server.instead = () => complaint(403, "revoked");
  assert.equal((await device.synchronise()).trouble, "revoked");
  assert.equal(await device.pictures.find(sent), undefined);
  assert.ok(await device.pictures.find(waiting));
});

const NO_PHOTOS = {
  text: new TextEncoder().encode("<svg onload='steal()'/>").buffer,
  nothing: new ArrayBuffer(0),
  "more than 6 MB": new Uint8Array([0xff, 0xd8, 0xff, ...new Uint8Array(6 * 1024 * 1024)]).buffer,
};

test("what is no photo that can be sent is not kept", async () => {
  const device = phone(new Server());
  for (const [what, bytes] of Object.entries(NO_PHOTOS)) await assert.rejects(device.keep(bytes), core.NotQueued, what);
});

test("a phone with work from before there were photos keeps it all, with another tab open", async () => {
  const server = new Server();
  const name = `old-${makeId()}`;
  const old = await openDB(name, 1, { upgrade: firstVersion, blocking: (_, __, event) => event.target.close() });
  await old.add("outbox", { order: 1, id: "a", wire: "a", device: "d", seq: 1, state: "queued", waiting: 1, replay: 1, operation: note("old", { id: "a" }) });
  await old.put("meta", { id: "d", next_seq: 2, next_order: 2 }, "device");
  const device = phone(server, { name });
  await snap(device, "new");
  assert.deepEqual((await device.outbox.all()).map(({ seq, operation }) => [seq, operation.args.text]), [[1, "old"], [2, "new"]]);
  await send(device);
  assert.equal(server.blobs.whole.size, 1);
});

test("a tab that does not let go holds the upgrade up, and nothing is lost when it does", async () => {
  const name = `frozen-${makeId()}`;
  const frozen = await openDB(name, 1, { upgrade: firstVersion });
  const device = phone(new Server(), { name });
  const queued = device.queue(note("one"));
  const first = await Promise.race([queued, new Promise((resolve) => setTimeout(resolve, 50, "waits"))]);
  assert.equal(first, "waits");
  frozen.close();
  assert.equal((await queued).seq, 1);
});

test("a database that a newer version of the app has been in is still worked with", async () => {
  const server = new Server();
  const device = phone(server);
  await device.queue(note("one"));
  await device.close();
  const newer = await openDB(device.options.name, 7, { upgrade: (db) => void db.createObjectStore("of the future") });
  newer.close();
  const after = phone(server, { name: device.options.name });
  await snap(after, "two");
  assert.deepEqual(await states(after), [[1, "queued"], [2, "queued"]]);
});

function firstVersion(db) {
  db.createObjectStore("meta");
  const outbox = db.createObjectStore("outbox", { keyPath: "order" });
  for (const index of ["id", "wire"]) outbox.createIndex(index, index, { unique: true });
  outbox.createIndex("place", ["device", "seq"], { unique: true });
  for (const index of ["waiting", "replay"]) outbox.createIndex(index, index);
  const documents = db.createObjectStore("documents", { keyPath: "id" });
  documents.createIndex("type", "type");
  for (const index of ["scopes", "keys"]) documents.createIndex(index, index, { multiEntry: true });
  db.createObjectStore("scopes", { keyPath: "scope" });
  db.createObjectStore("staged", { keyPath: ["scope", "id"] });
}
