// What takes several things that go wrong one after another. Each is told by a story that it is given.
import { newJob } from "./deeds.mjs";
import { writes } from "./disk.mjs";
import { ticks } from "./story.mjs";

const WIPE = ["collect", "hold_check", "wipe", "verify", "process"];
const CASCADE = ["pickup", "backup", "reimage", "prepare", "deliver", "orient"];
const REFRESH = ["invite", "order", "receive", "prepare", "pickup", "software", "schedule", "copy"];
const LOCK_PATIENCE = 31_000;

/** Killed in the middle of it: between any two of the transactions in which a round is kept. */
export async function cutShort(story, tab = story.someone()) {
  if (story.dice.is(0.7)) await story._work(tab);
  await amid(story, tab);
  await tab.handset.startAgain(story.dice.one(["killed", "power"]));
}

/** A round has begun, and has written some of what it writes. */
async function amid(story, tab) {
  const last = writes(tab.drawer.name) + 1 + story.dice.upTo(5);
  story._round(tab);
  for (let times = 0; tab.running && writes(tab.drawer.name) < last && times < 400; times++) await ticks(1);
}

/** A phone is copied when nobody knows what has become of its queue; then both go on. */
export async function twins(story) {
  const tab = story.someone();
  await story.sync(tab);
  await story._work(tab);
  if (story.dice.is(0.5)) story.network.next = { fate: "unheard" };
  await story._shift(tab);
  story.network.next = null;
  const twin = await story._clone(tab);
  for (const one of story.dice.is(0.5) ? [tab, twin] : [twin, tab]) if (one && !one.isGone) await story._shift(one);
}

/** A worker of the server stands still in the middle of a request, and others come by. */
export async function overtaken(story) {
  const slow = story.someone();
  await story.sync(slow);
  await story._work(slow, 1, story.dice.one(["scan", "scan", "next", "create", "any"]));
  story.network.next = { fate: story.dice.one(["stalled", "stalled", "stalled", "late", "slow"]) };
  if (story.dice.is(0.4)) story.network.next.place = story.dice.one(["lock", "loaded"]);
  await story.sync(slow);
  for (let times = 1 + story.dice.upTo(3); times > 0; times--) await story._shift();
  story.network.next = null;
  story.network.advance();
}

/** Two workers of the server write at once: each has loaded what it needs, of one job or of two, and none has committed. */
export async function rivals(story) {
  const [tab, other] = [await someoneAtWork(story), await someoneAtWork(story)];
  for (const one of [tab, other]) {
    await story._work(one, 1, story.dice.one(["scan", "next", "note", "any"]));
    story.network.next = { fate: "stalled", place: story.dice.one(["loaded", "loaded", "commit"]) };
    await story.sync(one);
  }
  story.network.next = null;
  if (story.dice.is(0.5)) await story._shift();
  for (let times = story.dice.upTo(4); times > 0; times--) story.network.advance();
  for (const one of [tab, other]) await story.sync(one);
}

/** What happens between a backup and its return: people build on each other's work, and come back in any order. */
export async function relapse(story) {
  story._backup();
  for (let times = 1 + story.dice.upTo(4); times > 0; times--) {
    const tab = story.someone();
    await story.sync(tab);
    await (story.dice.is(0.7) ? story._shift(tab) : story._work(tab));
  }
  if (story.dice.is(0.6)) await cutShort(story);
  await story.network.settle(ticks);
  story._restore(story.backups.at(-1));
  for (let times = story.dice.upTo(4); times > 0; times--) await story.sync(story.someone());
}

/** Phones are ahead of the server, the server goes back to an older program, and forward again; old apps are kept out. */
export async function versions(story) {
  const [tab, other] = [await someoneAtWork(story), story.someone()];
  story._program(story.dice.one(["today", "older"]));
  for (const deed of ["future", "unknown", "scan", "hold", "note"]) await story._work(tab, 1, deed);
  await story.sync(tab);
  await story._shift(other);
  story._demand();
  story._program(story.dice.one(["next", "today", "older"]));
  await story._shift(tab);
  story._program(story.dice.one(["next", "today", "older"]));
  for (const one of [tab, other]) await story._work(one, 1, story.dice.one(["future", "scan", "hold", "note"]));
  if (story.dice.is(0.5)) story.ask("demand", { app: null });
  await story.sync(other);
}

/** The worker is replaced while it syncs: the next one opens the same database, changes it, and sends what is queued. */
export async function updated(story) {
  const tab = await someoneAtWork(story);
  const { handset, drawer } = tab;
  if (story.dice.is(0.3)) handset.newTab(drawer);
  await story._work(tab);
  await story._work(tab);
  await amid(story, tab);
  handset.app = 1;
  const next = handset.newTab(drawer);
  await soon(`${next.name} opens its database`, story.excusing(next, () => next.phone.outbox.recover()));
  await story._work(next);
  story._round(next);
  if (story.dice.is(0.5)) await story._work(tab);
  await ticks(story.dice.upTo(20));
  handset.close(tab);
  await story.rested(next);
  // The release was none, and the app before it comes back.
  if (story.dice.is(0.3)) handset.app = 0;
  if (story.dice.is(0.3)) await handset.startAgain("killed");
}

