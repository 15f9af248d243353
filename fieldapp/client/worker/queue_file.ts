/** A queue as a file: what waits, as text, and a signature that only this phone and the server can make. */

export interface QueueFile {
  fieldapp_queue: 1;
  /** JSON text; signed as it stands. */
  queue: string;
  /** HMAC-SHA256 of the text in hexadecimal digits; absent where the server has given no key yet. */
  signature?: string;
}

export async function queueFile(said: object, key: string | null): Promise<QueueFile> {
  const queue = JSON.stringify(said);
  return { fieldapp_queue: 1, queue, ...(key ? { signature: await sign(queue, key) } : {}) };
}

async function sign(text: string, key: string): Promise<string> {
  const bytes = (one: string) => new TextEncoder().encode(one);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", bytes(key), algorithm, false, ["sign"]);
  const made = new Uint8Array(await crypto.subtle.sign("HMAC", imported, bytes(text)));
  return [...made].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
