import assert from "node:assert/strict";
import test from "node:test";
import { Server } from "./support/server.mjs";
import { at, get, jo, post, postForm, qr, request, routeFor, Schedule, signedIn, world } from "./support/service.mjs";

const OP = "0192f6a0-0000-7000-8000-000000000001";
const JOB = /\/jobs\/([0-9a-f-]{36})/;

/** Makes a wipe of the machine by the form of /jobs/new; answers its path. */
async function wipe(app) {
  const form = await get(app, "/jobs/new?kind=wipe&asset.machine=K7M3Q9X");
  const field = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(form.text)[1];
  const fields = { op: field("op"), user: "7", target: field("target"), back: field("back") };
  const answer = await post(app, "/do/job.create", { ...fields, "args.kind": "wipe", "args.assets.machine": "a1" });
  assert.equal(answer.status, 200, answer.text);
  return { path: `/jobs/${JOB.exec(fields.back)[1]}`, target: fields.target };
}

const noteOn = ({ path, target }, more = {}) => ({ op: OP, user: "7", target, back: path, "args.text": "Hello", ...more });
const kept = async (phone) => (await phone.outbox.all()).map(({ operation }) => operation.kind);

test("a POST that navigates is left to the browser, whatever it asks", () => {
  for (const path of ["/do/note.add", "/do/step.complete", "/login", "/logout", "/sync"]) {
    assert.equal(routeFor(request("POST", path, "navigate"), at(path)), null);
  }
  assert.notEqual(routeFor(request("POST", "/do/note.add", "same-origin"), at("/do/note.add")), null);
});

test("every request of our own has a route, and nobody else's has", () => {
  for (const path of ["/", "/work", "/static/x.css", "/labels/A.svg", "/me", "/blobs/1", "/no/such/page"]) {
    assert.notEqual(routeFor(request("GET", path, "navigate"), at(path)), null, path);
  }
  assert.equal(routeFor(request("GET", "/", "no-cors"), new URL("https://elsewhere.test/")), null);
});

test("the pages of the floor are rendered without a network", async () => {
  const { app } = await signedIn();
  for (const path of ["/work", "/jobs/new", "/scan", "/queue", "/receiving", "/search", "/more", "/assets/a1"]) {
    const { status, headers, text } = await get(app, path);
    assert.equal(status, 200, path);
    assert.match(text, /<main id="page"/, path);
    assert.match(headers.get("Content-Security-Policy"), /default-src 'self'/);
    assert.equal(headers.get("Content-Security-Policy").includes("wasm"), path === "/scan");
  }
});

test("what is not there says so", async () => {
  const { app } = await signedIn();
  assert.equal((await get(app, "/jobs/nothing")).status, 404);
  assert.equal((await get(app, "/A/NOPE")).status, 404);
});

test("a page of the server's says that it needs the network", async () => {
  const { app } = await signedIn();
  const { status, text } = await get(app, "/supervisor/sync", { "HX-Request": "true" });
  assert.equal(status, 503);
  assert.match(text, /needs the network/);
});

test("nobody signed in means that the server answers", async () => {
  const { app } = await signedIn();
  await app.accounts.signOut();
  world.fetch = async () => new Response("the server's page");
  assert.equal((await get(app, "/work")).text, "the server's page");
  world.fetch = () => Promise.reject(new TypeError("offline"));
});

test("a job made on the phone is there at once, and on its machine's label too", async () => {
  const { app, phone } = await signedIn();
  const { path } = await wipe(app);
  assert.deepEqual(await kept(phone), ["job.create"]);
  assert.match((await get(app, path)).text, /K7M3Q9X/);
  const landing = await get(app, "/A/k7m3q9x");
  assert.equal(landing.status, 302);
  assert.equal(new URL(landing.headers.get("Location")).pathname, path);
});

test("a form is answered with the page that it names, as it is now", async () => {
  const { app } = await signedIn();
  const job = await wipe(app);
  const answer = await post(app, "/do/note.add", noteOn(job), { "HX-Current-URL": at("/work").href });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("HX-Push-Url"), job.path);
  assert.match(answer.text, /Hello/);
});

