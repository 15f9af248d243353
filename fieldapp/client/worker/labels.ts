/** GET /labels/<tag>.svg: the picture on a machine's label, drawn here so that it prints offline. */

import type { App } from "./app";
import { qr } from "./qr";

const QUIET = 4;

export async function labelPicture(app: App, _: Request, url: URL): Promise<Response> {
  const tag = decodeURIComponent(url.pathname.slice("/labels/".length, -".svg".length));
  const base = (await app.session())?.profile.public_url ?? url.origin;
  const modules = tag.length <= 64 ? qr(`${base.replace(/\/$/, "")}/A/${tag}`.toUpperCase()) : null;
  if (!modules) return new Response("", { status: 404 });
  return new Response(svg(modules), { headers: { "Content-Type": "image/svg+xml", "Cache-Control": "no-cache" } });
}

/** One unit a module, with the quiet zone that readers need. */
export function svg(modules: boolean[][]): string {
  const size = modules.length + 2 * QUIET;
  const runs = modules.flatMap((row, y) =>
    [...row.map((dark) => (dark ? "1" : "0")).join("").matchAll(/1+/g)].map(
      ({ index, 0: run }) => `M${index + QUIET} ${y + QUIET}h${run.length}v1h-${run.length}z`,
    ),
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${runs.join("")}"/></svg>`
  );
}
