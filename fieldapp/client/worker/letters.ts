/** What pages ask of the worker by message, and what they get back. */

import type { App } from "./app";
import type { Reason } from "./schedule";
import { version } from "./settings";
import { fetchLater } from "./statics";

declare const self: ServiceWorkerGlobalScope;

type Letter = { type: string; [more: string]: any };

export async function hear(app: App, event: ExtendableMessageEvent): Promise<void> {
  const letter = event.data as Letter;
  const answer = LETTERS[letter?.type];
  if (!answer) return;
  const reply = await answer(app, letter).catch((error) => {
    console.error(error);
    return { failed: true };
  });
  event.ports[0]?.postMessage(reply ?? {});
  // The letter is answered; what it set off goes on, and keeps the worker alive.
  const reason = SETS_OFF[letter.type];
  if (reason) await app.sync(reason);
}

const SETS_OFF: { [type: string]: Reason } = { hello: "launch", "sign-in": "user" };

const LETTERS: { [type: string]: (app: App, letter: Letter) => Promise<object | void> } = {
  /** A page is there. The first one that the server rendered makes its user known here. */
  async hello(app) {
    if (!(await app.session())) await app.meet();
    const session = await app.session();
    return { version, user: session?.profile.id ?? null, trouble: session?.schedule.trouble ?? null };
  },

  /** Someone has just signed in, perhaps someone else. */
  async "sign-in"(app) {
    const session = await app.welcome();
    return session ? { user: session.profile.id, ...(await app.progress(session.phone)) } : { user: null };
  },

  async sync(app, { reason }) {
    await app.haveLeft();
    const round = await app.sync(reason);
    return { trouble: round?.trouble ?? null };
  },

  async progress(app) {
    const session = await app.session();
    return session ? await app.progress(session.phone) : { ready: false, loaded: 0, total: null };
  },

  async waiting(app) {
    const phone = (await app.session())?.phone;
    return { waiting: (await phone?.outbox.waiting()) ?? 0, photos: (await phone?.pictures.waiting()) ?? 0 };
  },

  async "sign-out"(app) {
    await app.leave();
  },

  async export(app) {
    return (await (await app.session())?.phone.export()) ?? {};
  },

  async scanner() {
    await fetchLater();
  },

  async "skip-waiting"() {
    await self.skipWaiting();
  },
};
