// One seed's story: people work, everything that can go wrong goes wrong, then it is calm, and everything must hold.
import { createHash } from "node:crypto";
import { evenly } from "./even.mjs";
import { aDecision, DEEDS, newJob, think } from "./deeds.mjs";
import { Dice } from "./dice.mjs";
import { forget, makeRoom, writes } from "./disk.mjs";
import { Handset } from "./handset.mjs";
import { FATES, Network } from "./network.mjs";
import { ask } from "./wire.mjs";

const BEGIN = Date.parse("2026-11-22T08:00:00.000Z");
const [SECOND, DAY] = [1000, 24 * 3600 * 1000];
const SITES = [["1"], ["2"], ["1", "2"], []];
const STAFF = { ana: 1, ben: 2, sam: 4, charlie: 7 };
/** What a phone may complain of, when its disk or its browser fails it. */
const EXCUSES = ["QuotaExceededError", "InvalidStateError", "AbortError", "TransactionInactiveError"];

/** How often each thing happens. What is in here but not in PEACE is left out of some stories. */
const PEACE = { work: 34, round: 34, underway: 16, time: 6 };
const TROUBLE = {
  doubleTap: 1, tab: 2, kill: 3, power: 3, evicted: 0.6, clone: 1, full: 1.5, room: 2, disconnect: 2, clock: 1.5,
  backup: 3, restore: 2, otherUser: 2, signedOut: 1.5, posting: 1.5, moving: 2, importing: 0.7, deciding: 4, renaming: 1, month: 0.2,
  shift: 5, cutShort: 3, relapse: 1, twins: 1, overtaken: 1,
}; // prettier-ignore
/** What takes several things that go wrong one after another: chance alone would seldom bring them together. */
const PLOTS = ["relapse", "twins", "overtaken", "cutShort"];

export class Story {
  now = BEGIN;
  faults = [];
  counts = {};
  /** By id: {user, operation}: what a phone has said it keeps. */
  promised = {};
  /** What nobody can have any more, through no fault of the program. */
  excused = new Set();
  backups = [];
  /** Who may not sign in at present. */
  away = new Set();
  #ids = 0;
  #hash = createHash("sha256");
  #people = 0;

  constructor(seed) {
    Object.assign(this, { seed, dice: new Dice(seed) });
    const about = { dice: this.dice, ask: this.ask, time: () => this.now, trace: this.trace, count: this.#count };
    this.network = new Network(about);
    this.handsets = [];
  }

  ask = (name, more = {}) => ask({ do: name, with: more, now: this.now });
  makeId = () => `00000000-0000-7000-8000-${String(++this.#ids).padStart(12, "0")}`;

  trace = (...words) => {
    const line = words.join(" ");
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
      await this.#act(process.env.PLOT || this.dice.one(PLOTS));
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

  newHandset() {
    const handset = new Handset(this, `phone${this.handsets.length}`);
    this.handsets.push(handset);
    return handset;
  }

  #make(kind, machine) {
    const { id, kind: _, ...more } = newJob(this.makeId(), kind, machine);
    this.#office("sam", { id_: id, kind: "job.create", ...more });
  }

  #office(user, ...operations) {
    const told = this.ask("submit", { user, operations });
    this.trace("office", JSON.stringify(operations), JSON.stringify(told));
  }

