/** The last scans on this phone: to look something up again without walking back to it. */

import { getMeta, putMeta } from "./meta";
import type { Phone } from "./phone";
import { wellFormed } from "./text";

const MOST = 20;
const LONGEST = 400;

/** A full disk must not stand between a scan and its answer. */
export async function remember(phone: Phone, code: string): Promise<void> {
  const text = wellFormed(code.trim().slice(0, LONGEST));
  if (!text) return;
  const work = phone.db.write(["meta"], async (tx) => {
    const others = ((await getMeta(tx, "recent")) ?? []).filter((one) => one.text !== text);
    await putMeta(tx, "recent", [{ text, at: phone.time() }, ...others].slice(0, MOST));
  });
  await work.catch(() => undefined);
}