test("a form on the page that it leads to adds nothing to the way back", async () => {
  const { app } = await signedIn();
  const job = await wipe(app);
  const answer = await post(app, "/do/note.add", noteOn(job), { "HX-Current-URL": at(job.path).href });
  assert.equal(answer.headers.get("HX-Replace-Url"), job.path);
  assert.equal(answer.headers.get("HX-Push-Url"), null);
});

test("a form that is sent twice is queued once, and answered twice", async () => {
  const { app, phone } = await signedIn();
  const job = await wipe(app);
  const answers = await Promise.all([post(app, "/do/note.add", noteOn(job)), post(app, "/do/note.add", noteOn(job))]);
  assert.deepEqual(answers.map(({ status }) => status), [200, 200]);
  assert.deepEqual(await kept(phone), ["job.create", "note.add"]);
});

test("another user's form is refused, and nothing is queued", async () => {
  const { app, phone } = await signedIn();
  const job = await wipe(app);
  const answer = await post(app, "/do/note.add", noteOn(job, { user: "9" }));
  assert.equal(answer.status, 409);
  assert.deepEqual(await kept(phone), ["job.create"]);
  assert.equal((await post(app, "/do/note.add", { ...noteOn(job), user: "" })).status, 409);
});

test("what the rules forbid is said at once, and queued only if it happened all the same", async () => {
  const { app, phone } = await signedIn();
  const job = await wipe(app);
  const step = { op: OP, user: "7", target: job.target, back: job.path, "args.step": "collect", "args.evidence.machine": "OTHER" };
  const refused = await post(app, "/do/step.complete", step);
  assert.equal(refused.status, 422);
  assert.match(refused.text, /id="problem-title"/);
  assert.deepEqual(await kept(phone), ["job.create"]);
  assert.equal((await post(app, "/do/step.complete", { ...step, anyway: "1" })).status, 200);
  assert.deepEqual(await kept(phone), ["job.create", "step.complete"]);
});

test("empty and oversized text is explained, and nothing is queued", async () => {
  const { app, phone } = await signedIn();
  const job = await wipe(app);
  for (const text of ["", "   ", "x".repeat(4001), "x".repeat(100_000)]) {
    const answer = await post(app, "/do/note.add", noteOn(job, { "args.text": text }));
    assert.equal(answer.status, 422, `${text.length}`);
  }
  assert.deepEqual(await kept(phone), ["job.create"]);
});

test("a form may lead nowhere but to our own pages", async () => {
  const { app } = await signedIn();
  const job = await wipe(app);
  for (const [at, back] of ["//elsewhere.test/", "https://elsewhere.test/", "/\\elsewhere.test", "/logout"].entries()) {
    const op = `0192f6a0-0000-7000-8000-00000000010${at}`;
    const answer = await post(app, "/do/note.add", noteOn(job, { op, back }));
    assert.equal(answer.headers.get("HX-Push-Url"), "/work");
  }
});

test("an unknown kind of form is not queued", async () => {
  const { app, phone } = await signedIn();
  assert.equal((await post(app, "/do/staff.record", { user: "7" })).status, 404);
  assert.deepEqual(await kept(phone), []);
});

test("the queue says in words what waits", async () => {
  const { app } = await signedIn();
  const job = await wipe(app);
  await post(app, "/do/note.add", noteOn(job));
  assert.match((await get(app, "/queue")).text, /New job on a new job[\s\S]*Note on a new job/);
});

test("others see that someone's work waits, not what it is", async () => {
  const { app } = await signedIn();
  const job = await wipe(app);
  await post(app, "/do/note.add", noteOn(job));
  await app.accounts.signIn({ ...jo, id: "9", name: "Kim", username: "kim" });
  assert.deepEqual(await app.others(), [{ name: "Jo", count: 2, photos: 0 }]);
  assert.doesNotMatch((await get(app, "/queue")).text, /Hello/);
});

