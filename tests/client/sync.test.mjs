import assert from "node:assert/strict";
import test from "node:test";
import { lastOf, note, notes, phone, sent, states } from "./support/harness.mjs";
import { Server } from "./support/server.mjs";

async function pair(...texts) {
  const server = new Server();
  const device = phone(server);
  await device.synchronise();
  for (const text of texts) await device.queue(note(text));
  return { server, device };
}

const bodies = (server) => server.documents.get("job:a").notes.map(({ text }) => text);
const complain = (status, error, more = {}) => new Response(JSON.stringify({ error, ...more }), { status });

test("what was done is sent, once, in order", async () => {
  const { server, device } = await pair("one", "two", "three");
  assert.equal((await device.synchronise()).next, "rest");
  assert.deepEqual(bodies(server), ["one", "two", "three"]);
  assert.deepEqual(await states(device), [[1, "answered"], [2, "answered"], [3, "answered"]]);
});

test("a lost answer does nothing twice", async () => {
  const { server, device } = await pair("one");
  server.instead = (request) => {
    server.instead = () => undefined;
    server.answer(request);
    throw new TypeError("network");
  };
  await device.synchronise();
  await device.synchronise();
  assert.deepEqual(bodies(server), ["one"]);
  assert.deepEqual(await notes(device), ["one"]);
});

test("more than a batch goes in several", async () => {
  const { server, device } = await pair(...Array.from({ length: 230 }, (_, n) => `note ${n}`));
  server.requests.length = 0;
  await device.synchronise();
  assert.deepEqual(server.requests.map(({ operations }) => operations.length), [100, 100, 30]);
});

test("the request says what the server must know", async () => {
  const { server, device } = await pair("one");
  await device.synchronise();
  await device.queue(note("two"));
  await device.synchronise();
  const request = lastOf(server);
  const { operations, cursors, device: id, sent_at, witness, ...rest } = request;
  assert.deepEqual(rest, {
    ...{ protocol: 1, app: "1", user: "7", oldest_retained: 1 },
    queue: { operations: 1, oldest_at: "2026-11-22T10:00:00.000Z", blobs: 0 },
  });
  assert.equal(witness.seq, 1);
  assert.match(operations[0].anchor, /^signed/);
});

test("a captive portal's answer is no answer", async () => {
  const { server, device } = await pair("one");
  for (const status of [200, 302, 401, 403, 409, 511]) {
    server.instead = () => new Response("<html>Welcome to the lobby</html>", { status });
    const round = await device.synchronise();
    assert.equal(round.next, "wait");
    assert.notEqual(round.trouble, "sign_in");
    assert.deepEqual(await states(device), [[1, "queued"]]);
  }
  server.instead = () => new Response('{"protocol": 2}', { status: 200 });
  assert.equal((await device.synchronise()).trouble, "offline");
  server.instead = () => undefined;
  await device.synchronise();
  assert.deepEqual(bodies(server), ["one"]);
});

test("no answer to a request as a whole empties the queue", async () => {
  const { server, device } = await pair("one");
  const expected = { 401: "sign_in", 403: "rejected", 426: "upgrade", 429: "busy", 500: "busy", 503: "busy" };
  for (const [status, trouble] of Object.entries(expected)) {
    server.instead = () => complain(Number(status), "something");
    assert.equal((await device.synchronise()).trouble, trouble);
    assert.deepEqual(await states(device), [[1, "queued"]]);
  }
});

test("Retry-After is heeded", async () => {
  const { server, device } = await pair();
  server.instead = () => new Response("", { status: 503, headers: { "Retry-After": "7" } });
  assert.equal((await device.synchronise()).retryAfter, 7000);
});

test("a fork takes a new device id and renumbers what is unanswered", async () => {
  const { server, device } = await pair("one");
  await device.synchronise();
  const old = lastOf(server).device;
  server.devices.get(old).used[2] = "another phone's";
  await device.queue(note("two"));
  await device.queue(note("three"));
  await device.synchronise();
  assert.notEqual(lastOf(server).device, old);
  assert.deepEqual(sent(lastOf(server)), [[1, "two"], [2, "three"]]);
  assert.deepEqual(bodies(server), ["one", "two", "three"]);
  assert.equal(lastOf(server).oldest_retained, 1);
});

