/** The phone's app as a whole: who is signed in, their work, and when it is synced. */

import { v7 as uuidv7 } from "uuid";
import { Accounts, type Profile } from "./account";
import { alone } from "./alone";
import { rules } from "./compiled";
import { Database } from "./database";
import { ownCases } from "./loaders";
import { Phone } from "./phone";
import { Schedule, type Reason } from "./schedule";
import { version } from "./settings";
import type { Round } from "./sync";
import type { View } from "./view";

export interface Status {
  kind: "sent" | "offline" | "sending" | "attention";
  /** How many wait to be sent. */
  count: number;
  /** How many were turned down, and their author has not looked at them; how many a supervisor decides. */
  needs: number;
  decides: number;
  at: string | null;
}

export interface Session {
  profile: Profile;
  phone: Phone;
  schedule: Schedule;
  /** Photos are sent by a schedule of their own: no operation waits for one. */
  photos: Schedule;
  /** What was done a moment ago, and where: a page that is refreshed meanwhile still offers to undo it. */
  justDone?: { done: object; path: string; at: number };
}

declare const self: ServiceWorkerGlobalScope;

export type Tell = (message: { type: string; [more: string]: any }) => void;

const DEADLINE = 15_000;

const databaseOf = (user: string) => `fieldapp-${user}`;

export class App {
  readonly accounts = new Accounts();
  #session: Session | null = null;
  #leaving: Promise<boolean> | null = null;

  /** `tell` reaches the open pages. */
  constructor(readonly tell: Tell) {}

  /** The work of whoever is signed in, or null. */
  async session(): Promise<Session | null> {
    const profile = await this.accounts.current();
    if (!profile) return (this.#session = null);
    if (this.#session?.profile.id !== profile.id) this.#session = this.#begin(profile);
    this.#session.profile = profile;
    return this.#session;
  }

  /** Asks the server who is signed in, and makes that person's work the one that is shown. */
  async meet(): Promise<Session | null> {
    if (!(await this.haveLeft())) return null;
    return await this.welcome();
  }

  /** As `meet`, after a sign-in: whoever was to be signed out has been replaced by it. */
  async welcome(): Promise<Session | null> {
    const profile = await this.#me();
    if (profile) await this.accounts.signIn(profile);
    return await this.session();
  }

  /** Signs out here and now; the server hears of it when it can. */
  async leave(): Promise<void> {
    await this.accounts.signOut();
    this.#session = null;
    await this.haveLeft();
  }

  /**
   * Whether nobody is still to be signed out on the server; tells it, where that is so. Not twice at
   * once, and before anyone can sign in: a late one would sign out the wrong person.
   */
  async haveLeft(): Promise<boolean> {
    if (!(await this.accounts.isLeaving())) return true;
    return await (this.#leaving ??= this.#tellLeaving().finally(() => (this.#leaving = null)));
  }

  /**
   * Whether there was no contact for so long that whoever holds this phone must sign in first. It stays so when
   * there is contact again: what a cookie that still lives fetches, a finder must not see.
   */
  async isLocked({ profile, phone }: Session): Promise<boolean> {
    const days = profile.lock_days;
    if (profile.locked || !days) return profile.locked === true;
    const last = Math.max(profile.met_at ?? 0, await phone.lastContact());
    if (last === 0 || Date.now() - last <= days * 24 * 3_600_000) return false;
    await this.accounts.lock(profile.id);
    return true;
  }

  /** Syncs if the reason is good enough, and then sends photos. */
  async sync(reason: Reason): Promise<Round | null> {
    const session = await this.session();
    // Before there is contact: afterwards nobody could tell how long there was none.
    if (session) await this.isLocked(session);
    const round = session ? await session.schedule.kick(reason) : null;
    if (!session || round?.next !== "rest") return round;
    const sent = await session.photos.kick(reason);
    return sent?.next === "wait" ? sent : round;
  }

  /** How much others who used this phone have left to send; never what it is. */
  async others(): Promise<{ name: string; count: number; photos: number }[]> {
    const current = await this.accounts.current();
    const others = (await this.accounts.everyone()).filter(({ id }) => id !== current?.id);
    const counted = others.map(async ({ id, name }) => ({ name, ...(await waitingIn(databaseOf(id))) }));
    return (await Promise.all(counted)).filter(({ count, photos }) => count + photos > 0);
  }

  async status({ profile, phone, schedule, photos }: Session, view: View): Promise<Status> {
    const count = (await phone.outbox.waiting()) + (await phone.pictures.waiting());
    const cases = await ownCases(view, profile.id);
    const [needs, decides] = [cases.attention.length, cases.deciding.length];
    const at = schedule.lastSuccess ? new Date(schedule.lastSuccess).toISOString() : null;
    const isRunning = schedule.isRunning || photos.isRunning;
    const sending = isRunning && count ? "sending" : count || !navigator.onLine ? "offline" : null;
    return { kind: sending ?? (needs ? "attention" : "sent"), count, needs, decides, at };
  }

  #begin(profile: Profile): Session {
    const [fetch, now] = [self.fetch.bind(self), Date.now];
    const options = { fetch, now, rules, makeId: () => uuidv7(), app: version, user: profile.id };
    const phone = new Phone({ ...options, name: databaseOf(profile.id) });
    const clock = { now, random: Math.random, later: (work: () => void, ms: number) => void setTimeout(work, ms) };
    const recovered = phone.outbox.recover();
    const send = async () => {
      const round = await this.#sendPhotos(phone);
      // Supervisors see how many wait, and no operation may follow for hours.
      if (round.changed) void schedule.kick("operation");
      return round;
    };
    const photos = new Schedule(send, clock);
    const work = async () => {
      await recovered;
      const round = await this.#oneAtATime(phone);
      if (round.next !== "wait") void photos.kick("operation");
      return round;
    };
    const schedule = new Schedule(work, clock);
    return { profile, phone, schedule, photos };
  }

  /** While a new version takes over there are two workers: one of them speaks to the server. */
  async #oneAtATime(phone: Phone): Promise<Round> {
    this.tell({ type: "status" });
    const round = await alone(`${phone.options.name} sync`, () =>
      phone.synchronise((round) => void this.#heard(phone, round)),
    );
    if (round.trouble === "wrong_user") await this.meet();
    if (round.trouble === "upgrade") void self.registration.update?.().catch(() => undefined);
    this.tell({ type: "status", trouble: round.trouble ?? null });
    return round;
  }

  async #sendPhotos(phone: Phone): Promise<Round> {
    if (!(await phone.pictures.waiting())) return { next: "rest", changed: false };
    const run = () => phone.upload.run(() => this.tell({ type: "status" }));
    const round = await alone(`${phone.options.name} photos`, run);
    this.tell({ type: "status", ...(round.trouble === "sign_in" ? { trouble: round.trouble } : {}) });
    if (round.changed) this.tell({ type: "changed" });
    return round;
  }

  async #heard(phone: Phone, round: Round): Promise<void> {
    const isNews = round.me !== undefined && (await this.accounts.renew(phone.options.user, round.me));
    if (round.changed || isNews) this.tell({ type: "changed" });
    void this.progress(phone).then((progress) => this.tell({ type: "progress", ...progress }));
  }

