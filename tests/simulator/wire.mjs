// The other process, asked and waited for: nothing else happens meanwhile, so that a story can be told again.
import { readSync, writeSync } from "node:fs";

const chunk = Buffer.alloc(1 << 16);
let rest = Buffer.alloc(0);

export function tell(message) {
  const bytes = Buffer.from(JSON.stringify(message) + "\n");
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

export function ask(command) {
  tell(command);
  const answer = JSON.parse(line());
  if (answer.raised) throw new Error(`the server, at “${command.do}”: ${answer.raised}`);
  return answer;
}

function line() {
  const parts = [rest];
  for (let end = rest.indexOf(10); ; ) {
    if (end >= 0) {
      const last = parts.pop();
      rest = last.subarray(end + 1);
      return Buffer.concat([...parts, last.subarray(0, end)]).toString();
    }
    const read = readSync(0, chunk, 0, chunk.length, null);
    if (read === 0) throw new Error("the server has gone");
    const part = Buffer.from(chunk.subarray(0, read));
    parts.push(part);
    end = part.indexOf(10);
  }
}
