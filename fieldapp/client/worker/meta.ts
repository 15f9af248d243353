/** The few things that a user's database remembers beside the outbox and the replica. */

import type { Reading, Writing } from "./database";

/** Under which id this database speaks to the server, and the next numbers to give. */
export interface Device {
  id: string;
  next_seq: number;
  next_order: number;
}

/** One scan of a running count: the text as it was read. `here`: the machine belongs here from now on. */
export interface Line {
  mark: string;
  code: string;
  at: string;
  here: boolean;
}

/** What is being counted, and what was scanned so far. */
export interface Tally {
  purpose: string;
  place: string;
  site: string;
  lines: Line[];
}

export interface Meta {
  device: Device;
  /** The newest time-stamp that the server signed, and when it did: by its clock, and by ours. */
  clock: { now: string; anchor: string | null; at?: string };
  /** What this device signs its queue with, where that is saved as a file. */
  file_key: { device: string; key: string };
  /** The newest answered operation in queueing order. It outlives its entry. */
  witness: { order: number; seq: number; id: string };
  /** Raised whenever documents change, so that what is in memory knows when it is old. */
  generation: number;
  /** What was scanned lately, the last first. */
  recent: { text: string; at: string }[];
  /** The count that runs; null once it is confirmed or dropped. */
  tally: Tally | null;
}

type Holder = Reading<"meta" | any> | Writing<"meta" | any>;

export async function getMeta<K extends keyof Meta>(tx: Holder, key: K): Promise<Meta[K] | undefined> {
  return (await (tx as Reading<"meta">).objectStore("meta").get(key)) as Meta[K] | undefined;
}

export async function putMeta<K extends keyof Meta>(tx: Writing<any>, key: K, value: Meta[K]): Promise<void> {
  await (tx as Writing<"meta">).objectStore("meta").put(value, key);
}
