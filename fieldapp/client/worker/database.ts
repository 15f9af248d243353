/** One user's database on this phone: what there is to read and write, and how transactions run. */

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from "idb";
import type { Entry } from "./outbox";
import type { Stored, Staged, Scope } from "./replica";
import type { Meta } from "./meta";
import type { Picture } from "./pictures";

export interface Schema extends DBSchema {
  meta: { key: keyof Meta; value: Meta[keyof Meta] };
  /** In queueing order. `waiting` and `replay` are there only while true, so their indexes stay small. */
  outbox: {
    key: number;
    value: Entry;
    indexes: { id: string; wire: string; place: [string, number]; waiting: number; replay: number };
  };
  documents: {
    key: string;
    value: Stored;
    indexes: { type: string; scopes: string; keys: string };
  };
  scopes: { key: string; value: Scope };
  /** Pages of a reset that is not complete yet. */
  staged: { key: [string, string]; value: Staged };
  /** Photos and signatures. Each index holds only those of which it is true. */
  blobs: { key: string; value: Picture; indexes: { waiting: number; last: number; draft: number } };
}

export type Store = StoreNames<Schema>;
export type Reading<S extends Store = Store> = IDBPTransaction<Schema, S[], "readonly">;
export type Writing<S extends Store = Store> = IDBPTransaction<Schema, S[], "readwrite">;

const VERSION = 2;

export class Database {
  #opening: Promise<IDBPDatabase<Schema>> | null = null;

  constructor(readonly name: string) {}

  async read<S extends Store, T>(stores: S[], work: (tx: Reading<S>) => Promise<T>): Promise<T> {
    const tx = await this.#begin((db) => db.transaction(stores, "readonly"));
    return finish(tx, work(tx));
  }

  /** Runs `work` in one transaction: all of it is on the disk when this returns, or none is. */
  async write<S extends Store, T>(stores: S[], work: (tx: Writing<S>) => Promise<T>): Promise<T> {
    const tx = await this.#begin((db) => db.transaction(stores, "readwrite", { durability: "strict" }));
    return finish(tx, work(tx));
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    (await opening)?.close();
  }

  /** A browser may close a connection under us (iOS does, after a while in the background): open another. */
  async #begin<T>(begin: (db: IDBPDatabase<Schema>) => T): Promise<T> {
    try {
      return begin(await this.#open());
    } catch (error) {
      if ((error as Error)?.name !== "InvalidStateError") throw error;
      this.#opening = null;
      return begin(await this.#open());
    }
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    return (this.#opening ??= this.#connect().catch((error) => {
      this.#opening = null;
      throw error;
    }));
  }

  /** A newer version of the app may have been here before us, and has only added to it. */
  async #connect(): Promise<IDBPDatabase<Schema>> {
    const callbacks = {
      upgrade,
      // Whoever opens a newer version, in another tab, waits until we let go.
      blocking: () => void this.close(),
      terminated: () => (this.#opening = null),
    };
    return await openDB<Schema>(this.name, VERSION, callbacks).catch((error) => {
      if ((error as Error)?.name !== "VersionError") throw error;
      return openDB<Schema>(this.name, undefined, callbacks);
    });
  }
}

/** Upgrades only add: an older version of the app may still have work queued in here. */
function upgrade(db: IDBPDatabase<Schema>, from: number): void {
  if (from < 1) {
    db.createObjectStore("meta");
    const outbox = db.createObjectStore("outbox", { keyPath: "order" });
    outbox.createIndex("id", "id", { unique: true });
    outbox.createIndex("wire", "wire", { unique: true });
    outbox.createIndex("place", ["device", "seq"], { unique: true });
    outbox.createIndex("waiting", "waiting");
    outbox.createIndex("replay", "replay");
    const documents = db.createObjectStore("documents", { keyPath: "id" });
    documents.createIndex("type", "type");
    documents.createIndex("scopes", "scopes", { multiEntry: true });
    documents.createIndex("keys", "keys", { multiEntry: true });
    db.createObjectStore("scopes", { keyPath: "scope" });
    db.createObjectStore("staged", { keyPath: ["scope", "id"] });
  }
  if (from < 2) {
    const blobs = db.createObjectStore("blobs", { keyPath: "sha" });
    blobs.createIndex("waiting", "waiting");
    blobs.createIndex("last", "last");
    blobs.createIndex("draft", "draft");
  }
}

/** What a failed `work` has written is taken back, and its own error is the one that is heard. */
async function finish<T>(tx: { done: Promise<void>; abort(): void }, work: Promise<T>): Promise<T> {
  try {
    const result = await work;
    await tx.done;
    return result;
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // It had ended already.
    }
    await tx.done.catch(() => undefined);
    throw error;
  }
}
