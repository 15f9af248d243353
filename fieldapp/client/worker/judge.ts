/** What would become of an operation here and now. Provisional: the server decides. */

import type { Json, Operation, Result } from "./messages";
import type { Argument, Deed, Kind, Rules } from "./rules";
import type { World } from "./world";

export interface Verdict {
  outcome: Result["outcome"];
  code: string;
  message: string | null;
}

const NOT_KNOWN = "This is not known here, or not yet.";

/** Runs the verb on the world's copies, in the server's order of checks. */
export function judge(op: Operation, rules: Rules, world: World): Verdict {
  const kind = rules.kinds[op.kind];
  if (!kind) return verdict("held", "unknown_kind", null);
  if (op.v > kind.v) return verdict("held", "unknown_version", null);
  const wrong = wrongArgument(op, kind);
  if (wrong) return verdict("refused", "invalid", wrong);
  if (!kind.roles.some((role) => world.actor.roles.includes(role))) return notTheirs(kind, world);
  if (!kind.makes && !world.document(op.target)) return verdict("held", "unknown_target", NOT_KNOWN);
  return run(deedOf(op, kind), kind, rules, world);
}

function run(deed: Deed, kind: Kind, rules: Rules, world: World): Verdict {
  try {
    const already = kind.verb(deed, world);
    return already ? verdict("already", "already_done", already) : verdict("applied", "ok", null);
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    if (error instanceof rules.Held) return verdict("held", code, message);
    if (error instanceof rules.Refused) return verdict("refused", code, message);
    // A fault of ours must not cost anyone their work: the server may know better.
    console.error(error);
    return verdict("held", "failed", null);
  }
}

/** The operation as its verb wants it: absent arguments have their defaults. */
export function deedOf(op: Operation, kind: Kind | undefined): Deed {
  const given = Object.entries(kind?.args ?? {}).map(([name, argument]) => [name, valueOf(op, name, argument)]);
  return { ...op, args: kind ? Object.fromEntries(given) : op.args, expect: op.expect ?? {}, after: op.after ?? [] };
}

function valueOf(op: Operation, name: string, argument: Argument): Json {
  return op.args?.[name] ?? (argument.default === undefined ? null : structuredClone(argument.default));
}

/** Why the arguments are none of this kind, or null. */
function wrongArgument(op: Operation, kind: Kind): string | null {
  for (const [name, argument] of Object.entries(kind.args)) {
    const value = op.args?.[name] ?? null;
    if (value === null && argument.required) return `Fill in ${argument.words}.`;
    if (value !== null && !fits(value, argument)) return `Check ${argument.words}: this can't be understood.`;
    if (isTooLong(value, argument.most)) return `Shorten ${argument.words}: at most ${argument.most} characters.`;
  }
  return null;
}

const FITS: { [type in Argument["type"]]: (value: any) => boolean } = {
  text: (value) => typeof value === "string",
  integer: Number.isInteger,
  yes: (value) => typeof value === "boolean",
  map: (value) => typeof value === "object" && !Array.isArray(value),
  list: Array.isArray,
  any: () => true,
};

function fits(value: Json, { type, pattern }: Argument): boolean {
  return FITS[type](value) && (!pattern || new RegExp(pattern).test(value as string));
}

function isTooLong(value: Json, most: number | undefined): boolean {
  if (!most) return false;
  if (typeof value === "string") return [...value].length > most;
  return typeof value === "object" && value !== null && Object.values(value).some((one) => isTooLong(one, most));
}

function notTheirs(kind: Kind, { actor }: World): Verdict {
  const message = `${actor.name} may not do this: it takes one of ${kind.roles.join(", ")}.`;
  return kind.fact ? verdict("held", "disputed", message) : verdict("refused", "forbidden", message);
}

function verdict(outcome: Verdict["outcome"], code: string, message: string | null): Verdict {
  return { outcome, code, message };
}
