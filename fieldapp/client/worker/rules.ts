/** What the compiled rules offer. `flask build-client` writes them to ../generated/rules.js. */

import type { Body, Json, Operation } from "./messages";
import type { World } from "./world";

/** How one argument of an operation must be. What is neither required nor has a default is null. */
export interface Argument {
  type: "text" | "integer" | "yes" | "map" | "list" | "any";
  /** What forms call it. */
  words: string;
  required?: boolean;
  default?: Json;
  /** At most so many characters. */
  most?: number;
  pattern?: string;
}

export interface Kind {
  verb: (op: Deed, world: World) => string | null | undefined;
  fact: boolean;
  roles: string[];
  /** Its target need not exist yet. */
  makes: boolean;
  v: number;
  args: { [name: string]: Argument };
}

/** An operation with its arguments completed: what a verb gets. */
export type Deed = Operation;

/** `Held` or `Refused`, as verbs throw it. */
export type Thrown = new (...args: any[]) => Error & { code: string; message: string };

export interface Rules {
  kinds: { [kind: string]: Kind };
  workflows: { [kind: string]: any };
  reads: (op: Deed) => string[];
  reads_more: (documents: Body[]) => string[];
  keys_of_operation: (op: Deed) => string[];
  keys_of_document: (body: Body) => string[];
  /** The id of the document that has a kind's workflow; null for a kind of the program. */
  workflow_id: (kind: string) => string | null;
  /** The version that a kind names, in its document. */
  definition_in: (document: Body | null, kind: string) => any;
  /** Every version of these by kind. */
  kinds_in: (documents: Body[]) => { [kind: string]: any };
  Held: Thrown;
  Refused: Thrown;
}

/** Who acts: `id` is the bare key of the user. */
export interface Actor {
  id: string;
  name: string;
  roles: string[];
  sites: string[];
}
