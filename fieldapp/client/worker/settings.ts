/** What the build knows and the worker must. esbuild puts the values in. */

declare const __VERSION__: string;
declare const __POLICY__: string;
declare const __PRECACHE__: string[];
declare const __LATER__: string[];
declare const __STATICS__: string;

export const version = __VERSION__;
/** Files without which no page is right. Their names hold their content's hash. */
export const precache = __PRECACHE__;
/** Large ones that only some phones need. */
export const later = __LATER__;
/** Changes with any of these files. */
export const statics = __STATICS__;

/** The page's Content-Security-Policy, as the server sends it. Only the scanner compiles WebAssembly. */
export function policy(path: string): string {
  return __POLICY__.replace("{wasm}", path.startsWith("/scan") ? " 'wasm-unsafe-eval'" : "");
}
