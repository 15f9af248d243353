/** Sending photos, piece by piece: what a cut has interrupted goes on where it was. */

import { asComplaint } from "./messages";
import { nameOf, type Picture, type Pictures } from "./pictures";
import { parse, retryAfter, type Means, type Round, type Trouble } from "./sync";

const PIECE = 64 * 1024;
const DEADLINE = 20_000;
/** So often one may be begun or put right, before it waits like after any other failure. */
const PATIENCE = 8;
const DAMAGED = "It was damaged on this phone.";

/** Where to go on, or how it ended. */
type Step = { offset: number } | "kept" | { refused: string } | { trouble: Trouble; retryAfter?: number };

export class Upload {
  constructor(
    readonly pictures: Pictures,
    readonly means: Means,
  ) {}

  /** Sends all that wait, the oldest first. One that the server won't have stops no other. */
  async run(onSent: () => void = () => undefined): Promise<Round> {
    let changed = false;
    for (let next = await this.pictures.next(); next; next = await this.pictures.next()) {
      const end = await this.#send(next);
      if (end !== "kept" && "trouble" in end) return { next: "wait", changed, ...end };
      if (end === "kept") await this.pictures.confirm(next.sha);
      else await this.pictures.refuse(next.sha, end.refused);
      changed = true;
      onSent();
    }
    return { next: "rest", changed };
  }

  async #send(picture: Picture): Promise<Exclude<Step, { offset: number }>> {
    let step = await this.#ask(picture);
    let furthest = -1;
    let vain = 0;
    while (step !== "kept" && "offset" in step) {
      vain = step.offset > furthest ? 0 : vain + 1;
      if (vain > PATIENCE) return { trouble: "rejected" };
      furthest = Math.max(furthest, step.offset);
      step = await this.#put(picture, step.offset);
    }
    return step;
  }

  /** Whether it is there already, or how much of it. */
  async #ask({ sha, bytes }: Picture): Promise<Step> {
    const response = await this.#fetch(sha, { method: "HEAD" });
    if (!response) return { trouble: "offline" };
    const { status, headers } = response;
    // A captive portal says 200 too, but not what it is.
    if (status === 200) return headers.get("ETag")?.includes(sha) ? "kept" : { trouble: "offline" };
    const offset = headers.get("Upload-Offset");
    if (status === 404 && offset !== null) return { offset: within(Number(offset), bytes) };
    return this.#trouble(response);
  }

  async #put(picture: Picture, offset: number): Promise<Step> {
    const { sha, type, bytes } = picture;
    const end = Math.min(offset + PIECE, bytes.byteLength);
    const headers = {
      ...{ "Content-Type": type, "Content-Range": `bytes ${offset}-${end - 1}/${bytes.byteLength}` },
      ...{ "X-Fieldapp": "1", "X-User": this.means.user },
    };
    const response = await this.#fetch(sha, { method: "PUT", headers, body: bytes.slice(offset, end) });
    if (!response) return { trouble: "offline" };
    const { status, body } = response;
    if (status === 201) return body?.sha === sha ? "kept" : { trouble: "offline" };
    if (status === 202 && Number.isInteger(body?.offset)) return { offset: within(body.offset, bytes) };
    const complaint = asComplaint(body);
    if (complaint?.error === "offset") return { offset: within(Number(body.offset), bytes) };
    if (complaint?.error === "wrong_hash") return (await nameOf(bytes)) === sha ? { offset: 0 } : { refused: DAMAGED };
    // In the server's own words only: a proxy's stray 413 is no fault of the photo.
    if (complaint && [400, 413, 415].includes(status)) return { refused: complaint.message ?? complaint.error };
    return this.#trouble(response);
  }

  #trouble({ status, headers, body }: Heard): Step {
    // Not ours: someone on the way answers for the server.
    if (status < 400) return { trouble: "offline" };
    if (status === 401) return { trouble: "sign_in" };
    if (asComplaint(body)?.error === "wrong_user") return { trouble: "wrong_user" };
    const pause = retryAfter(headers, this.means.now());
    if (status === 429 || status >= 500) return { trouble: "busy", ...(pause === undefined ? {} : { retryAfter: pause }) };
    return { trouble: "rejected" };
  }

  async #fetch(sha: string, init: RequestInit): Promise<Heard | null> {
    try {
      const fixed: RequestInit = { credentials: "same-origin", cache: "no-store", redirect: "error" };
      const response = await this.means.fetch(`/blobs/${sha}`, { ...fixed, ...init, signal: AbortSignal.timeout(DEADLINE) });
      return { status: response.status, headers: response.headers, body: parse(await response.text()) };
    } catch {
      return null;
    }
  }
}

interface Heard {
  status: number;
  headers: Headers;
  body: any;
}

/** An offset that leaves something to send. */
function within(offset: number, { byteLength }: ArrayBuffer): number {
  return Number.isInteger(offset) && offset >= 0 && offset < byteLength ? offset : 0;
}
