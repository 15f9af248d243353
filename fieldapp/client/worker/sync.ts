/** Speaking to the server: one round is one POST /sync and all that its answer asks for. */

import { takeLost, takeShared } from "./answer";
import type { Database } from "./database";
import { forkDevice, type MakeId } from "./device";
import { asAnswer, asComplaint, type Answer, type Complaint, type Me } from "./messages";
import { getMeta } from "./meta";
import { isolate } from "./offender";
import { Pictures } from "./pictures";
import type { Replica } from "./replica";
import { prepare, type Asked } from "./request";

/** All that a round needs from the world outside. */
export interface Means {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds since 1970, by the phone's clock. */
  now: () => number;
  makeId: MakeId;
  app: string;
  user: string;
}

export type Trouble =
  | "offline" // no answer, or none that is this protocol's
  | "busy" // 429, 503
  | "sign_in" // 401
  | "wrong_user" // 409: someone else is signed in
  | "upgrade" // 426
  | "rejected" // the server won't have the request at all
  | "full" // this phone's storage takes no more
  | "revoked"; // this device may hold documents no longer

export interface Round {
  /** Ask again at once, rest until there is a reason, or wait because something is wrong. */
  next: "again" | "rest" | "wait";
  trouble?: Trouble;
  /** How long the server asks us to wait, in ms. */
  retryAfter?: number;
  /** Something that is shown may look different. */
  changed: boolean;
  /** Who the user is, as the server has it now. */
  me?: Me;
}

const MOST = 100;
const DEADLINE = 20_000;
/** Not this request, say the server or, in their own words, a proxy or a filter on the way. */
const TURNED_DOWN = [400, 403, 406, 413, 415, 422, 431];
/** So many rounds in a row may renumber or resend without an operation being answered. */
const PATIENCE = 12;

export class Sync {
  #limit = MOST;
  /** After a gap: from which number of which device everything is sent, answered or not. */
  #from: { device: string; seq: number } | null = null;
  #listening = false;
  #fruitless = 0;
  /** The operation that was turned down alone, once: perhaps by something on the way that has passed. */
  #suspect: string | null = null;

  constructor(
    readonly db: Database,
    readonly replica: Replica,
    readonly means: Means,
  ) {}

  /** Rounds until there is nothing left to send or to fetch, or something is wrong. */
  async run(onRound: (round: Round) => void = () => undefined): Promise<Round> {
    this.#fruitless = 0;
    for (;;) {
      const round = await this.round();
      onRound(round);
      if (round.next !== "again") return round;
      if (this.#fruitless > PATIENCE) return wait("rejected");
    }
  }

  async round(): Promise<Round> {
    const { user, app, makeId } = this.means;
    const sent_at = new Date(this.means.now()).toISOString();
    const wish = { limit: this.#listening ? 0 : this.#limit, from: this.#from };
    const asked = await prepare(this.db, makeId, wish, { user, app, sent_at });
    const response = await this.#post(asked.body);
    const round = response ? await this.#hear(response, asked).catch(isFull) : wait("offline");
    if (round.next === "wait") await this.#putBack(asked);
    return round;
  }

  async #post(body: string): Promise<{ status: number; headers: Headers; body: any } | null> {
    try {
      const response = await this.means.fetch("/sync", {
        ...{ method: "POST", body, credentials: "same-origin", cache: "no-store", redirect: "error" },
        headers: { "Content-Type": "application/json", "X-Fieldapp": "1" },
        signal: AbortSignal.timeout(DEADLINE),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: parse(text) };
    } catch {
      return null;
    }
  }

  async #hear(response: { status: number; headers: Headers; body: any }, asked: Asked): Promise<Round> {
    const { status, headers, body } = response;
    if (status === 429 || status >= 500) return wait("busy", retryAfter(headers, this.means.now()));
    if (status === 200) {
      const answer = asAnswer(body);
      return answer ? await this.#take(answer, asked) : wait("offline");
    }
    const complaint = asComplaint(body);
    if (complaint && status !== 400 && status !== 413) return await this.#heed(status, complaint, asked);
    return TURNED_DOWN.includes(status) ? await this.#narrow(asked) : wait("offline");
  }

  async #take(answer: Answer, asked: Asked): Promise<Round> {
    const taken =
      answer.history === "lost"
        ? await takeLost(this.db, this.means.makeId, asked)
        : await takeShared(this.db, this.replica, asked, answer);
    const said = { changed: taken.changed, ...(answer.me && { me: answer.me }) };
    if (!taken.current || answer.history === "lost") {
      this.#fruitless += 1;
      return { ...again(), ...said };
    }
    if (asked.sent.length && !taken.heard) return { ...wait("rejected"), ...said };
    if (taken.heard) await this.#stepOn(asked);
    if (answer.revoked && !(await this.#waiting())) return { ...wait("revoked"), ...said };
    const more = taken.more || this.#from !== null || (await this.#waiting()) > 0;
    return { next: more ? "again" : "rest", ...said };
  }

  /** A batch was taken: after a gap the next one follows on it, and larger ones are tried again. */
  async #stepOn({ sent, device }: Asked): Promise<void> {
    this.#fruitless = 0;
    this.#suspect = null;
    this.#limit = Math.min(MOST, this.#limit * 2);
    if (!this.#from) return;
    const seq = sent.at(-1)!.seq! + 1;
    this.#from = (await this.#retains(device, seq)) ? { device, seq } : null;
  }

  async #heed(status: number, complaint: Complaint, asked: Asked): Promise<Round> {
    if (complaint.error === "revoked") return await this.#forget();
    if (status === 401) return wait("sign_in");
    if (status === 426) return wait("upgrade");
    if (status === 409 && complaint.error === "wrong_user") return wait("wrong_user");
    if (status === 409 && complaint.error === "fork") return await this.#fork(asked);
    if (status === 409 && complaint.error === "gap") return await this.#gap(complaint, asked);
    return wait("rejected");
  }

  async #forget(): Promise<Round> {
    await this.replica.purge();
    await new Pictures(this.db).shed();
    return { ...wait("revoked"), changed: true };
  }

