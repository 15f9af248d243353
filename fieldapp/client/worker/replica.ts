/** The documents that this phone holds, kept as the change feed tells. */

import type { Database, Reading, Writing } from "./database";
import type { Body, FeedPage, Put } from "./messages";
import { getMeta, putMeta } from "./meta";
import { settle } from "./settle";
import { Snapshot } from "./snapshot";

export interface Stored {
  id: string;
  type: string;
  /** JSON text: it is read more often than written, and parsing beats a structured clone. */
  body: string;
  /** The scopes that hold it. With none left, it leaves. */
  scopes: string[];
  keys: string[];
}

export interface Staged {
  scope: string;
  id: string;
  put: Put;
}

export interface Scope {
  scope: string;
  cursor: string | null;
  /** The version of the last page that ended with nothing more to come; null until there was one. */
  version: number | null;
  /** A reset is under way, and its pages are put aside. */
  staging: boolean;
  /** May hold documents already, so that a reset must not show half of them. */
  started: boolean;
  loaded: number;
  total: number | null;
}

export type KeysOf = (body: Body) => string[];

const STORES = ["meta", "documents", "scopes", "staged", "outbox"] as const;

export class Replica {
  #snapshot: Snapshot | null = null;

  constructor(
    readonly db: Database,
    readonly keysOf: KeysOf,
  ) {}

  /**
   * Stores a page and its cursor, both or neither, and only if `asked` (the cursor that it was asked
   * with, null for none) is still the stored one: another tab may have stored this very page.
   */
  async store(scope: string, page: FeedPage, asked: string | null, device: string): Promise<boolean> {
    return await this.db.write([...STORES], async (tx) => {
      const held = await tx.objectStore("scopes").get(scope);
      if ((held?.cursor ?? null) !== asked || !(await isCurrent(tx, device))) return false;
      const next = advance(held ?? fresh(scope), page);
      await this.#take(tx, next, page);
      if (!page.more && next.staging) await this.#swapIn(tx, next);
      await tx.objectStore("scopes").put({ ...next, staging: next.staging && page.more });
      await settle(tx);
      return page.put.length + page.gone.length > 0 || page.reset || !page.more;
    });
  }

  /** Deletes the scopes that the user no longer has, unless one was begun after we asked. */
  async keepOnly(scopes: string[], asked: { [scope: string]: string }, device: string): Promise<boolean> {
    return await this.db.write([...STORES], async (tx) => {
      if (!(await isCurrent(tx, device))) return false;
      const held = await tx.objectStore("scopes").getAll();
      const lost = held.filter((one) => !scopes.includes(one.scope) && one.cursor === (asked[one.scope] ?? null));
      for (const { scope } of lost) await dropScope(tx, scope);
      if (lost.length) await settle(tx);
      return lost.length > 0;
    });
  }

  /** Removes every document: this device is not trusted with them any more. The outbox stays. */
  async purge(): Promise<void> {
    await this.db.write([...STORES], async (tx) => {
      for (const name of ["documents", "scopes", "staged"] as const) await tx.objectStore(name).clear();
      await touch(tx);
      await settle(tx);
    });
  }

  /**
   * Makes room: gives up what can be fetched again and nobody needs for what is open. Answers whether there was any.
   * The next contact starts the feed anew; what stays is shown meanwhile.
   */
  async shed(): Promise<boolean> {
    return await this.db.write([...STORES], async (tx) => {
      const documents = tx.objectStore("documents");
      const needed = neededFor(await documents.index("type").getAll("job"));
      let given = (await tx.objectStore("staged").count()) > 0;
      await tx.objectStore("staged").clear();
      for (let at = await documents.openCursor(); at; at = await at.continue()) {
        if (needed.has(at.value.id) || KEPT.includes(at.value.type)) continue;
        await at.delete();
        given = true;
      }
      for (const scope of await tx.objectStore("scopes").getAll()) {
        await tx.objectStore("scopes").put({ ...fresh(scope.scope), total: scope.total });
      }
      await touch(tx);
      return given;
    });
  }

  async cursors(): Promise<{ [scope: string]: string }> {
    const scopes = await this.scopes();
    return Object.fromEntries(scopes.flatMap(({ scope, cursor }) => (cursor === null ? [] : [[scope, cursor]])));
  }

  async scopes(): Promise<Scope[]> {
    return await this.db.read(["scopes"], (tx) => tx.objectStore("scopes").getAll());
  }