/** A tab is frozen while it speaks to the server, and the lock with it. What others do must go on. */
export async function frozen(story) {
  const tab = story.someone();
  const other = tab.handset.newTab(tab.drawer);
  for (let times = 0; tab.drawer.tabs.some(({ running }) => running) && times < 100; times++) {
    await story.network.settle(ticks);
    await ticks(10);
  }
  if (tab.running) return;
  await story._work(tab);
  story.network.next = { fate: "frozen" };
  tab.running = story.excusing(tab, () => tab.synchronise(() => undefined)).finally(() => (tab.running = null));
  await story.rested(tab, () => story.network.next === null);
  story.network.next = null;
  await story._work(other);
  const before = await other.phone.outbox.waiting();
  const calm = story.network.isCalm;
  story.network.isCalm = true;
  let round = null;
  other.running = story.excusing(other, async () => (round = await other.synchronise(() => undefined))).finally(() => (other.running = null));
  await story.rested(other);
  story.now += LOCK_PATIENCE;
  story.locks.ring();
  await story.rested(other);
  story.network.isCalm = calm;
  story.trace("frozen", tab.name, before, JSON.stringify(round));
  if (other.running) story.faults.push(`${other.name} waits for a tab that is frozen`);
  if (story.dice.is(0.5)) story.network.thaw();
  else tab.handset.close(tab);
}

/** A phone with a full queue is lost, and revoked; it gives up what it holds, and sends what was done with it. Then it is found. */
export async function revocation(story) {
  const tab = await someoneAtWork(story);
  const { handset, drawer } = tab;
  await story.sync(tab);
  for (let times = 3 + story.dice.upTo(6); times > 0; times--) await story._work(tab, 1, story.dice.one(["next", "note", "time", "any"]));
  if (!(await story._revoke(tab))) return;
  await story.sync(tab);
  await handset.signIn(drawer.user);
  if (story.dice.is(0.5)) story._round(tab);
  await story.rested(tab);
  if (handset.cookie && story.dice.is(0.7)) await givesUp(story, tab);
  if (story.dice.is(0.5)) await story._work(tab);
  if (story.dice.is(0.6)) story._allow();
  await story.sync(tab);
}

/** Where nothing is in its way, a revoked phone sends everything and holds no document any more. */
async function givesUp(story, tab) {
  const device = await tab.phone.db.read(["meta"], (tx) => tx.objectStore("meta").get("device"));
  if (tab.running || !story.revoked.has(device?.id)) return;
  story.network.isCalm = true;
  await story.excusing(tab, async () => {
    const round = await tab.phone.synchronise(() => undefined);
    const held = await tab.phone.db.read(["documents"], (tx) => tx.objectStore("documents").count());
    const waits = await tab.phone.outbox.waiting();
    story.trace("revoked", tab.name, JSON.stringify(round), held, waits);
    const isNew = (await tab.phone.db.read(["meta"], (tx) => tx.objectStore("meta").get("device")))?.id !== device.id;
    if (round.trouble === "revoked" && !isNew && held + waits) story.faults.push(`${tab.name} is revoked, and holds ${held} documents and ${waits} in its queue`);
  });
  story.network.isCalm = false;
}

/** Something is held, five other deeds name it, on several phones; then it is decided. */
export async function family(story) {
  const tab = await someoneAtWork(story);
  const parent = await story._work(tab, 1, "wrong");
  if (!parent) return;
  const others = [tab, tab, tab, story.someone(), story.someone()];
  for (const one of others) await story._work(one, 1, story.dice.one(["note", "time", "next", "any", "hold"]), [parent.id]);
  // In any order: those who name it may come before it.
  for (const one of others.sort(() => story.dice.roll() - 0.5)) if (story.dice.is(0.8)) await story.sync(one);
  await story.sync(tab);
  story._deciding(parent.id);
  for (const one of others.slice(3)) await story.sync(one);
  await story.network.settle(ticks);
  await story.sync(tab);
  story._deciding(parent.id);
}

