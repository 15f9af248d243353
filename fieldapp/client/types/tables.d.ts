import type { Found, Here } from "../worker/loaders";
import type { Body, Operation } from "../worker/messages";
import type { Kind, Rules, Thrown } from "../worker/rules";

export interface Route {
  path: string;
  screen: string;
  template: string;
  wants: string[];
}

export const KINDS: { [kind: string]: Kind };
export const SCREENS: { [screen: string]: (found: Found, here: Here) => { [name: string]: any } | null };
export const WORKFLOWS: { [kind: string]: any };
export const workflow_id: (kind: string) => string | null;
export const definition_in: (document: any, kind: string) => any;
export const kinds_in: (documents: any[]) => { [kind: string]: any };
export const ROUTES: Route[];

export const reads: Rules["reads"];
export const reads_more: Rules["reads_more"];
export const keys_of_operation: Rules["keys_of_operation"];
export const keys_of_document: Rules["keys_of_document"];
export const Held: Thrown;
export const Refused: Thrown;
export function fields_to_operation(kind: string, fields: [string, string][], made_at: string): Operation;
export function landing(asset: Body, jobs: Body[], here: Here): string;
/** What a scanned text is: fieldapp/screens/codes.py. */
export interface Code {
  kind: "tag" | "label" | "address" | "code" | "nothing";
  code: string;
  host: string;
  names: string[];
  serial: string;
}
export function read_code(text: string, hosts: string[]): Code;

/** What confirming a count does: an operation that has no id yet. */
export interface Planned {
  key: string;
  kind: string;
  target: string;
  args: Operation["args"];
  expect: Operation["expect"];
}
export function deeds(found: Found, here: Here): Planned[];

/** What an operation did, in words: fieldapp/screens/deeds.py. */
export function deed_words(kind: string, args: Operation["args"], target: Body | null): string;
/** Those in which every word stands, whatever its case and accents. */
export function matching(bodies: Body[], text: string | undefined): Body[];
