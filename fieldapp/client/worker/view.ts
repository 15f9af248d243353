/** What the phone shows: the replica, and on it what was done here that the replica does not hold yet. */

import { deedOf, judge, type Verdict } from "./judge";
import type { Body, Operation } from "./messages";
import type { Entry, Outbox } from "./outbox";
import type { Replica } from "./replica";
import type { Actor, Rules } from "./rules";
import type { Snapshot } from "./snapshot";
import { World, type Ground } from "./world";

const ROUNDS = 3;

export class View implements Ground {
  #bodies = new Map<string, Body>();
  #keys = new Map<string, string>();
  /** What this phone makes of each operation that it replays. */
  readonly verdicts = new Map<string, Verdict>();

  constructor(
    readonly snapshot: Snapshot,
    readonly rules: Rules,
    readonly actor: Actor,
    /** What is replayed, in queueing order. */
    readonly entries: Entry[],
    /** When the server last answered, by this phone's clock: what a phone does not know may forbid a deed. */
    readonly heard: string | null = null,
  ) {}

  async replay(): Promise<this> {
    for (const { operation } of this.entries) {
      await this.#load(operation);
      if (this.#isHeldBy(operation)) continue;
      const world = new World(this, this.actor, operation.at, this.heard);
      const verdict = judge(operation, this.rules, world);
      this.verdicts.set(operation.id, verdict);
      if (verdict.outcome === "applied" || verdict.outcome === "already") this.#keep(world);
    }
    return this;
  }

  /** What would become of an operation if it were done now; nothing is changed. */
  async attempt(operation: Operation): Promise<Verdict> {
    await this.#load(operation);
    return judge(operation, this.rules, new World(this, this.actor, operation.at, this.heard));
  }

  async document(id: string): Promise<Body | null> {
    return this.#bodies.get(id) ?? (await this.snapshot.document(id));
  }

  async find(key: string): Promise<Body | null> {
    const id = this.#keys.get(key) ?? (await this.snapshot.find(key));
    return id ? await this.document(id) : null;
  }

  async all(type: string): Promise<Body[]> {
    const held = (await this.snapshot.all(type)).map((body) => this.#bodies.get(body.id) ?? body);
    const known = new Set(held.map(({ id }) => id));
    const made = [...this.#bodies.values()].filter(({ id }) => id.startsWith(`${type}:`) && !known.has(id));
    return [...held, ...made];
  }

  peek(id: string): Body | null {
    return this.#bodies.get(id) ?? this.snapshot.loaded(id);
  }

  peekKey(key: string): string | null {
    return this.#keys.get(key) ?? this.snapshot.loadedKey(key);
  }

  /** Everything that the verb may ask for: what it names, what its keys find, and what these lead to. */
  async #load(operation: Operation): Promise<void> {
    const deed = deedOf(operation, this.rules.kinds[operation.kind]);
    const named = attempt(() => this.rules.reads(deed));
    const keys = attempt(() => this.rules.keys_of_operation(deed));
    await this.snapshot.loadKeys(keys);
    const found = keys.flatMap((key) => this.peekKey(key) ?? []);
    await this.snapshot.load([...named, ...found]);
    let ids = [...named, ...found];
    // A box leads to its order, that to its job, and that to its machines.
    for (let round = 0; ids.length && round < ROUNDS; round++) {
      const documents = ids.flatMap((id) => this.peek(id) ?? []);
      ids = attempt(() => this.rules.reads_more(documents));
      await this.snapshot.load(ids);
    }
  }

  /**
   * A document names the operations that made it what it is. One that names this already came with a
   * page that was read before the operation's version was reached: to run it again would add its
   * note twice.
   */
  #isHeldBy({ id, target }: Operation): boolean {
    const body = this.snapshot.loaded(target);
    return body !== null && JSON.stringify(body).includes(id);
  }

  #keep({ touched }: World): void {
    for (const body of touched.values()) {
      this.#bodies.set(body.id, body);
      for (const key of this.rules.keys_of_document(body)) this.#keys.set(key, body.id);
    }
  }
}

/** Keeps the latest view for as long as nothing has changed. */
export class Views {
  #latest: { view: Promise<View>; key: string } | null = null;

  constructor(
    readonly outbox: Outbox,
    readonly replica: Replica,
    readonly rules: Rules,
    readonly heard: () => Promise<string | null> = async () => null,
  ) {}

  async view(actor: Actor): Promise<View> {
    const [snapshot, entries, heard] = await Promise.all([this.replica.snapshot(), this.outbox.replayed(), this.heard()]);
    const key = JSON.stringify([snapshot.generation, actor, heard, entries.map(({ order, state, seq }) => [order, state, seq])]);
    if (this.#latest?.key !== key) {
      this.#latest = { key, view: new View(snapshot, this.rules, actor, entries, heard).replay() };
    }
    return await this.#latest.view;
  }
}

/** What rules can't make sense of, they read nothing for; judging it says why. */
function attempt(ask: () => string[]): string[] {
  try {
    return ask();
  } catch {
    return [];
  }
}