const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...new Array(500).fill(7)]);
const shaIn = (text) => /\/blobs\/([0-9a-f]{64})/.exec(text)?.[1];

/** A form with files in it: `[name, value]`, where bytes are a file. */
async function postFiles(app, path, fields) {
  const form = new FormData();
  for (const [name, value] of fields) {
    if (typeof value === "string") form.append(name, value);
    else form.append(name, new Blob([value]), value.length ? "photo.jpg" : "");
  }
  return await postForm(app, path, form);
}

test("a photo is shown at once from the phone, and waits to be sent", async () => {
  const { app, phone } = await signedIn();
  const job = await wipe(app);
  const files = [["args.photos:list", JPEG], ["args.photos:list", new Uint8Array(0)], ["after:list", JPEG]];
  const answer = await postFiles(app, "/do/note.add", [...Object.entries(noteOn(job)), ...files]);
  assert.equal(answer.status, 200, answer.text);
  const sha = shaIn(answer.text);
  assert.deepEqual((await phone.outbox.find(OP)).operation.args.photos, [sha]);
  const shown = await get(app, `/blobs/${sha}`);
  assert.deepEqual([shown.status, shown.headers.get("Content-Type")], [200, "image/jpeg"]);
  assert.match(shown.headers.get("Content-Security-Policy"), /default-src 'none'/);
  assert.equal(await phone.pictures.waiting(), 1);
  assert.match((await get(app, "/queue")).text, /2 entries wait on this phone; 1 photo waits on this phone/);
  assert.match((await get(app, "/work")).text, /3 to send/);
  await app.accounts.signIn({ ...jo, id: "9", name: "Kim", username: "kim" });
  assert.deepEqual(await app.others(), [{ name: "Jo", count: 2, photos: 1 }]);
  assert.equal((await get(app, `/blobs/${sha}`)).status, 504, "it is Jo's");
});

test("a photo that this phone has not got is the server's to show", async () => {
  const { app } = await signedIn();
  world.fetch = async (request) => new Response(new URL(request.url).pathname);
  const path = `/blobs/${"0".repeat(64)}`;
  assert.equal((await get(app, path)).text, path);
  world.fetch = () => Promise.reject(new TypeError("offline"));
});

test("what is no photo is said, and nothing is recorded", async () => {
  const { app, phone } = await signedIn();
  const job = await wipe(app);
  const files = [["args.photos:list", new TextEncoder().encode("<svg/>")]];
  const answer = await postFiles(app, "/do/note.add", [...Object.entries(noteOn(job)), ...files]);
  assert.equal(answer.status, 422);
  assert.match(answer.text, /no picture that can be kept/);
  assert.deepEqual(await kept(phone), ["job.create"]);
});

test("photos are sent after the operations, and once", async () => {
  const { app, phone } = await signedIn();
  const job = await wipe(app);
  const server = new Server([]);
  const calls = [];
  world.fetch = async (url, init) => {
    calls.push(`${init?.method} ${url}`.slice(0, 11));
    return await server.fetch(url, init);
  };
  await postFiles(app, "/do/note.add", [...Object.entries(noteOn(job)), ["args.photos:list", JPEG]]);
  assert.equal((await app.sync("user")).next, "rest");
  assert.deepEqual([...new Set(calls)], ["POST /sync", "HEAD /blobs", "PUT /blobs/"]);
  assert.equal(calls.filter((call) => call.startsWith("PUT")).length, 1);
  assert.equal(await phone.pictures.waiting(), 0);
  await app.sync("user");
  assert.deepEqual([server.requests[0].queue.blobs, server.requests.at(-1).queue.blobs], [1, 0]);
  world.fetch = () => Promise.reject(new TypeError("offline"));
});

test("a label is drawn on the phone", async () => {
  const { app } = await signedIn();
  const { status, text, headers } = await get(app, "/labels/K7M3Q9X.svg");
  assert.equal(status, 200);
  assert.equal(headers.get("Content-Type"), "image/svg+xml");
  assert.match(text, /^<svg .*<\/svg>$/);
  assert.equal(qr("x".repeat(107)), null);
});

