// A phone that people carry: one cookie, one database for each of its users, tabs, a clock, and a life of its own.
import { disconnect, fill, fillUp, left } from "./disk.mjs";

const { Phone, rules } = await import(process.env.CLIENT);

export class Handset {
  /** How far its clock is ahead, in ms. */
  shift = 0;
  /** Whom the server knows it as: a user name, or null. */
  cookie = null;
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
      for (const tab of tabs) tab.isGone = true;
      await this.#open(user, actor, how === "evicted" ? {} : left(name, how !== "power"));
    }
  }

  /** Another phone, set up from a copy of this one. */
  async copyTo(twin, user) {
    const { name, actor } = this.drawers.get(user);
    await twin.#open(user, actor, left(name));
    await twin.signIn(user);
  }

  async #open(user, actor, image) {
    const drawer = { user, actor, name: `${this.name} ${user} ${++this.#boots}`, tabs: [] };
    this.drawers.set(user, drawer);
    const { phone } = this.newTab(drawer);
    await fill(phone, image);
    await phone.outbox.recover();
  }

  newTab(drawer) {
    const tab = { handset: this, drawer, name: `${drawer.name}/${drawer.tabs.length}`, isGone: false, running: null };
    tab.phone = new Phone({
      ...{ name: drawer.name, user: drawer.actor.id, rules, app: "1", makeId: this.story.makeId },
      now: () => this.story.now + this.shift,
      // A tab that is gone asks nothing, and hears nothing.
      fetch: (_, init) => (tab.isGone ? new Promise(() => undefined) : this.story.network.fetch(tab, init)),
    });
    drawer.tabs.push(tab);
    return tab;
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
}
