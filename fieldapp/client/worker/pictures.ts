/** Photos and signatures on this phone: safe before an operation names them, sent after all operations. */

import type { Database, Writing } from "./database";
import type { Json } from "./messages";
import { NotQueued } from "./outbox";

export interface Picture {
  /** The SHA-256 of its bytes: its name, here and everywhere. */
  sha: string;
  type: string;
  bytes: ArrayBuffer;
  /** Set (to the phone's clock, in ms) while no operation names it: its form is being asked again. */
  draft?: number;
  /** The place in the outbox of the newest operation that names it. */
  last?: number;
  /** Set (to such a place) while the server is not known to have it. */
  waiting?: number;
  /** Why the server won't have it, in its words. */
  refused?: string;
}

/** As the server has it. */
export const LARGEST_PICTURE = 6 * 1024 * 1024;
const DAY = 24 * 3600 * 1000;
const NAME = /^[0-9a-f]{64}$/;

const TOO_LARGE = "This photo is larger than 6 MB, and nothing was recorded. Take a smaller one, and try again.";
const NO_PICTURE = "This is no picture that can be kept: take a photo, or choose a JPEG, PNG or WebP.";

export class Pictures {
  constructor(readonly db: Database) {}

  /** Keeps it, safe on the disk when this returns. Its name. */
  async keep(bytes: ArrayBuffer, now: number): Promise<string> {
    const type = typeOf(new Uint8Array(bytes.slice(0, 16)));
    if (!type) throw new NotQueued("invalid", NO_PICTURE);
    if (bytes.byteLength > LARGEST_PICTURE) throw new NotQueued("invalid", TOO_LARGE);
    const sha = await nameOf(bytes);
    await this.db.write(["blobs"], async (tx) => {
      const blobs = tx.objectStore("blobs");
      for (const old of await blobs.index("draft").getAllKeys(IDBKeyRange.upperBound(now - DAY))) await blobs.delete(old);
      if (!(await blobs.get(sha))) await blobs.put({ sha, type, bytes, draft: now });
    });
    return sha;
  }

  async find(sha: string): Promise<Picture | undefined> {
    return await this.db.read(["blobs"], (tx) => tx.objectStore("blobs").get(sha));
  }

  /** How many the server is not known to have. */
  async waiting(): Promise<number> {
    return await this.db.read(["blobs"], (tx) => tx.objectStore("blobs").index("waiting").count());
  }

  /** The one that has waited longest. */
  async next(): Promise<Picture | undefined> {
    return await this.db.read(["blobs"], (tx) => tx.objectStore("blobs").index("waiting").get(IDBKeyRange.lowerBound(0)));
  }

  /** All that wait, and those that the server won't have: nobody else has them. */
  async unsent(): Promise<Picture[]> {
    const all = await this.db.read(["blobs"], (tx) => tx.objectStore("blobs").index("last").getAll());
    return all.filter(({ waiting, refused }) => waiting !== undefined || refused !== undefined);
  }

  /** The server has it. It stays for as long as the operation that names it, lest the server lose both. */
  async confirm(sha: string): Promise<void> {
    await this.#settle(sha, {});
  }

  /** The server won't have it, ever. It stays, and no other waits for it. */
  async refuse(sha: string, refused: string): Promise<void> {
    await this.#settle(sha, { refused });
  }

  async #settle(sha: string, more: { refused?: string }): Promise<void> {
    await this.db.write(["blobs"], async (tx) => {
      const known = await tx.objectStore("blobs").get(sha);
      if (!known) return;
      const { waiting: _, refused: __, ...rest } = known;
      await tx.objectStore("blobs").put({ ...rest, ...more });
    });
  }

  /** Makes room: what the server has can be fetched again. Whether there was any. */
  async shed(): Promise<boolean> {
    return await this.db.write(["blobs"], async (tx) => {
      const blobs = tx.objectStore("blobs");
      const spare = (await blobs.index("last").getAll()).filter(isConfirmed);
      for (const { sha } of spare) await blobs.delete(sha);
      return spare.length > 0;
    });
  }
}

function isConfirmed({ waiting, refused, draft }: Picture): boolean {
  return waiting === undefined && refused === undefined && draft === undefined;
}

/** In the transaction that queues an operation: what it names is to be sent. */
export async function claim(tx: Writing<any>, args: Json, order: number): Promise<void> {
  const blobs = blobsOf(tx);
  for (const sha of namesIn(args)) {
    const known = await blobs.get(sha);
    if (!known) continue;
    const { draft, ...rest } = known;
    await blobs.put({ ...rest, last: order, ...(draft === undefined ? {} : { waiting: order }) });
  }
}

/** The server has lost what it knew: it is offered all that we retain, as operations are. */
export async function offerPicturesAgain(tx: Writing<any>): Promise<void> {
  const blobs = blobsOf(tx);
  for (const { refused: _, ...picture } of await blobs.index("last").getAll()) {
    await blobs.put({ ...picture, waiting: picture.last! });
  }
}

/** Forgets what the server has, once no operation that names it is retained. */
export async function prunePictures(tx: Writing<any>): Promise<void> {
  const blobs = blobsOf(tx);
  const first = (await (tx as Writing<"outbox">).objectStore("outbox").openKeyCursor())?.key ?? Infinity;
  for (const sha of await blobs.index("last").getAllKeys(IDBKeyRange.upperBound(first, true))) {
    const picture = await blobs.get(sha);
    if (picture && isConfirmed(picture)) await blobs.delete(sha);
  }
}

/** Every text in the arguments that may be the name of one. */
function namesIn(value: Json): string[] {
  if (typeof value === "string") return NAME.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? [...new Set(Object.values(value).flatMap(namesIn))] : [];
}

/** What its first bytes say that it is, whatever it is called. */
function typeOf(start: Uint8Array): string | null {
  const text = String.fromCharCode(...start);
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  return text.startsWith("RIFF") && text.slice(8, 12) === "WEBP" ? "image/webp" : null;
}

export async function nameOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function blobsOf(tx: Writing<any>) {
  return (tx as Writing<"blobs">).objectStore("blobs");
}
