/** Which applied operations the replica holds by now, and need not be replayed any more. */

import type { Writing } from "./database";
import type { Entry } from "./outbox";
import type { Scope } from "./replica";

/**
 * To be called in every transaction that stores results, pages or the loss of a scope. An operation
 * counts as held once each scope of its `at` that we still have has been read to its end, as of that
 * version or a later one. Comparing with a page in the middle would drop the overlay too early.
 */
export async function settle(tx: Writing<any>): Promise<void> {
  const scopes = new Map((await storeOf(tx, "scopes").getAll()).map((scope: Scope) => [scope.scope, scope]));
  const outbox = storeOf(tx, "outbox");
  for (const entry of await outbox.index("replay").getAll()) {
    if (entry.state !== "answered" || !isSeen(entry, scopes)) continue;
    const { replay: _, ...seen } = entry;
    await outbox.put(seen);
  }
}

function isSeen(entry: Entry, scopes: Map<string, Scope>): boolean {
  return Object.entries(entry.result?.at ?? {}).every(([name, version]) => {
    const scope = scopes.get(name);
    return !scope || (scope.version !== null && scope.version >= version);
  });
}

function storeOf<S extends "scopes" | "outbox">(tx: Writing<any>, name: S) {
  return (tx as Writing<S>).objectStore(name);
}
