// One seed's story: people work, everything that can go wrong goes wrong, then it is calm, and everything must hold.
import { createHash } from "node:crypto";
import { evenly } from "./even.mjs";
import { aDecision, DEEDS, newJob, think } from "./deeds.mjs";
import { Dice } from "./dice.mjs";
import { forget, makeRoom } from "./disk.mjs";
import { Handset } from "./handset.mjs";
import { Locks } from "./locks.mjs";
import { FATES, Network } from "./network.mjs";
import * as plots from "./plots.mjs";
import { ask } from "./wire.mjs";

export const BEGIN = Date.parse("2026-11-22T08:00:00.000Z");
export const [SECOND, DAY] = [1000, 24 * 3600 * 1000];
const SITES = [["1"], ["2"], ["1", "2"], []];
const STAFF = { ana: 1, ben: 2, sam: 4, charlie: 7 };
/** What a phone may complain of, when its disk or its browser fails it. */
const EXCUSES = ["QuotaExceededError", "InvalidStateError", "AbortError", "TransactionInactiveError"];

/** How often each thing happens. What is in here but not in PEACE is left out of some stories. */
const PEACE = { work: 34, round: 34, underway: 16, time: 6, photos: 4 };
const TROUBLE = {
  doubleTap: 1, tab: 2, kill: 3, power: 3, evicted: 0.6, clone: 1, full: 1.5, room: 2, disconnect: 2, clock: 1.5, thaw: 1,
  backup: 3, restore: 2, otherUser: 2, signedOut: 1.5, posting: 1.5, moving: 2, importing: 0.7, deciding: 4, renaming: 1, month: 0.2,
  program: 1, demand: 0.5, revoke: 0.7, allow: 1, quota: 0.5,
  shift: 5, ...Object.fromEntries(Object.keys(plots).map((name) => [name, name === "cutShort" ? 3 : 0.6])),
}; // prettier-ignore
/** What takes several things that go wrong one after another: chance alone would seldom bring them together. Each story has its own. */
const PLOTS = Object.keys(plots);
const PROGRAMS = ["older", "today", "next"];

export class Story {
  now = BEGIN;
  faults = [];
  counts = {};
  /** By id: {user, operation}: what a phone has said it keeps. */
  promised = {};
  /** What nobody can have any more, through no fault of the program. */
  excused = new Set();
  backups = [];
  /** Device ids that were revoked, some time: a backup that returns may bring that back. */
  revoked = new Set();
  /** Who may not sign in at present. */
  away = new Set();
  #ids = 0;
  #hash = createHash("sha256");
  #people = 0;
  #imports = 0;
  /** Photos that nobody can have any more, through no fault of the program. */
  lost = new Set();
  /** The newest program that the server has run. */
  #newest = "today";

  constructor(seed) {
    Object.assign(this, { seed, dice: new Dice(seed) });
    const about = { dice: this.dice, ask: this.ask, time: () => this.now, trace: this.trace, count: this.#count };
    this.network = new Network(about);
    this.locks = new Locks(() => this.now);
    this.handsets = [];
  }

  ask = (name, more = {}) => ask({ do: name, with: more, now: this.now });
  makeId = () => `00000000-0000-7000-8000-${String(++this.#ids).padStart(12, "0")}`;

  trace = (...words) => {
    const line = words.join(" ");
    this.at = line.slice(0, 200);
    this.#hash.update(line + "\n");
    if (process.env.TRACE) console.error(line);
  };

  async tell() {
    forget();
    this.ask("begin", { seed: this.seed, page: 3 + this.dice.upTo(this.dice.one([4, 12, 60])) });
    this.#choose();
    this.#make("wipe", "m0");
    this.#make("cascade", "m1");
    for (const user of ["ana", "ben", "sam", this.dice.one(["ana", "charlie"])]) await this.newHandset().signIn(user);
    const parts = this.dice.one([1, 1, 2]);
    for (let part = 0; part < parts && !this.faults.length; part++) {
      for (let acts = this.dice.one([4, 12, 20]); acts > 0; acts--) await this.#act();
      await this.#act(process.env.PLOT || PLOTS[(this.seed + 5 * part) % PLOTS.length]);
      await this.#calm();
      this.faults.push(...(await evenly(this)));
    }
    const { digest, outcomes } = this.ask("digest");
    this.trace("log", digest);
    for (const [name, times] of Object.entries(outcomes)) this.counts[name] = times;
    const hash = this.#hash.digest("hex").slice(0, 16);
    return { seed: this.seed, hash, faults: this.faults, counts: this.counts };
  }

  /** Each story has its own weather: some of the troubles, more of them or less. */
  #choose() {
    const some = (weights) => Object.fromEntries(Object.entries(weights).filter(() => this.dice.is(0.6)));
    this.acts = { ...PEACE, ...some(TROUBLE) };
    this.network.fates = { ...some(FATES), through: this.dice.one([10, 30, 80]) };
    this.deeds = { ...DEEDS, ...(this.dice.is(0.3) ? {} : { poison: 0 }) };
  }