  /** How much of the first load is here. */
  async progress(phone: Phone): Promise<{ loaded: number; total: number | null; ready: boolean }> {
    const scopes = await phone.replica.scopes();
    const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
    const totals = scopes.flatMap(({ total, loaded }) => (total === null ? [] : [Math.max(total, loaded)]));
    const total = totals.length && totals.length === scopes.length ? sum(totals) : null;
    const ready = scopes.length > 0 && scopes.every(({ version }) => version !== null);
    return { loaded: sum(scopes.map(({ loaded }) => loaded)), total, ready };
  }

  async #me(): Promise<Profile | null> {
    try {
      const response = await fetch("/me", { cache: "no-store", signal: AbortSignal.timeout(DEADLINE) });
      const { user: id, username, name, roles, sites, public_url, lock_days, signed_in_at } = await response.json();
      if (!response.ok || typeof id !== "string" || !Array.isArray(roles)) return null;
      const more = { ...(public_url ? { public_url } : {}), ...(lock_days ? { lock_days } : {}), ...(signed_in_at ? { signed_in_at } : {}) };
      return { id, username, name: name ?? username, roles, sites, ...more };
    } catch {
      return null;
    }
  }

  async #tellLeaving(): Promise<boolean> {
    try {
      const headers = { "Content-Type": "application/json", "X-Fieldapp": "1" };
      const init = { method: "POST", headers, body: "{}", signal: AbortSignal.timeout(DEADLINE) };
      const response = await fetch("/logout", init);
      if (response.status >= 400) return false;
      await this.accounts.left();
      return true;
    } catch {
      return false;
    }
  }
}

async function waitingIn(name: string): Promise<{ count: number; photos: number }> {
  const db = new Database(name);
  const found = await db.read(["outbox", "blobs"], async (tx) => {
    const count = await tx.objectStore("outbox").index("waiting").count();
    return { count, photos: await tx.objectStore("blobs").index("waiting").count() };
  });
  await db.close();
  return found;
}
