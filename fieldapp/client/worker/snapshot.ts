/** The replica as of one moment, read on demand and remembered. Bodies are shared: never change one. */

import type { Database } from "./database";
import type { Body } from "./messages";
import type { Stored } from "./replica";

export class Snapshot {
  #bodies = new Map<string, Body | null>();
  #types = new Map<string, Body[]>();
  #keys = new Map<string, string | null>();

  constructor(
    readonly db: Database,
    readonly generation: number,
  ) {}

  async document(id: string): Promise<Body | null> {
    await this.load([id]);
    return this.loaded(id);
  }

  /** Reads these documents, so that `loaded` has them at once. */
  async load(ids: Iterable<string>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#bodies.has(id));
    if (!missing.length) return;
    await this.db.read(["documents"], async (tx) => {
      const documents = tx.objectStore("documents");
      const found = await Promise.all(missing.map((id) => documents.get(id)));
      found.forEach((stored, at) => this.#remember(missing[at]!, stored));
    });
  }

  loaded(id: string): Body | null {
    return this.#bodies.get(id) ?? null;
  }

  async find(key: string): Promise<string | null> {
    await this.loadKeys([key]);
    return this.loadedKey(key);
  }

  async loadKeys(keys: string[]): Promise<void> {
    const missing = keys.filter((key) => !this.#keys.has(key));
    if (!missing.length) return;
    await this.db.read(["documents"], async (tx) => {
      const index = tx.objectStore("documents").index("keys");
      const found = await Promise.all(missing.map((key) => index.getKey(key)));
      found.forEach((id, at) => this.#keys.set(missing[at]!, id ?? null));
    });
  }

  loadedKey(key: string): string | null {
    return this.#keys.get(key) ?? null;
  }

  async all(type: string): Promise<Body[]> {
    const known = this.#types.get(type);
    if (known) return known;
    const stored = await this.db.read(["documents"], (tx) => tx.objectStore("documents").index("type").getAll(type));
    const bodies = stored.map((one) => this.#remember(one.id, one)!);
    this.#types.set(type, bodies);
    return bodies;
  }

  #remember(id: string, stored: Stored | undefined): Body | null {
    const known = this.#bodies.get(id);
    if (known) return known;
    const body = stored ? (JSON.parse(stored.body) as Body) : null;
    this.#bodies.set(id, body);
    return body;
  }
}
