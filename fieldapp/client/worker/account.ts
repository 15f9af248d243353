/** Who is signed in on this phone, and who else has used it. Their work is in databases of their own. */

import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Me } from "./messages";
import type { Actor } from "./rules";

export interface Profile extends Actor {
  username: string;
  /** What the labels point to, where the server says so. */
  public_url?: string;
  /** After so many days without contact the app asks for a sign-in. */
  lock_days?: number;
  /** When, by this phone's clock, the server last said that it is them. */
  met_at?: number;
  /** When, by the server's clock, they gave their password: another moment is another sign-in. */
  signed_in_at?: string;
  /** There was no contact for `lock_days`: only a sign-in opens the app again. */
  locked?: boolean;
}

interface Schema extends DBSchema {
  profiles: { key: string; value: Profile };
  /** `current`: the user's key. `leaving`: a sign-out that the server has not heard of yet. */
  state: { key: "current" | "leaving"; value: string };
}

export class Accounts {
  #db: Promise<IDBPDatabase<Schema>> | null = null;

  constructor(readonly name = "fieldapp") {}

  async current(): Promise<Profile | null> {
    return await this.#use(async (db) => {
      const key = await db.get("state", "current");
      return (key ? await db.get("profiles", key) : undefined) ?? null;
    });
  }

  /** Whoever the server says is signed in; the same person again keeps everything, the lock too until a new sign-in. */
  async signIn(profile: Profile): Promise<void> {
    await this.#use(async (db) => {
      const tx = db.transaction(["profiles", "state"], "readwrite", { durability: "strict" });
      const known = await tx.objectStore("profiles").get(profile.id);
      const locked = known?.locked === true && known.signed_in_at === profile.signed_in_at;
      await tx.objectStore("profiles").put({ ...profile, met_at: Date.now(), ...(locked && { locked }) });
      await tx.objectStore("state").put(profile.id, "current");
      await tx.objectStore("state").delete("leaving");
      await tx.done;
    });
  }

  async lock(id: string): Promise<void> {
    await this.#use(async (db) => {
      const tx = db.transaction("profiles", "readwrite", { durability: "strict" });
      const known = await tx.store.get(id);
      if (known) await tx.store.put({ ...known, locked: true });
      await tx.done;
    });
  }

  /** The server says anew who this person is; true where that is news. Someone else stays signed in meanwhile. */
  async renew(id: string, me: Me): Promise<boolean> {
    return await this.#use(async (db) => {
      const tx = db.transaction("profiles", "readwrite", { durability: "strict" });
      const known = await tx.store.get(id);
      const { name, roles, sites } = me;
      const isNews = known !== undefined && JSON.stringify([name, roles, sites]) !== JSON.stringify([known.name, known.roles, known.sites]);
      if (isNews) await tx.store.put({ ...known, name, roles, sites });
      await tx.done;
      return isNews;
    });
  }

  /** Works without a network: the server is told when there is one. What is queued stays. */
  async signOut(): Promise<void> {
    await this.#use(async (db) => {
      const tx = db.transaction(["profiles", "state"], "readwrite", { durability: "strict" });
      const key = await tx.objectStore("state").get("current");
      if (key) await tx.objectStore("state").put(key, "leaving");
      await tx.objectStore("state").delete("current");
      await tx.done;
    });
  }

  async isLeaving(): Promise<boolean> {
    return (await this.#use((db) => db.get("state", "leaving"))) !== undefined;
  }

  async left(): Promise<void> {
    await this.#use((db) => db.delete("state", "leaving"));
  }

  async everyone(): Promise<Profile[]> {
    return await this.#use((db) => db.getAll("profiles"));
  }

  /** A browser may close a connection under us, and tell nobody: open another, once. */
  async #use<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#open());
    } catch (error) {
      if ((error as Error)?.name !== "InvalidStateError") throw error;
      this.#db = null;
      return await work(await this.#open());
    }
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    const forget = () => (this.#db = null);
    return (this.#db ??= openDB<Schema>(this.name, 1, {
      upgrade(db) {
        db.createObjectStore("profiles", { keyPath: "id" });
        db.createObjectStore("state");
      },
      blocking: (_, __, event) => ((event.target as IDBDatabase).close(), forget()),
      terminated: forget,
    }).catch((error) => {
      forget();
      throw error;
    }));
  }
}