function schedule(rounds) {
  const clock = { time: 0, later: [] };
  const run = async () => (clock.runs = (clock.runs ?? 0) + 1, { changed: false, ...rounds.shift() });
  const clockwork = { now: () => clock.time, random: () => 1, later: (work, ms) => clock.later.push(ms) };
  return { clock, schedule: new Schedule(run, clockwork) };
}

test("pauses grow after failures, and a person's wish does not wait for them", async () => {
  const failed = { next: "wait", trouble: "offline" };
  const { clock, schedule: one } = schedule([failed, failed, failed, { next: "rest" }]);
  await one.kick("timer");
  await one.kick("timer");
  assert.equal(clock.runs, 1);
  clock.time = 2001;
  await one.kick("timer");
  clock.time = 6002;
  await one.kick("timer");
  assert.deepEqual(clock.later, [2050, 4050, 8050]);
  await one.kick("user");
  assert.equal(clock.runs, 4);
  assert.equal(one.trouble, null);
});

test("what is done without a network does not put off the next try", async () => {
  const { clock, schedule: one } = schedule(Array(10).fill({ next: "wait", trouble: "offline" }));
  for (let at = 0; at < 10; at += 1) await one.kick("operation");
  assert.equal(clock.runs, 10);
  assert.deepEqual(clock.later, [2050]);
});

test("where the server asks to wait, only a person's wish is stronger", async () => {
  const { clock, schedule: one } = schedule([{ next: "wait", trouble: "busy", retryAfter: 9000 }, { next: "rest" }]);
  await one.kick("timer");
  await one.kick("operation");
  assert.equal(clock.runs, 1);
  assert.deepEqual(clock.later, [9050]);
  await one.kick("user");
  assert.equal(clock.runs, 2);
});

test("a clock that is set back while it waits keeps the planned try", async () => {
  let [now, runs] = [1e12, 0];
  const planned = [];
  const clock = { now: () => now, random: () => 1, later: (work) => planned.push(work) };
  const failing = async () => (runs++, { next: "wait", trouble: "offline", changed: false });
  const schedule = new Schedule(failing, clock);
  await schedule.kick("launch");
  now -= 86_400_000;
  planned.shift()();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual([runs, planned.length], [2, 1]);
});

test("a connection to who is signed in that the browser took away is opened again", async () => {
  const opened = [];
  const open = indexedDB.open.bind(indexedDB);
  indexedDB.open = (...args) => {
    const request = open(...args);
    request.addEventListener("success", () => opened.push(request.result));
    return request;
  };
  const { app } = await signedIn();
  indexedDB.open = open;
  assert.equal((await get(app, "/work")).status, 200);
  for (const db of opened) db.close();
  assert.equal((await get(app, "/work")).status, 200);
});

test("one loop runs at a time, and what comes in meanwhile goes with it", async () => {
  const { clock, schedule: one } = schedule([{ next: "rest" }, { next: "rest" }]);
  await Promise.all([one.kick("operation"), one.kick("operation"), one.kick("operation")]);
  assert.equal(clock.runs, 2);
});

/** The server answers every sync with nothing new, and with `more`. */
async function answering(phone, more = {}) {
  const scopes = await phone.db.read(["scopes"], (tx) => tx.objectStore("scopes").getAllKeys());
  const page = { reset: false, put: [], gone: [], cursor: "2", version: 1, more: false };
  const body = { protocol: 1, now: new Date().toISOString(), anchor: null, next_seq: 1, history: "shared", min_app: null };
  const told = { ...body, results: [], scopes: Object.fromEntries(scopes.map((scope) => [scope, page])), ...more };
  const { fetch } = world;
  world.fetch = async () => new Response(JSON.stringify(told));
  return () => Object.assign(world, { fetch });
}

test("a role that was granted shows without signing in again", async () => {
  const { app, phone } = await signedIn();
  assert.doesNotMatch((await get(app, "/work")).text, /Sync status/);
  const end = await answering(phone, { me: { name: "Jo B.", roles: ["technician", "supervisor"], sites: ["4"] } });
  await app.sync("user");
  end();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.match((await get(app, "/work")).text, /Sync status/);
  assert.equal((await app.accounts.current()).username, "jo");
  await app.accounts.signIn(jo);
});