test("a gap is filled with everything from there, answered or not", async () => {
  const { server, device } = await pair("one", "two");
  await device.synchronise();
  server.devices.get(lastOf(server).device).next = 2;
  await device.queue(note("three"));
  await device.synchronise();
  assert.deepEqual(sent(lastOf(server)), [[2, "two"], [3, "three"]]);
  assert.deepEqual(bodies(server), ["one", "two", "three"]);
  assert.deepEqual(await states(device), [[1, "answered"], [2, "answered"], [3, "answered"]]);
});

test("a gap that can't be filled is treated as a fork", async () => {
  const { server, device } = await pair("one");
  const before = lastOf(server).device;
  server.instead = (request) => (request.device === before ? complain(409, "gap", { next_seq: 0 }) : undefined);
  await device.synchronise();
  assert.deepEqual(bodies(server), ["one"]);
});

test("a server that asks for a gap for ever is left alone for a while", async () => {
  const { server, device } = await pair("one");
  server.instead = () => complain(409, "gap", { next_seq: 1 });
  assert.deepEqual((await device.synchronise()).trouble, "rejected");
  assert.ok(server.requests.length < 30);
});

test("restoring yesterday's backup loses nothing that a phone still holds", async () => {
  const { server, device } = await pair("one");
  await device.synchronise();
  const backup = server.backup();
  await device.queue(note("two"));
  await device.synchronise();
  await device.queue(note("three"));
  server.restore(backup);
  const old = lastOf(server).device;
  await device.synchronise();
  assert.deepEqual(bodies(server), ["one", "two", "three"]);
  assert.deepEqual(await notes(device), ["one", "two", "three"]);
  assert.notEqual(lastOf(server).device, old);
  assert.deepEqual(await states(device), [[1, "answered"], [2, "answered"], [3, "answered"]]);
});

test("an answer to a device that we no longer are counts for nothing", async () => {
  const { server, device } = await pair("one");
  const lost = (request) => server.body(request, { history: "lost", results: [], scopes: {} });
  const release = delayNext(server, lost);
  const first = device.sync.round();
  await release.asked;
  server.devices.set(lastOf(server).device, { next: 2, used: { 1: "another phone's" } });
  const twin = phone(server, { name: device.options.name });
  await twin.synchronise();
  const current = lastOf(server).device;
  release();
  await first;
  await device.synchronise();
  assert.equal(lastOf(server).device, current);
  assert.deepEqual(bodies(server), ["one"]);
});

test("one that the server can't take is found by halving, wrapped as raw, and the rest goes on", async () => {
  const { server, device } = await pair("one", "two", "poison", "four", "five");
  server.instead = ({ operations }) =>
    operations.some(({ args }) => args.text === "poison") ? complain(400, "protocol") : undefined;
  assert.equal((await device.synchronise()).next, "rest");
  assert.deepEqual(bodies(server), ["one", "two", "four", "five"]);
  const wrapped = [...server.log.values()].find(({ operation }) => operation.kind === "raw").operation;
  const inside = JSON.parse(Buffer.from(wrapped.args.base64, "base64").toString());
  assert.equal(inside.args.text, "poison");
  const kept = (await device.outbox.all())[2];
  assert.notEqual(wrapped.id, kept.id);
  assert.deepEqual([kept.state, kept.result.outcome, kept.result.code], ["answered", "held", "invalid"]);
});

test("one that is too large even as raw is set aside, and the rest is renumbered", async () => {
  const { server, device } = await pair("one", "huge", "three");
  const isHuge = ({ kind, args }) => kind === "raw" || args.text === "huge";
  server.instead = ({ operations }) => (operations.some(isHuge) ? complain(413, "too_large") : undefined);
  assert.equal((await device.synchronise()).next, "rest");
  assert.deepEqual(bodies(server), ["one", "three"]);
  const entries = await device.outbox.all();
  assert.deepEqual(entries.map(({ state }) => state), ["answered", "aside", "answered"]);
  assert.equal(JSON.parse((await device.export()).queue).operations[0].args.text, "huge");
});

