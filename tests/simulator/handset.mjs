// A phone that people carry: one cookie, one database for each of its users, tabs, a clock, and a life of its own.
import { disconnect, fill, fillUp, left } from "./disk.mjs";

/** The app as it is, and the one that will replace it. */
const APPS = [await import(process.env.CLIENT), await import(process.env.CLIENT_NEXT)];

export class Handset {
  /** How far its clock is ahead, in ms. */
  shift = 0;
  /** Whom the server knows it as: a user name, or null. */
  cookie = null;
  /** Which of the apps it has, and the newest that it has had: that one has changed its databases. */
  app = 0;
  #newest = 0;
  /** By user name: {name, tabs, profile}. */
  drawers = new Map();
  #boots = 0;

  constructor(story, name) {
    Object.assign(this, { story, name });
  }

  /** Whoever signs in has their own work here, and finds it again. */
  async signIn(user) {
    const profile = this.story.ask("sign_in", { jar: this.name, user });
    this.cookie = profile.user ? user : null;
    if (!this.cookie) return null;
    const actor = { id: profile.user, name: profile.name, roles: profile.roles, sites: profile.sites };
    if (!this.drawers.has(user)) await this.#open(user, actor, {});
    return Object.assign(this.drawers.get(user), { actor });
  }

  signOut() {
    this.story.ask("sign_out", { jar: this.name });
    this.cookie = null;
  }

  /** The program is ended and started again, with what the disk has: all of it, less after a loss of power, or nothing. */
  async startAgain(how) {
    for (const [user, { name, tabs, actor }] of this.drawers) {
      for (const tab of tabs) this.end(tab);
      await this.#open(user, actor, how === "evicted" ? {} : left(name, how !== "power"));
    }
  }

  /** Another phone, set up from a copy of this one. */
  async copyTo(twin, user) {
    const { name, actor } = this.drawers.get(user);
    Object.assign(twin, { app: this.app });
    await twin.#open(user, actor, left(name));
    await twin.signIn(user);
  }

  async #open(user, actor, image) {
    const drawer = { user, actor, name: `${this.name} ${user} ${++this.#boots}`, tabs: [] };
    this.drawers.set(user, drawer);
    // A database stays as new as the newest app has made it.
    if (this.#newest > this.app) await this.#touch(drawer);
    const { phone } = this.newTab(drawer);
    await fill(phone, image);
    await phone.outbox.recover();
  }

  async #touch({ name }) {
    const { phone } = this.#tab({ name, actor: {} }, this.#newest);
    await phone.outbox.waiting();
    await phone.close();
  }

  newTab(drawer) {
    const tab = this.#tab(drawer, this.app);
    this.#newest = Math.max(this.#newest, this.app);
    drawer.tabs.push(tab);
    return tab;
  }

  #tab(drawer, app) {
    const { Phone, rules, alone } = APPS[app];
    const tab = { handset: this, drawer, name: `${drawer.name}/${drawer.tabs?.length}`, isGone: false, running: null };
    tab.phone = new Phone({
      ...{ name: drawer.name, user: drawer.actor.id, rules, app: String(1 + app), makeId: this.story.makeId },
      now: () => this.story.now + this.shift,
      // A tab that is gone asks nothing, and hears nothing.
      fetch: (url, init) => (tab.isGone ? new Promise(() => undefined) : this.story.network.fetch(tab, url, init)),
    });
    // As the app does: of all its tabs and workers one speaks to the server, unless it has been frozen.
    const locks = this.story.locks.of(tab);
    tab.synchronise = (heed) => alone(`${drawer.name} sync`, () => tab.phone.synchronise(heed), locks);
    return tab;
  }

  /** The page is closed, or the worker ended. */
  end(tab) {
    tab.isGone = true;
    this.story.locks.end(tab);
  }

  /** Others of its drawer stay open. */
  close(tab) {
    this.end(tab);
    tab.drawer.tabs.splice(tab.drawer.tabs.indexOf(tab), 1);
  }

  disconnect = (say) => this.#each(({ name }) => disconnect(name, say));
  fillUp = (records) => this.#each(({ name }) => fillUp(name, records));

  #each(work) {
    for (const drawer of this.drawers.values()) work(drawer);
  }

  /** Ids of all that is kept here, as it is on the disk. */
  kept() {
    return [...this.drawers.values()].flatMap(({ name }) => (left(name).outbox ?? []).map(({ value }) => value.id));
  }

  /** Names of the photos that are kept here. */
  pictures() {
    return [...this.drawers.values()].flatMap(({ name }) => (left(name).blobs ?? []).map(({ value }) => value.sha));
  }
}