  newHandset(ifFew = false) {
    if (ifFew && this.handsets.length > 7) return null;
    const handset = new Handset(this, `phone${this.handsets.length}`);
    this.handsets.push(handset);
    return handset;
  }

  #make(kind, machine) {
    const { id, kind: _, ...more } = newJob(this.makeId(), kind, machine);
    this.office("sam", { id_: id, kind: "job.create", ...more });
  }

  office(user, ...operations) {
    const told = this.ask("submit", { user, operations });
    this.trace("office", JSON.stringify(operations), JSON.stringify(told));
    return told.outcomes;
  }

  async #act(name = this.dice.pick(this.acts)) {
    this.#count(name);
    this.now += this.dice.upTo(4 * SECOND);
    this.trace("act", name, this.now);
    await (plots[name] ? plots[name](this) : this[`_${name}`]());
    this.network.giveUp();
    this.locks.ring();
    await ticks(this.dice.upTo(this.dice.one([2, 12, 60])));
  }

  #count = (name) => (this.counts[name] = (this.counts[name] ?? 0) + 1);

  /** Someone with a phone in hand, and one of the tabs they have open. */
  someone() {
    const handset = this.dice.one(this.handsets);
    const drawer = handset.drawers.get(handset.cookie) ?? this.dice.one([...handset.drawers.values()]);
    return this.dice.one(drawer.tabs);
  }

  // What people do.

  async _work(tab = this.someone(), times = 1, deed = this.dice.pick(this.deeds), after = [], on = null) {
    const { phone, drawer, handset } = tab;
    return await this.excusing(tab, async () => {
      const view = await phone.view(drawer.actor);
      const about = { view, actor: drawer.actor, dice: this.dice, makeId: this.makeId, at: phone.time(), last: drawer.last, phone, on };
      const operation = await think(deed, about);
      if (!operation) return null;
      operation.after.push(...after);
      this.trace("deed", tab.name, JSON.stringify(operation));
      const queued = Array.from({ length: times }, () => phone.queue(operation));
      for (const entry of await Promise.all(queued)) this.promise(entry, handset, drawer);
      return operation;
    });
  }

  promise({ id, operation }, handset, drawer) {
    this.promised[id] = { user: drawer.actor.id, operation };
    drawer.last = id;
  }

  async _doubleTap() {
    await this._work(this.someone(), 2);
  }

  _round(tab = this.someone(), all = this.dice.is(0.3)) {
    if (tab.running || tab.isGone) return;
    tab.running = this.excusing(tab, async () => {
      const round = all ? await tab.synchronise((one) => heed(tab, one)) : await tab.phone.sync.round();
      heed(tab, round);
      this.trace("round", tab.name, JSON.stringify(round));
    }).finally(() => (tab.running = null));
  }

  async excusing(tab, work) {
    try {
      return await work();
    } catch (error) {
      this.trace("failed", tab.name, error.name);
      if (!EXCUSES.includes(error.name)) this.faults.push(`${tab.name}: ${error.stack}`);
    }
  }

  _underway = () => this.network.advance();

  _time() {
    this.now += this.dice.one([5 * SECOND, 25 * SECOND, 3600 * SECOND, DAY]);
  }

  /** Someone gets on with it: several things in a row, and tells the server. */
  async _shift(tab = this.someone()) {
    for (let deeds = 1 + this.dice.upTo(6); deeds > 0; deeds--) await this._work(tab, 1, this.dice.is(0.8) ? "next" : undefined);
    await this.sync(tab);
  }

  async sync(tab) {
    this._round(tab);
    await this.rested(tab);
  }

  /** Until the tab has done, or waits for something that is underway. */
  async rested(tab, isSo = () => false) {
    const waits = () => this.network.underway.some(({ request }) => request.tab === tab) || this.locks.isWaiting(tab);
    for (let times = 0; tab.running && !waits() && !isSo() && times < 2000; times++) await ticks(1);
  }

  // What happens to phones.

  _tab() {
    const { handset, drawer } = this.someone();
    if (drawer.tabs.length < 3) handset.newTab(drawer);
  }

  _kill = () => this.dice.one(this.handsets).startAgain("killed");
  _power = () => this.dice.one(this.handsets).startAgain("power");

  async _evicted() {
    const handset = this.dice.one(this.handsets);
    const [ids, photos] = [handset.kept(), handset.pictures()];
    await handset.startAgain("evicted");
    this.giveUp(ids, photos);
  }

  /** What neither the server nor any phone has is lost, and nobody could help it. */
  giveUp(ids, photos = []) {
    const kept = new Set([...this.ask("logged", { ids }).logged, ...this.handsets.flatMap((one) => one.kept())]);
    for (const id of ids) if (!kept.has(id)) this.excused.add(id);
    const pictures = new Set([...this.ask("photos", { names: photos }).sound, ...this.handsets.flatMap((one) => one.pictures())]);
    for (const name of photos) if (!pictures.has(name)) this.lost.add(name);
  }

  async _clone({ handset, drawer } = this.someone()) {
    if (this.handsets.length >= 8) return null;
    const twin = this.newHandset();
    await handset.copyTo(twin, drawer.user);
    return twin.drawers.get(drawer.user)?.tabs[0] ?? null;
  }

  _full = () => this.dice.one(this.handsets).fillUp(this.dice.upTo(6));
  _room = () => makeRoom();
  _disconnect = () => this.dice.one(this.handsets).disconnect(this.dice.is(0.5));

  _clock() {
    this.dice.one(this.handsets).shift = this.dice.one([0, 3 * DAY, -365 * DAY, -3600 * SECOND, 90 * SECOND]);
  }

  async _otherUser() {
    await this.dice.one(this.handsets).signIn(this.dice.one(Object.keys(STAFF)));
  }

  _signedOut = () => this.dice.one(this.handsets).signOut();

  // What happens at the office, and to the server.

  _backup() {
    const name = `backup${this.backups.length}`;
    if (this.ask("backup", { name }).done) this.backups.push({ name, at: this.now });
  }

  /** Not from so long ago that phones no longer keep what it lacks. */
  _restore(backup = this.dice.one(this.backups.slice(-3))) {
    if (!backup || this.now - backup.at > 25 * DAY || this.network.underway.length) return;
    const ids = Object.keys(this.promised);
    const { logged } = this.ask("logged", { ids });
    this.ask("restore", { name: backup.name });
    this.trace("restored", backup.name);
    this.giveUp(logged);
  }

  _posting() {
    const user = this.dice.one(["ana", "ben", "charlie"]);
    const args = { username: user, sites: this.dice.one(SITES), active: this.dice.is(0.85) };
    if (!args.active) this.away.add(user);
    this.office(null, { kind: "staff.record", target: `staff:${STAFF[user]}`, args });
  }

  _moving(site = this.dice.one(["1", "2"])) {
    const machine = this.dice.upTo(8);
    const args = { tag: `M${machine}`, site };
    this.office(null, { kind: "asset.record", target: `asset:m${machine}`, args });
  }

  /** More than a page at once. */
  _importing() {
    const import_ = ++this.#imports;
    const machines = Array.from({ length: 12 }, (_, at) => `N${import_}-${at}`);
    const ones = machines.map((tag) => ({ kind: "asset.record", target: `asset:${tag.toLowerCase()}`, args: { tag, site: "1" } }));
    this.office(null, ...ones);
  }

  _renaming() {
    const args = { name: `Jo Bell ${++this.#people}`, site: this.dice.one(["1", "1", "2"]), vip: this.dice.is(0.5) };
    this.office(null, { kind: "person.record", target: "person:jo", args });
  }

  _deciding(op) {
    const { open } = this.ask("cases");
    if (op && !open.includes(`case:${op}`)) return;
    if (open.length) this.office("sam", aDecision(op ? `case:${op}` : this.dice.one(open), this.dice));
  }

  /** Those steps are done at the office. */
  hasten(job, steps) {
    this.trace("hastened", job, JSON.stringify(this.ask("hasten", { job, steps })));
  }

  /** Phones forget what was answered, and backups are too old to go back to. */
  _month() {
    this.now += 31 * DAY;
  }

  /** One after another, and as many as the others let through. */
  _photos(tab = this.someone()) {
    if (tab.uploading || tab.isGone) return;
    tab.uploading = this.excusing(tab, async () => {
      const round = await tab.phone.upload.run();
      this.trace("photos", tab.name, JSON.stringify(round));
    }).finally(() => (tab.uploading = null));
  }

  _thaw = () => this.network.thaw();

  /** The server's program is replaced, by a newer one or by an older one. */
  _program(name = this.dice.one(PROGRAMS)) {
    const told = this.ask("program", { name });
    this.trace("program", name, JSON.stringify(told));
    if (name === "next") this.#newest = name;
  }

  /** Apps that are too old are turned away; the next one is on the phones that load it. */
  _demand() {
    this.ask("demand", { app: this.dice.one(["2", "2", null]) });
    if (this.dice.is(0.5)) this.dice.one(this.handsets).app = 1;
  }

  async _revoke(tab = this.someone()) {
    const device = await tab.phone.db.read(["meta"], (tx) => tx.objectStore("meta").get("device"));
    if (!device || !this.ask("revoke", { device: device.id }).done) return false;
    this.revoked.add(device.id);
    // Its user is signed out everywhere.
    for (const handset of this.handsets) if (handset.cookie === tab.drawer.user) handset.signOut();
    return true;
  }

  _allow() {
    for (const device of this.revoked) this.ask("revoke", { device, again: true });
  }

  _quota = () => this.ask("quota", { bytes: 200_000 });

  // In the end.

  /** The office is at its best: it runs the newest program that there was, asks for no newer app, and trusts its phones. */
  #letGo() {
    this._allow();
    this.ask("demand", { app: null });
    this.ask("quota", { bytes: 400_000_000 });
    this._program(this.#newest);
  }

  async #calm() {
    this.network.isCalm = true;
    makeRoom();
    await this.network.settle(ticks);
    for (const one of this.#tabs()) await Promise.all([one.running, one.uploading]);
    this.#letGo();
    for (const user of this.away) {
      this.office(null, { kind: "staff.record", target: `staff:${STAFF[user]}`, args: { username: user, active: true } });
    }
    this.away.clear();
    // Until nobody has anything new to say, and all have heard of it.
    for (let [before, times] = [null, 0]; times < 5; times++) {
      const { digest } = this.ask("digest");
      if (digest === before) break;
      before = digest;
      for (const handset of this.handsets) {
        for (const user of [...handset.drawers.keys()]) await this.#comeToRest(handset, user, times === 0);
      }
    }
    for (const { phone, drawer, handset } of this.#tabs()) {
      if (handset.cookie !== drawer.user) await handset.signIn(drawer.user);
      this.trace("photos", drawer.name, JSON.stringify(await phone.upload.run()));
    }
    this.network.isCalm = false;
  }

  /** Nothing of it goes on in the next story, however this one has ended. */
  end() {
    for (const tab of this.#tabs()) tab.handset.end(tab);
  }

  #tabs = () => this.handsets.flatMap(({ drawers }) => [...drawers.values()].flatMap(({ tabs }) => tabs));

  async #comeToRest(handset, user, inAllTabs) {
    if (handset.cookie !== user) await handset.signIn(user);
    for (const tab of handset.drawers.get(user).tabs.slice(0, inAllTabs ? undefined : 1)) {
      const { name } = tab;
      let round;
      for (let times = 0; times < 20 && round?.next !== "rest"; times++) {
        this.now += 30 * SECOND;
        round = await tab.synchronise((one) => heed(tab, one));
        this.trace("calm", name, JSON.stringify(round));
        if (round.trouble === "sign_in") await handset.signIn(user);
      }
      if (round.next !== "rest") this.faults.push(`${name} does not come to rest: ${round.trouble}`);
    }
  }
}

/** The phone's app keeps what the server says of its user (app.ts). */
function heed({ drawer }, { me }) {
  if (me) drawer.actor = { ...drawer.actor, ...me };
}

export async function ticks(times) {
  for (let at = 0; at < times; at++) await new Promise((resolve) => setImmediate(resolve));
}
