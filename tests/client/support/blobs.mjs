// /blobs/<sha256> as docs/sync.md has it: pieces in order, whole or not at all.
import { createHash } from "node:crypto";

const json = (status, body, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
const shaOf = (bytes) => createHash("sha256").update(bytes).digest("hex");

export class Blobs {
  whole = new Map();
  parts = new Map();
  /** `PUT 0-65535`, `HEAD` … in the order in which they came. */
  requests = [];
  /** Set to answer instead: (method, sha, init) => Response | undefined, or throws: then nothing came through. */
  instead = () => undefined;

  async fetch(sha, { method, headers = {}, body }) {
    const range = /bytes (\d+)-(\d+)\/(\d+)/.exec(headers["Content-Range"] ?? "");
    this.requests.push(range ? `PUT ${range[1]}` : method);
    const other = await this.instead(method, sha, { headers, body });
    if (other) return other;
    if (method === "HEAD") return this.head(sha);
    const [first, total] = [Number(range[1]), Number(range[3])];
    const part = this.parts.get(sha) ?? Buffer.alloc(0);
    if (first > part.length) return json(409, { error: "offset", offset: part.length });
    const now = Buffer.concat([part.subarray(0, first), Buffer.from(body)]);
    this.parts.set(sha, now);
    if (now.length < total) return json(202, { offset: now.length });
    this.parts.delete(sha);
    if (shaOf(now) !== sha) return json(422, { error: "wrong_hash", message: "Not that." });
    this.whole.set(sha, now);
    return json(201, { sha });
  }

  head(sha) {
    if (this.whole.has(sha)) return new Response(null, { status: 200, headers: { ETag: `"${sha}"` } });
    return new Response(null, { status: 404, headers: { "Upload-Offset": String(this.parts.get(sha)?.length ?? 0) } });
  }
}
