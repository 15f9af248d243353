/** When to sync: at every reason to, one at a time, and after failures with growing, jittered pauses. */

import type { Round, Trouble } from "./sync";

export type Reason = "operation" | "launch" | "online" | "visible" | "timer" | "page" | "user" | "background";

export interface Clockwork {
  now: () => number;
  random: () => number;
  later: (work: () => void, ms: number) => void;
}

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 30_000;
/** Someone who turns pages need not ask the server at each. */
const FRESH_FOR = 15_000;

export class Schedule {
  #running: Promise<Round> | null = null;
  #again = false;
  #failures = 0;
  #notBefore = 0;
  #plannedAt = 0;
  /** The server asked us to wait: then only a person's wish is reason enough. */
  #asked = false;
  trouble: Trouble | null = null;
  lastSuccess: number | null = null;

  constructor(
    readonly run: () => Promise<Round>,
    readonly clock: Clockwork,
  ) {}

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Syncs now if the reason is good enough. What comes in meanwhile is sent in the same go. */
  async kick(reason: Reason): Promise<Round | null> {
    if (this.#running) {
      this.#again = true;
      return await this.#running;
    }
    if (!this.#isTime(reason)) return null;
    this.#running = this.#untilDone().finally(() => (this.#running = null));
    return await this.#running;
  }

  #isTime(reason: Reason): boolean {
    const now = this.clock.now();
    if (reason === "page" && now - (this.lastSuccess ?? 0) < FRESH_FOR) return false;
    // A clock that was set back would otherwise make the planned retry wait for as long as it was.
    if (reason === "user" || now >= this.#notBefore || now < this.#plannedAt) return true;
    return reason !== "timer" && reason !== "page" && !this.#asked;
  }

  async #untilDone(): Promise<Round> {
    let round: Round;
    do {
      this.#again = false;
      round = await this.#once();
    } while (this.#again && round.next !== "wait");
    return round;
  }

  async #once(): Promise<Round> {
    const round = await this.run().catch((error): Round => {
      console.error(error);
      return { next: "wait", trouble: "rejected", changed: false };
    });
    this.trouble = round.trouble ?? null;
    if (round.next === "wait") this.#pause(round.retryAfter);
    else this.#succeed();
    return round;
  }

  #succeed(): void {
    Object.assign(this, { lastSuccess: this.clock.now() });
    this.#failures = 0;
    this.#notBefore = 0;
    this.#asked = false;
  }

  #pause(retryAfter: number | undefined): void {
    // Ten steps done in a cellar are not ten reasons to wait longer: the retry that is planned stands.
    const now = this.clock.now();
    if (retryAfter === undefined && now < this.#notBefore && now >= this.#plannedAt) return;
    const grown = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures++);
    // Between half and all of it: phones that lost the same network must not come back as one.
    const ms = Math.max(retryAfter ?? 0, grown * (0.5 + this.clock.random() / 2));
    this.#plannedAt = this.clock.now();
    this.#notBefore = this.#plannedAt + ms;
    this.#asked = retryAfter !== undefined;
    this.clock.later(() => void this.kick("timer"), ms + 50);
  }
}