  /** The documents as they are now. What it has read is kept in memory until a document changes. */
  async snapshot(): Promise<Snapshot> {
    const generation = (await this.db.read(["meta"], (tx) => getMeta(tx, "generation"))) ?? 0;
    if (this.#snapshot?.generation !== generation) this.#snapshot = new Snapshot(this.db, generation);
    return this.#snapshot;
  }

  async #take(tx: Writing<any>, scope: Scope, page: FeedPage): Promise<void> {
    const aside = (tx as Writing<"staged">).objectStore("staged");
    if (page.reset) await clearStaged(tx, scope.scope);
    for (const put of page.put) {
      if (scope.staging) await aside.put({ scope: scope.scope, id: put.id, put });
      else await this.#put(tx, scope.scope, put);
    }
    for (const id of page.gone) {
      if (scope.staging) await aside.delete([scope.scope, id]);
      else await leave(tx, scope.scope, id);
    }
    if (!scope.staging && page.put.length + page.gone.length > 0) await touch(tx);
  }

  /** The reset is complete: what it did not bring again has left the scope. */
  async #swapIn(tx: Writing<any>, { scope }: Scope): Promise<void> {
    const range = IDBKeyRange.bound([scope], [scope, []]);
    const staged = await (tx as Writing<"staged">).objectStore("staged").getAll(range);
    const stays = new Set(staged.map(({ id }) => id));
    const held = await (tx as Writing<"documents">).objectStore("documents").index("scopes").getAllKeys(scope);
    for (const id of held) if (!stays.has(id)) await leave(tx, scope, id);
    for (const { put } of staged) await this.#put(tx, scope, put);
    await clearStaged(tx, scope);
    await touch(tx);
  }

  async #put(tx: Writing<any>, scope: string, { id, type, body }: Put): Promise<void> {
    const documents = (tx as Writing<"documents">).objectStore("documents");
    const scopes = new Set([...((await documents.get(id))?.scopes ?? []), scope]);
    await documents.put({ id, type, body: JSON.stringify(body), scopes: [...scopes], keys: this.keysOf(body) });
  }
}

/** Small, and without which no page is right. */
const KEPT = ["site", "case", "order"];

/** Open jobs and their machines. */
function neededFor(jobs: Stored[]): Set<string> {
  const open = jobs.map(({ body }) => JSON.parse(body) as Body).filter(({ state }) => state === "open" || state === "held");
  const machines = open.flatMap(({ assets }) => Object.values<Body>(assets ?? {}).map(({ id }) => `asset:${id}`));
  return new Set([...open.map(({ id }) => id), ...machines]);
}

function fresh(scope: string): Scope {
  return { scope, cursor: null, version: null, staging: false, started: false, loaded: 0, total: null };
}

/** What is known of the scope once the page is stored. */
function advance(scope: Scope, page: FeedPage): Scope {
  const loaded = (page.reset ? 0 : scope.loaded) + page.put.length;
  return {
    ...scope,
    ...{ cursor: page.cursor, version: page.more ? scope.version : page.version, loaded },
    // The very first load is shown as it comes; there is nothing yet that it could tear.
    staging: page.reset ? scope.started : scope.staging,
    started: scope.started || page.put.length > 0 || !page.more,
    total: page.total ?? scope.total,
  };
}

async function leave(tx: Writing<any>, scope: string, id: string): Promise<void> {
  const documents = (tx as Writing<"documents">).objectStore("documents");
  const held = await documents.get(id);
  if (!held?.scopes.includes(scope)) return;
  const scopes = held.scopes.filter((one) => one !== scope);
  await (scopes.length ? documents.put({ ...held, scopes }) : documents.delete(id));
}

async function dropScope(tx: Writing<any>, scope: string): Promise<void> {
  const held = await (tx as Writing<"documents">).objectStore("documents").index("scopes").getAllKeys(scope);
  for (const id of held) await leave(tx, scope, id);
  await clearStaged(tx, scope);
  await (tx as Writing<"scopes">).objectStore("scopes").delete(scope);
  await touch(tx);
}

async function clearStaged(tx: Writing<any>, scope: string): Promise<void> {
  await (tx as Writing<"staged">).objectStore("staged").delete(IDBKeyRange.bound([scope], [scope, []]));
}

async function touch(tx: Writing<any>): Promise<void> {
  await putMeta(tx, "generation", ((await getMeta(tx, "generation")) ?? 0) + 1);
}

async function isCurrent(tx: Reading<any> | Writing<any>, device: string): Promise<boolean> {
  return (await getMeta(tx, "device"))?.id === device;
}
