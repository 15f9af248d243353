/** What travels between a phone and the server, as docs/sync.md has it. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Body = { id: string } & { [name: string]: any };

/** One thing that a person did. Its `seq` and `anchor` are the outbox's business. */
export interface Operation {
  id: string;
  kind: string;
  v: number;
  target: string;
  args: { [name: string]: Json };
  expect: { [name: string]: Json };
  after: string[];
  at: string;
  anchor?: string | null;
}

export interface Result {
  id: string;
  outcome: "applied" | "already" | "held" | "refused";
  code: string;
  message: string | null;
  case: string | null;
  at: { [scope: string]: number } | null;
}

export interface Put {
  id: string;
  type: string;
  version: number;
  body: Body;
}

export interface FeedPage {
  reset: boolean;
  put: Put[];
  gone: string[];
  cursor: string;
  version: number;
  more: boolean;
  /** How many documents the scope holds, where the server says so: for the progress of a first load. */
  total?: number | null;
}

export interface Answer {
  protocol: 1;
  now: string;
  anchor: string | null;
  next_seq: number;
  history: "shared" | "lost";
  results: Result[];
  scopes: { [scope: string]: FeedPage };
  /** This phone may hold no documents any more; what it sends is held. */
  revoked?: boolean;
  /** With this the phone signs its queue, where it is saved as a file. */
  file_key?: string;
  /** What the user is called and may do now. */
  me?: Me;
}

export interface Me {
  name: string;
  roles: string[];
  sites: string[];
}

/** The body of an answer to the request as a whole, such as 409. */
export interface Complaint {
  error: string;
  message?: string;
  next_seq?: number;
}

const OUTCOMES = ["applied", "already", "held", "refused"];

/** The server's answer, or null where the body is not this protocol's: a captive portal says 200 too. */
export function asAnswer(body: any): Answer | null {
  const ours = body?.protocol === 1 && Array.isArray(body.results) && isMap(body.scopes);
  if (!ours || Number.isNaN(Date.parse(body.now))) return null;
  const { me, ...answer } = { ...body, results: body.results.filter(isResult) };
  return isMe(me) ? { ...answer, me } : answer;
}

function isMe(me: any): boolean {
  return typeof me?.name === "string" && Array.isArray(me.roles) && Array.isArray(me.sites);
}

export function asComplaint(body: any): Complaint | null {
  return isMap(body) && typeof (body as any).error === "string" ? (body as unknown as Complaint) : null;
}

function isResult(result: any): boolean {
  return typeof result?.id === "string" && OUTCOMES.includes(result.outcome);
}

function isMap(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