test("after many days without contact the app asks for a sign-in, and takes nothing until then", async () => {
  const { app, phone } = await signedIn();
  const { now } = Date;
  await app.accounts.signIn({ ...jo, lock_days: 30 });
  const job = await wipe(app);
  Date.now = () => now() + 29 * 24 * 3_600_000;
  assert.doesNotMatch((await get(app, "/work")).text, /Sign in to go on/);
  Date.now = () => now() + 31 * 24 * 3_600_000;
  const locked = await get(app, job.path);
  assert.match(locked.text, /Sign in to go on/);
  assert.doesNotMatch(locked.text, /K7M3Q9X/);
  assert.match(locked.text, /data-export/);
  const before = (await kept(phone)).length;
  assert.equal((await post(app, "/do/note.add", noteOn(job))).status, 403);
  assert.equal((await kept(phone)).length, before);
  await app.accounts.signIn({ ...jo, lock_days: 30, signed_in_at: "later" });
  assert.doesNotMatch((await get(app, job.path)).text, /Sign in to go on/);
  Date.now = now;
  await app.accounts.signIn(jo);
});

test("a lock that its holder never gives back holds up nobody's sending for good", async () => {
  const { app, phone } = await signedIn();
  const end = await answering(phone);
  const gone = Object.assign(new Error("too long"), { name: "TimeoutError" });
  const request = async (name, { signal }) => {
    assert.ok(name && signal);
    throw gone;
  };
  Object.assign(navigator, { locks: { request } });
  const round = await app.sync("user");
  delete navigator.locks;
  end();
  assert.equal(round.next, "rest");
});

test("after too long without contact only a new sign-in shows anything, and what waits is kept", async () => {
  const { app, phone } = await signedIn();
  const me = { ...jo, user: "7", lock_days: 7, signed_in_at: "2026-11-01T08:00:00.000Z" };
  world.fetch = async () => Response.json(me);
  await app.meet();
  const session = async () => (await get(app, "/work")).text;
  assert.doesNotMatch(await session(), /no contact for/);
  await post(app, "/do/note.add", noteOn(await wipe(app)));
  const kinds = await kept(phone);

  const now = Date.now;
  Date.now = () => now() + 8 * 24 * 3_600_000;
  try {
    assert.match(await session(), /no contact for 7 days/);
    assert.equal((await post(app, "/do/note.add", noteOn({ path: "/work", target: "job:x" }))).status, 403);
    // The cookie still lives, and there is contact: that is no sign-in.
    await app.meet();
    assert.match(await session(), /no contact for 7 days/);
    assert.deepEqual(await kept(phone), kinds);
    world.fetch = async () => Response.json({ ...me, signed_in_at: "2026-11-30T08:00:00.000Z" });
    await app.welcome();
    assert.doesNotMatch(await session(), /no contact for/);
  } finally {
    Date.now = now;
    world.fetch = () => Promise.reject(new TypeError("offline"));
    await app.accounts.signIn(jo);
  }
});

test("a machine that this phone holds from before there were labels takes one", async () => {
  const { app, phone } = await signedIn();
  const job = await wipe(app);
  const before = (await phone.outbox.all()).length;
  const [asset] = (await (await phone.view({ id: "7", name: "Ana", roles: ["technician"], sites: ["1"] })).all("asset")).filter((one) => !one.labels);
  const label = { op: "0192f6a0-0000-7000-8000-000000000200", user: "7", target: asset.id, back: job.path, "args.tag": "NE2K9A32" };
  assert.equal((await post(app, "/do/label.bind", label)).status, 200);
  assert.equal((await phone.outbox.all()).length, before + 1);
  const view = await phone.view({ id: "7", name: "Ana", roles: ["technician"], sites: ["1"] });
  assert.equal((await view.find("tag:NE2K9A32")).id, asset.id);
});