/** A job is closed and charged; its last step is undone and done again, by several, in any order. */
export async function redo(story) {
  const kind = story.dice.one(["wipe", "wipe", "cascade"]);
  const job = await aJob(story, kind);
  if (!job) return;
  story.hasten(job, kind === "wipe" ? WIPE : CASCADE);
  const [tab, other] = [await someoneAtWork(story), await someoneAtWork(story)];
  for (let times = 1 + story.dice.upTo(3); times > 0; times--) {
    const one = story.dice.one([tab, other]);
    if (kind === "cascade") await story._work(one, 1, "time", [], job);
    await story._work(one, 1, "undoLast");
    if (story.dice.is(0.4)) await story.sync(one);
    await story._work(story.dice.one([tab, other]), 1, story.dice.one(["redoLast", "redoLast", "time", "void"]), [], story.dice.is(0.5) ? job : null);
    await story._work(one, 1, "redoLast");
    if (story.dice.is(0.6)) await story.sync(one);
  }
  for (const one of [tab, other]) await story.sync(one);
}

/** A refresh is at its last step, which has three parts: two do some of them each, neither seeing the other. */
export async function parts(story) {
  const job = await aJob(story, "refresh");
  if (!job) return;
  story.hasten(job, REFRESH);
  const [tab, other] = [await someoneAtWork(story), await someoneAtWork(story)];
  for (let times = 3 + story.dice.upTo(3); times > 0; times--) {
    await story._work(story.dice.one([tab, other]), 1, story.dice.one(["aPart", "aPart", "aPart", "next", "undo"]), [], job);
    if (story.dice.is(0.4)) await story.sync(story.dice.one([tab, other]));
  }
  if (story.dice.is(0.5)) story.hasten(job, ["setup", "retire"]);
  for (const one of [tab, other]) await story.sync(one);
}

/** A phone reads page by page, while what it reads moves to another site and back, and more than a page comes in. */
export async function midPage(story) {
  const handset = story.newHandset(true);
  if (!handset) return;
  const drawer = await handset.signIn(story.dice.one(["ana", "ben"]));
  if (!drawer) return;
  const tab = drawer.tabs[0];
  for (let pages = 2 + story.dice.upTo(4); pages > 0; pages--) {
    // One page, not all of them.
    if (!tab.running) story._round(tab, false);
    await story.rested(tab);
    if (story.dice.is(0.5)) story.network.advance();
    story._moving(story.dice.one(["1", "2"]));
    story._moving(story.dice.one(["1", "2"]));
    if (story.dice.is(0.5)) story._importing();
    if (story.dice.is(0.2)) story._posting();
  }
  await story.sync(tab);
}

/** The session ends while a batch is on its way, and someone else takes the phone. */
export async function expired(story) {
  const tab = await someoneAtWork(story);
  const { handset, drawer } = tab;
  for (let times = 4; times > 0; times--) await story._work(tab);
  story.network.next = { fate: story.dice.one(["slow", "late", "stalled", "unheard"]) };
  await story.sync(tab);
  story.network.next = null;
  handset.signOut();
  await story._work(tab);
  if (story.dice.is(0.5)) await handset.signIn(story.dice.one(["ana", "ben", "charlie"]));
  story.network.advance();
  await story.sync(tab);
  if (story.dice.is(0.7)) await handset.signIn(drawer.user);
  await story.sync(tab);
}

/** Photos are sent piece by piece while everything else goes on; the day's quota is used up. */
export async function pictures(story) {
  const tab = await someoneAtWork(story);
  if (story.dice.is(0.4)) story._quota();
  for (let times = 1 + story.dice.upTo(3); times > 0; times--) await story._work(tab, 1, "photo");
  for (let times = 2 + story.dice.upTo(4); times > 0; times--) {
    story._photos(tab);
    await ticks(story.dice.upTo(60));
    if (story.dice.is(0.2)) await tab.handset.startAgain(story.dice.one(["killed", "power"]));
    if (story.dice.is(0.3)) await story.sync(tab);
    if (story.dice.is(0.5)) story.network.advance();
    story.now += 25_000;
    story.network.giveUp();
  }
}

/** One operation ends the process that merges it, each time; others of the same queue do not wait for it. */
export async function poisoned(story) {
  const tab = await someoneAtWork(story);
  for (const deed of ["note", "poison", "time", "next"]) await story._work(tab, 1, deed);
  for (let times = 4; times > 0; times--) await story.sync(tab);
}

/** What must not wait for anyone: a story in which it does can't go on. */
async function soon(what, promise) {
  let isDone = false;
  const done = promise.finally(() => (isDone = true));
  for (let times = 0; !isDone && times < 2000; times++) await ticks(1);
  if (!isDone) throw new Error(`${what}, and waits for ever`);
  return await done;
}

/** Someone whose phone has jobs to work on. */
async function someoneAtWork(story) {
  const tab = story.someone();
  story.network.next = { fate: "through" };
  await story.sync(tab);
  story.network.next = null;
  return tab;
}

/** A new job of the office's, on a machine that is free. */
async function aJob(story, kind) {
  const { free } = story.ask("free");
  if (!free.length) return null;
  const { id, kind: _, ...more } = newJob(story.makeId(), kind, story.dice.one(free));
  return story.office("sam", { id_: id, kind: "job.create", ...more })[0] === "applied/ok" ? more.target : null;
}