  async #act(name = this.dice.pick(this.acts)) {
    this.#count(name);
    this.now += this.dice.upTo(4 * SECOND);
    this.trace("act", name, this.now);
    await this[`_${name}`]();
    this.network.giveUp();
    await ticks(this.dice.upTo(this.dice.one([2, 12, 60])));
  }

  #count = (name) => (this.counts[name] = (this.counts[name] ?? 0) + 1);

  /** Someone with a phone in hand, and one of the tabs they have open. */
  #someone() {
    const handset = this.dice.one(this.handsets);
    const drawer = handset.drawers.get(handset.cookie) ?? this.dice.one([...handset.drawers.values()]);
    return this.dice.one(drawer.tabs);
  }

  // What people do.

  async _work(tab = this.#someone(), times = 1, deed = this.dice.pick(this.deeds)) {
    const { phone, drawer, handset } = tab;
    await this.#excusing(tab, async () => {
      const view = await phone.view(drawer.actor);
      const about = { view, actor: drawer.actor, dice: this.dice, makeId: this.makeId, at: phone.time(), last: drawer.last };
      const operation = await think(deed, about);
      if (!operation) return;
      this.trace("deed", tab.name, JSON.stringify(operation));
      const queued = Array.from({ length: times }, () => phone.queue(operation));
      for (const entry of await Promise.all(queued)) this.#promise(entry, handset, drawer);
    });
  }

  #promise({ id, operation }, handset, drawer) {
    this.promised[id] = { user: drawer.actor.id, operation };
    drawer.last = id;
  }

  async _doubleTap() {
    await this._work(this.#someone(), 2);
  }

  _round(tab = this.#someone()) {
    if (tab.running || tab.isGone) return;
    tab.running = this.#excusing(tab, async () => {
      const round = this.dice.is(0.7) ? await tab.phone.sync.round() : await tab.phone.synchronise((one) => heed(tab, one));
      heed(tab, round);
      this.trace("round", tab.name, JSON.stringify(round));
    }).finally(() => (tab.running = null));
  }

  async #excusing(tab, work) {
    try {
      await work();
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
  async _shift(tab = this.#someone()) {
    for (let deeds = 1 + this.dice.upTo(6); deeds > 0; deeds--) await this._work(tab, 1, this.dice.is(0.8) ? "next" : undefined);
    await this.#sync(tab);
  }

  async #sync(tab) {
    this._round(tab);
    await this.#while(tab);
  }

  /** Until the tab has done, or waits for something that is underway. */
  async #while(tab) {
    const waits = () => this.network.underway.some(({ request }) => request.tab === tab);
    for (let times = 0; tab.running && !waits() && times < 2000; times++) await ticks(1);
  }

  // What happens to phones.

  _tab() {
    const { handset, drawer } = this.#someone();
    if (drawer.tabs.length < 3) handset.newTab(drawer);
  }

  /** Killed in the middle of it: between any two of the transactions in which a round is kept. */
  async _cutShort(tab = this.#someone()) {
    if (this.dice.is(0.7)) await this._work(tab);
    const last = writes(tab.drawer.name) + 1 + this.dice.upTo(5);
    this._round(tab);
    for (let times = 0; tab.running && writes(tab.drawer.name) < last && times < 400; times++) await ticks(1);
    await tab.handset.startAgain(this.dice.one(["killed", "power"]));
  }

  /** A phone is copied when nobody knows what has become of its queue. */
  async _twins() {
    const tab = this.#someone();
    await this.#sync(tab);
    await this._work(tab);
    if (this.dice.is(0.5)) this.network.next = { fate: "unheard" };
    await this._shift(tab);
    this.network.next = null;
    await this._clone(tab);
    await this._shift(this.#someone());
  }

  /** A worker stands still in the middle of a request, and others come by. */
  async _overtaken() {
    const slow = this.#someone();
    await this.#sync(slow);
    await this._work(slow, 1, this.dice.one(["scan", "scan", "next", "create", "any"]));
    this.network.next = { fate: this.dice.one(["stalled", "stalled", "stalled", "late", "slow"]) };
    if (this.dice.is(0.4)) this.network.next.place = "lock";
    await this.#sync(slow);
    for (let times = 1 + this.dice.upTo(3); times > 0; times--) await this._shift();
    this.network.next = null;
    this.network.advance();
  }

  _kill = () => this.dice.one(this.handsets).startAgain("killed");
  _power = () => this.dice.one(this.handsets).startAgain("power");

  async _evicted() {
    const handset = this.dice.one(this.handsets);
    const ids = handset.kept();
    await handset.startAgain("evicted");
    this.#give_up(ids);
  }

  /** What neither the server nor any phone has is lost, and nobody could help it. */
  #give_up(ids) {
    const kept = new Set([...this.ask("logged", { ids }).logged, ...this.handsets.flatMap((one) => one.kept())]);
    for (const id of ids) if (!kept.has(id)) this.excused.add(id);
  }

  async _clone({ handset, drawer } = this.#someone()) {
    if (this.handsets.length < 8) await handset.copyTo(this.newHandset(), drawer.user);
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
    this.ask("backup", { name });
    this.backups.push({ name, at: this.now });
  }

  /** Not from so long ago that phones no longer keep what it lacks. */
  _restore(backup = this.dice.one(this.backups.slice(-3))) {
    if (!backup || this.now - backup.at > 25 * DAY || this.network.underway.length) return;
    const ids = Object.keys(this.promised);
    const { logged } = this.ask("logged", { ids });
    this.ask("restore", { name: backup.name });
    this.trace("restored", backup.name);
    this.#give_up(logged);
  }

  /** What happens between a backup and its return: people build on each other's work, and come back in any order. */
  async _relapse() {
    this._backup();
    for (let times = 1 + this.dice.upTo(4); times > 0; times--) {
      const tab = this.#someone();
      await this.#sync(tab);
      await (this.dice.is(0.7) ? this._shift(tab) : this._work(tab));
    }
    if (this.dice.is(0.6)) await this._cutShort();
    await this.network.settle(ticks);
    this._restore(this.backups.at(-1));
    for (let times = this.dice.upTo(4); times > 0; times--) await this.#sync(this.#someone());
  }

  _posting() {
    const user = this.dice.one(["ana", "ben", "charlie"]);
    const args = { username: user, sites: this.dice.one(SITES), active: this.dice.is(0.85) };
    if (!args.active) this.away.add(user);
    this.#office(null, { kind: "staff.record", target: `staff:${STAFF[user]}`, args });
  }

  _moving() {
    const machine = this.dice.upTo(8);
    const args = { tag: `M${machine}`, site: this.dice.one(["1", "2"]) };
    this.#office(null, { kind: "asset.record", target: `asset:m${machine}`, args });
  }

  /** More than a page at once. */
  _importing() {
    const machines = Array.from({ length: 12 }, (_, at) => `N${this.counts.importing}-${at}`);
    const ones = machines.map((tag) => ({ kind: "asset.record", target: `asset:${tag.toLowerCase()}`, args: { tag, site: "1" } }));
    this.#office(null, ...ones);
  }

  _renaming() {
    const args = { name: `Jo Bell ${++this.#people}`, site: this.dice.one(["1", "1", "2"]), vip: this.dice.is(0.5) };
    this.#office(null, { kind: "person.record", target: "person:jo", args });
  }

  _deciding() {
    const { open } = this.ask("cases");
    if (open.length) this.#office("sam", aDecision(this.dice.one(open), this.dice));
  }

  /** Phones forget what was answered, and backups are too old to go back to. */
  _month() {
    this.now += 31 * DAY;
  }

  // In the end.

  async #calm() {
    this.network.isCalm = true;
    makeRoom();
    await this.network.settle(ticks);
    for (const one of this.#tabs()) await one.running;
    for (const user of this.away) {
      this.#office(null, { kind: "staff.record", target: `staff:${STAFF[user]}`, args: { username: user, active: true } });
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
    this.network.isCalm = false;
  }

  /** Nothing of it goes on in the next story, however this one has ended. */
  end() {
    for (const tab of this.#tabs()) tab.isGone = true;
  }

  #tabs = () => this.handsets.flatMap(({ drawers }) => [...drawers.values()].flatMap(({ tabs }) => tabs));

  async #comeToRest(handset, user, inAllTabs) {
    if (handset.cookie !== user) await handset.signIn(user);
    for (const tab of handset.drawers.get(user).tabs.slice(0, inAllTabs ? undefined : 1)) {
      const { phone, name } = tab;
      let round;
      for (let times = 0; times < 20 && round?.next !== "rest"; times++) {
        this.now += 30 * SECOND;
        round = await phone.synchronise((one) => heed(tab, one));
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

async function ticks(times) {
  for (let at = 0; at < times; at++) await new Promise((resolve) => setImmediate(resolve));
}
