// When it is calm every phone has what its user may see, nothing else, and nothing is left to send.

export async function evenly(story) {
  const aside = new Set();
  const faults = [];
  for (const { drawers } of story.handsets) {
    for (const drawer of drawers.values()) {
      for (const words of await uneven(story, drawer, aside)) faults.push(`${drawer.name}: ${words}`);
    }
  }
  const excused = [...story.excused, ...aside];
  return [...faults, ...(await photos(story)), ...story.ask("check", { promised: story.promised, excused }).faults];
}

async function uneven(story, { actor, tabs }, aside) {
  const { phone } = tabs[0];
  const truth = story.ask("projection", { user: actor.id });
  const entries = await phone.outbox.all();
  for (const { id, state } of entries) if (state === "aside") aside.add(id);
  const unsent = await phone.pictures.waiting();
  const photos = unsent ? [`${unsent} photos are still to be sent`] : [];
  return [...photos, ...(await documents(phone, truth)), ...(await scopes(phone, truth)), ...results(story, entries), ...(await shown(tabs, actor, truth))];
}

async function documents(phone, truth) {
  const held = await phone.db.read(["documents"], (tx) => tx.objectStore("documents").getAll());
  const here = new Map(held.map((one) => [one.id, one]));
  const faults = [];
  for (const id of new Set([...here.keys(), ...Object.keys(truth.documents)])) {
    const [mine, theirs] = [here.get(id), truth.documents[id]];
    if (!mine) faults.push(`${id} is missing`);
    else if (!theirs) faults.push(`${id} should not be here`);
    else if (mine.body !== JSON.stringify(theirs)) faults.push(`${id} is not the server's`);
    else if (mine.scopes.some((scope) => !truth.scopes[scope].ids.includes(id))) faults.push(`${id} is held by ${mine.scopes}`);
  }
  return faults;
}

async function scopes(phone, truth) {
  const held = Object.fromEntries((await phone.replica.scopes()).map((one) => [one.scope, one]));
  const faults = [];
  for (const scope of new Set([...Object.keys(held), ...Object.keys(truth.scopes)])) {
    const [mine, theirs] = [held[scope]?.version, truth.scopes[scope]?.version];
    if (mine !== theirs) faults.push(`${scope} is at ${mine}, the server at ${theirs}`);
    if (held[scope]?.staging) faults.push(`${scope} is still being staged`);
  }
  return faults;
}

/** Everything is answered, as the log answers it. */
function results(story, entries) {
  const { results: logged } = story.ask("results", { ids: entries.map(({ wire }) => wire) });
  const faults = [];
  for (const { id, wire, state, replay, result } of entries) {
    if (state === "aside") continue;
    const words = (one) => one && JSON.stringify([one.outcome, one.code, one.message, one.case, Object.entries(one.at ?? {})]);
    if (state !== "answered") faults.push(`${id} is ${state}`);
    else if (words(result) !== words(logged[wire])) faults.push(`${id}: heard ${words(result)}, logged ${words(logged[wire])}`);
    if (replay !== undefined) faults.push(`${id} is still shown as what may be`);
  }
  return faults;
}

/** What people see in any of their tabs is that, too. */
async function shown(tabs, actor, truth) {
  const faults = [];
  for (const { phone, name } of tabs) {
    const view = await phone.view(actor);
    for (const [id, body] of Object.entries(truth.documents)) {
      if (JSON.stringify(await view.document(id)) !== JSON.stringify(body)) faults.push(`${name} shows another ${id}`);
    }
  }
  return faults;
}

/** Each photo that something names is at the server, and was kept on its phone until it was. */
async function photos(story) {
  const named = Object.entries(story.promised).flatMap(([id, { operation }]) => (story.excused.has(id) ? [] : (operation.args.photos ?? [])));
  const { sound } = story.ask("photos", { names: named });
  return [...new Set(named)].filter((name) => !sound.includes(name) && !story.lost.has(name)).map((name) => `photo ${name} is lost`);
}