test("a server that has nothing but 400 gets no operation turned into raw", async () => {
  const { server, device } = await pair("one", "two");
  server.instead = () => complain(400, "protocol");
  assert.equal((await device.synchronise()).trouble, "rejected");
  assert.deepEqual((await device.outbox.all()).map(({ id, wire }) => id === wire), [true, true]);
});

test("two tabs that send the same batch are one device", async () => {
  const { server, device } = await pair("one", "two");
  const twin = phone(server, { name: device.options.name });
  await Promise.all([device.synchronise(), twin.synchronise()]);
  assert.deepEqual(bodies(server), ["one", "two"]);
  assert.deepEqual(await states(device), [[1, "answered"], [2, "answered"]]);
  assert.equal(server.devices.size, 1);
});

test("an older answer never overwrites a newer", async () => {
  const { server, device } = await pair("one");
  const refused = ({ operations: [{ id }] }) => ({ id, outcome: "refused", code: "not_allowed", message: null, case: null, at: {} });
  const release = delayNext(server, (request) =>
    server.body(request, { history: "shared", scopes: {}, results: [refused(request)] }),
  );
  const first = device.sync.round();
  await release.asked;
  await phone(server, { name: device.options.name }).synchronise();
  release();
  await first;
  assert.equal((await device.outbox.all())[0].result.outcome, "applied");
});

/** The next request is answered with this body, worded when it came, once the caller releases it. */
function delayNext(server, answer) {
  let tell, release;
  const asked = new Promise((resolve) => (tell = resolve));
  const released = new Promise((resolve) => (release = resolve));
  server.instead = async (request) => {
    server.instead = () => undefined;
    const body = JSON.stringify(answer(request));
    tell();
    await released;
    return new Response(body);
  };
  return Object.assign(release, { asked });
}

test("one bad answer of something on the way costs a good operation nothing", async () => {
  for (const status of [400, 403, 406, 413, 422]) {
    const { server, device } = await pair("good work");
    let isFirst = true;
    server.instead = ({ operations }) => {
      if (!operations.length || !isFirst) return;
      isFirst = false;
      return new Response("<html>blocked</html>", { status });
    };
    await device.synchronise();
    await device.synchronise();
    assert.deepEqual(bodies(server), ["good work"], String(status));
  }
});

test("something on the way that turns down everything for a while sets nothing aside", async () => {
  const { server, device } = await pair("one", "two", "three");
  server.instead = () => new Response("<html>too large</html>", { status: 413 });
  for (let round = 0; round < 5; round += 1) await device.synchronise();
  server.instead = () => undefined;
  await device.synchronise();
  assert.deepEqual(bodies(server), ["one", "two", "three"]);
});

test("a database that fails while an offender is looked for does not make the phone ask without end", async () => {
  const { server, device } = await pair("bad");
  server.requests.length = 0;
  server.instead = ({ operations }) => (operations.length ? complain(400, "protocol") : undefined);
  const write = device.db.write.bind(device.db);
  let hasFailed = false;
  device.db.write = async (stores, work) => {
    if (!hasFailed && server.requests.length === 1 && stores.includes("scopes")) {
      hasFailed = true;
      throw new DOMException("full", "QuotaExceededError");
    }
    return await write(stores, work);
  };
  await device.synchronise().catch(() => undefined);
  server.instead = ({ operations }) => {
    if (server.requests.length > 40) throw new Error("without end");
  };
  await device.synchronise().catch(() => undefined);
  assert.equal(hasFailed, true);
  assert.deepEqual(await states(device), [[1, "answered"]]);
});

test("a server whose clock was a year ahead for one answer is believed again once it is right", async () => {
  const { server, device } = await pair("one");
  server.clock += 365 * 86400e3;
  await device.synchronise();
  server.clock -= 365 * 86400e3 - 60e3;
  await device.queue(note("two"));
  await device.synchronise();
  const right = new Date(server.clock).toISOString();
  await device.queue(note("three"));
  await device.synchronise();
  const last = server.requests.filter(({ operations }) => operations.length).at(-1).operations[0];
  assert.ok(last.anchor.includes(right.slice(0, 10)), last.anchor);
});
