/** What a verb may ask for and do, for one operation. The server's is the same (fieldapp/sync/session.py). */

import type { Body } from "./messages";
import type { Actor, Rules } from "./rules";

/** Where a world takes documents from; whatever the operation reads has been loaded. */
export interface Ground {
  readonly rules: Rules;
  peek(id: string): Body | null;
  peekKey(key: string): string | null;
}

export class World {
  /** Copies that the verb may change. They count only if it ends well. */
  readonly touched = new Map<string, Body>();
  readonly disputes: string[] = [];
  /** Only on the server, where a supervisor has decided. */
  readonly insists = false;
  /** Only the server knows whether this phone's clock was set. */
  readonly doubt = null;

  constructor(
    readonly ground: Ground,
    readonly actor: Actor,
    readonly at: string,
    /** When this phone last heard from the server, by its own clock; null where that is not asked. */
    readonly heard: string | null = null,
  ) {}

  /** Where what it is about may be. */
  get sites(): string[] {
    return this.actor.sites;
  }

  document(id: string): Body | null {
    const touched = this.touched.get(id);
    if (touched) return touched;
    const body = this.ground.peek(id);
    return body ? this.#touch(structuredClone(body)) : null;
  }

  create(body: Body): Body {
    if (this.document(body.id)) throw new this.ground.rules.Held("disputed", "There is one of that id already.");
    return this.#touch(body);
  }

  find(key: string): string | null {
    return this.ground.peekKey(key);
  }

  workflow(kind: string): any {
    const { rules } = this.ground;
    const id = rules.workflow_id(kind);
    return id === null ? (rules.workflows[kind] ?? null) : rules.definition_in(this.ground.peek(id), kind);
  }

  /** The server numbers; until then the job is "new". */
  number(): string {
    return "";
  }

  dispute(message: string): void {
    this.disputes.push(message);
  }

  #touch(body: Body): Body {
    this.touched.set(body.id, body);
    return body;
  }
}