  async #fork(asked: Asked): Promise<Round> {
    this.#fruitless += 1;
    await this.db.write(["meta", "outbox"], async (tx) => {
      if ((await getMeta(tx, "device"))?.id === asked.device) await forkDevice(tx, this.means.makeId);
    });
    return again();
  }

  /** The server misses `next_seq`: send everything from there, or take a new id where we have not got it. */
  async #gap({ next_seq }: Complaint, asked: Asked): Promise<Round> {
    this.#fruitless += 1;
    const seq = Number(next_seq);
    const sentInVain = asked.sent.some((entry) => entry.seq === seq);
    if (sentInVain || !(await this.#retains(asked.device, seq))) return await this.#fork(asked);
    this.#from = { device: asked.device, seq };
    return again();
  }

  async #retains(device: string, seq: number): Promise<boolean> {
    if (!Number.isInteger(seq)) return false;
    const place = await this.db.read(["outbox"], (tx) => tx.objectStore("outbox").index("place").getKey([device, seq]));
    return place !== undefined;
  }

  /** Some operation in the batch is what is not taken. Find it by halving. */
  async #narrow(asked: Asked): Promise<Round> {
    if (asked.sent.length > 1) return this.#halve(asked);
    const offender = asked.sent[0];
    if (!offender) return wait("rejected");
    this.#fruitless += 1;
    if (!(await this.#isHeardWithout())) return wait("rejected");
    if (this.#suspect !== offender.wire) {
      this.#suspect = offender.wire;
      return again();
    }
    await isolate(this.db, offender, asked.device, this.means.makeId);
    return { ...again(), changed: true };
  }

  #halve({ sent }: Asked): Round {
    this.#limit = Math.max(1, Math.floor(sent.length / 2));
    return again();
  }

  /** Whether the server takes a request of ours that carries nothing: then it is the operation's fault. */
  async #isHeardWithout(): Promise<boolean> {
    this.#listening = true;
    try {
      return (await this.round()).next !== "wait";
    } finally {
      this.#listening = false;
    }
  }

  async #putBack({ sent }: Asked): Promise<void> {
    await this.db.write(["outbox"], async (tx) => {
      for (const { order } of sent) {
        const entry = await tx.objectStore("outbox").get(order);
        if (entry?.state === "sending") await tx.objectStore("outbox").put({ ...entry, state: "queued" });
      }
    });
  }

  async #waiting(): Promise<number> {
    return await this.db.read(["outbox"], (tx) => tx.objectStore("outbox").index("waiting").count());
  }
}

function again(): Round {
  return { next: "again", changed: false };
}

function wait(trouble: Trouble, retryAfter?: number): Round {
  return { next: "wait", trouble, changed: false, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** What was answered is kept by then; documents that found no room are asked for again. */
function isFull(error: Error): Round {
  if (error.name !== "QuotaExceededError") throw error;
  return { ...wait("full"), changed: true };
}

export function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `Retry-After` in ms: seconds or a date, and never longer than an hour. */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get("Retry-After");
  if (!value) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : undefined;
}
