/* What runs in the page, on every page. It finds its elements by data attributes, never by class or
 * id (but for #page), so that templates and styles may change freely. Everything here is an extra:
 * with this script missing, the forms and links of the page still work.
 *
 * THE PAGE
 *   <script type="module" src="{{ static_url('page.js') }}"></script>     in <head>
 *   <body hx-boost:inherited="true" hx-target:inherited="#page" hx-select:inherited="#page"
 *         hx-select-oob:inherited="#head,#bar" hx-swap:inherited="outerHTML">
 *   htmx 4 is bundled in and configured here: no <meta name="htmx-config">, no htmx <script>. Inheritance is
 *   explicit (":inherited"). The worker always answers with the whole page; hx-select takes #page out of it,
 *   hx-select-oob whatever stands outside #page and changes (such as the bottom bar, by id). Back asks the
 *   worker again; <main id="page" hx-history-elt> makes it swap #page and what goes with it, for swapping
 *   the whole body would lose what hx-select-oob takes out. No hx-on, no js:, no [filters] in hx-trigger: they need eval.
 *   Links to /scan and away from it need hx-boost="false": only a real navigation takes on that page's
 *   Content-Security-Policy, and it switches the camera off.
 *
 * FORMS  <form method="post" action="/do/KIND" hx-post="/do/KIND">: the answer is the page named by `back`,
 *   with 200, or with 422 and here.problem. Put hx-disable="find button" on a form that must not be sent twice
 *   (a second submit with the same `op` is harmless).
 *   data-focus            gets the focus after a form was sent: the next step's heading (tabindex="-1"),
 *                         or the message of here.problem. The first one in the page wins.
 *   data-moment="8"       is taken away after 8 seconds (Undo).
 *
 * REFRESH  When the worker has news, the page is asked for again and morphed in: focus, scroll position,
 *   open <details> and elements with hx-morph-skip stay. While something is being typed, only data-status is
 *   replaced, and the rest follows when the form is empty again.
 *   data-local            on #page where the worker rendered it (here.worker): only such a page is refreshed.
 *   data-status           the one-line state under the title. Exactly one, with an id. #trouble beside it says what stands against sending.
 *   data-sync-now         a button: send and ask now (Queue's "Send now").
 *   data-pull             pull to refresh: its data-pull turns "pulling", "ready", "loading", then "";
 *                         the custom property --pull holds 0..1. Stands first in #page. Optional.
 *
 * FIRST RUN (/welcome, rendered by the server)
 *   data-progress         a <progress>: gets value and max while the first load runs (no max: not known).
 *   data-progress-text    gets "1,240 of 3,000", then "Ready".
 *   data-progress-done    hidden until the phone can be used: the link to /work.
 *   data-install          hidden until the browser offers installing; a click asks for it.
 *   data-install-ios      hidden unless this is Safari on iOS, in a tab: the picture of Share, Add to Home Screen.
 *   data-tab              hidden unless the app runs in a tab: "may be cleared by the browser; install it".
 *   data-storage          gets in words whether the phone has promised to keep what is stored.
 *
 *   data-sign-in          hidden until the server wants a new sign-in before it takes what waits: a link to /login.
 *
 * NEW VERSION
 *   data-update           hidden until a new version waits; a button [data-update-now] in it (or itself) takes it.
 *
 * SIGNING OUT
 *   <form method="post" action="/logout" data-sign-out>: asks first when something waits to be sent, and works
 *   offline too. data-sign-out-warning inside it, hidden until then, gets the warning; the second press signs out.
 *
 * EXPORT  data-export       a button: saves what waits on this phone as a file.
 *         data-export-told  gets in words what was saved, and what to do with it.
 * PRINT   data-print        a button: prints the page.
 *
 * PHOTOS  data-photo    on <input type="file">: what is chosen is made smaller, and loses where it was taken, before it is sent.
 *   data-sign="ID"        a <canvas hidden> before the file input of that id: shown, signed with a finger, and put into it.
 *   data-sign-again="ID"  a hidden button: wipes what was signed for the input of that id.
 *
 * SCAN (/scan; scan.js is loaded when data-scan is in the page)
 *   <div data-scan data-script="{{ static_url('scan.js') }}" data-reader="{{ static_url('decode.js') }}" data-wasm="{{ static_url('zxing_reader.wasm') }}">
 *                         data-scan="several" for a list: each code in view is taken, none is asked about.
 *   data-scan-video       <video playsinline muted>.
 *   data-scan-torch       a button, hidden where there is no torch; aria-pressed tells its state.
 *   data-scan-zoom        the same for looking closer.
 *   data-scan-picks       gets a button for each of several codes in view.
 *   data-scan-once-more   a button: its value is looked up as if it had been scanned.
 *   data-scan-message     gets words: what to point at, or why there is no camera. role="status".
 *   data-scan-form        <form action="/scan/answer" hx-get="/scan/answer" hx-target="#answer" hx-select=""
 *                         hx-select-oob="" hx-swap="innerHTML"> with <input name="code">: the typed entry, and how the camera's
 *                         find is sent as well. The answer is a fragment.
 *   data-scan-right, data-scan-wrong, data-scan-again   on the answer's outermost element: which tone and buzz.
 *   data-where            a hidden input: gets about where the phone is, of a user who allowed it by the checkbox
 *                         data-where-allowed (its value is the user's id). Empty for all others.
 *   data-scan-go          on a form in the answer: it is sent at once, so that a right scan leads back to its step.
 */

import htmx from "htmx.org";
import { find, onPage, reveal } from "./dom";
import { startFiles } from "./files";
import { startFocus } from "./focus";
import { startInstall, watchUpdates } from "./install";
import { ask, onNews, register, type News } from "./link";
import { readsAll } from "./formats";
import { startPhotos } from "./photos";
import { startPull } from "./pull";
import { refresh, refreshStatus, startRefresh } from "./refresh";
import { startSignOut } from "./signout";
import { startTiming } from "./timing";
import { startWhere } from "./where";
import { startWelcome } from "./welcome";

// <details> that someone opened stay open when the page is morphed.
htmx.config.morphIgnore = ["data-htmx-powered", "open", "data-expires", "data-pull"];
htmx.config.defaultTimeout = 45_000;
// Nothing here is animated by its id: waiting for such transitions would double the time to the next page.
htmx.config.defaultSettleDelay = 0;

function hear(news: News): void {
  if (news.type === "changed") void refresh();
  if (news.type !== "status") return;
  void refreshStatus();
  if (news.trouble !== undefined) reveal("sign-in", news.trouble === "sign_in");
}

/** Scanning takes code that no other page needs. */
async function startScanner(): Promise<void> {
  const { script } = find("scan")?.dataset ?? {};
  if (script) (await import(script)).start();
}

/** Where the platform reads no codes, the worker keeps a reader at hand before there is no network to fetch it. */
function keepReader(): void {
  setTimeout(async () => (await readsAll()) || (await ask("scanner")), 1500);
}

async function start(): Promise<void> {
  for (const begin of [startFocus, startRefresh, startTiming, startPull, startInstall, startSignOut, startFiles, startPhotos, startWhere]) begin();
  onNews(hear);
  onPage(() => void startScanner());
  const registration = await register();
  if (!registration) return await startWelcome();
  watchUpdates(registration);
  keepReader();
  if (find("progress")) return await startWelcome();
  const answer = await ask("hello");
  if (answer) reveal("sign-in", answer.trouble === "sign_in");
}

void start();
