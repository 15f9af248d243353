// What people do with their phones, on what these show them.

const { derive } = await import(process.env.CLIENT);
const TEXTS = ["Something to know", "Half a surrogate \ud800 pair", "Größe 5 µm, 漢字, \u{1F600}"];
/** By the ids of operations that prove nothing: the arguments that they should have had. */
const RIGHT = new Map();
export const POISON = "ENDS THE PROCESS";

/** How often each is done. */
export const DEEDS = {
  next: 30, any: 8, undo: 6, afterwards: 6, note: 8, time: 5, void: 3, hold: 2, clear: 3, skip: 2, handOver: 3, create: 4, scan: 2,
  cancel: 0.5, decide: 3, future: 0.5, unknown: 0.5, poison: 1.5, photo: 2, wrong: 1, aPart: 1,
}; // prettier-ignore

/** An operation that `actor` might do now, as the form would make it; null where there is nothing to do it on. */
export async function think(name, { view, actor, dice, makeId, at, last, phone, on }) {
  const jobs = (await view.all("job")).sort((a, b) => (a.id < b.id ? -1 : 1));
  // Most of the work is on few jobs, so that some are finished.
  const some = jobs.length ? jobs[dice.is(0.6) ? 0 : dice.upTo(jobs.length)] : null;
  const job = jobs.find(({ id }) => id === on) ?? some;
  const told = await DOING[name]({ view, actor, dice, makeId, job, jobs, phone });
  if (!told) return null;
  const seen = [last, job?.notes.at(-1)?.op, job?.times.at(-1)?.op, job?.steps.findLast(({ op }) => op)?.op].filter(Boolean);
  const after = seen.length && dice.is(0.25) ? [dice.one(seen)] : [];
  return { id: makeId(), v: 1, target: job?.id, expect: {}, after, at, ...told };
}

const onJob = (make) => (about) => (about.job ? make(about) : null);

const DOING = {
  next: onJob(({ job, jobs, dice }) => {
    const open = job.current_step ? job : (jobs.find(({ current_step }) => current_step) ?? job);
    return { target: open.id, ...aStep(open, open.current_step ?? open.steps.at(-1).key, dice) };
  }),
  any: onJob(({ job, dice }) => aStep(job, dice.one(job.steps).key, dice)),
  undo: onJob(({ job }) => {
    const step = job.steps.findLast(({ state }) => state !== "todo") ?? job.steps[0];
    return { kind: "step.undo", args: { step: step.key, reason: "Mistake" }, expect: { op: step.op } };
  }),
  /** A job is closed, and someone has still something to do with it. */
  afterwards: onJob((about) => {
    const closed = about.jobs.find(({ state }) => state === "closed");
    if (!closed) return null;
    const told = DOING[about.dice.one(["note", "time", "undo", "any", "void"])]({ ...about, job: closed });
    return told && { target: closed.id, ...told };
  }),
  skip: onJob(({ job, dice }) => ({ kind: "step.skip", args: { step: dice.one(job.steps).key, reason: "Not here" } })),
  note: onJob(({ dice }) => ({ kind: "note.add", args: { text: dice.one(TEXTS) } })),
  poison: onJob(() => ({ kind: "note.add", args: { text: POISON } })),
  future: onJob(() => ({ kind: "note.add", v: 2, args: { words: "From a newer app" } })),
  unknown: onJob(() => ({ kind: "drone.send", args: { height: 3 } })),
  /** It is kept before it is named, and sent after it. */
  photo: onJob(async ({ phone, dice }) => {
    const photos = [await phone.keep(aPicture(dice))];
    return { kind: "note.add", args: { text: "As seen", photos } };
  }),
  /** It proves nothing: a case for a supervisor. */
  wrong: onJob(({ job, jobs, dice, makeId }) => {
    const isNext = ({ current_step, steps }) => steps.find(({ key }) => key === current_step)?.needs.some(({ kind }) => kind === "scan");
    const one = isNext(job) ? job : jobs.find(isNext);
    if (!one) return null;
    const id = makeId();
    const { args } = aStep(one, one.current_step, dice);
    const { name, asset } = one.steps.find(({ key }) => key === one.current_step).needs.find(({ kind }) => kind === "scan");
    RIGHT.set(id, { ...args, evidence: { ...args.evidence, [name]: one.assets[asset]?.tag } });
    return { id, target: one.id, kind: "step.complete", args: { ...args, evidence: { ...args.evidence, [name]: "WRONG" } } };
  }),
  /** One of the parts of a step that has some. */
  aPart: onJob(({ job, jobs, dice }) => {
    const one = job.steps.some(({ parts }) => parts.length) ? job : jobs.find(({ steps }) => steps.some(({ parts }) => parts.length));
    const step = one?.steps.find(({ parts }) => parts.length);
    if (!step) return null;
    const { key } = step.parts.find(({ state }) => state === "todo") ?? dice.one(step.parts);
    const evidence = Object.fromEntries(step.needs.filter(({ part }) => part === key).flatMap((need) => answered(one, need, dice)));
    return { target: one.id, kind: "step.complete", args: { step: step.key, evidence }, expect: { state: step.state, op: step.op } };
  }),
  undoLast: onJob(({ jobs }) => {
    const job = jobs.findLast(({ state }) => state === "closed");
    const step = job?.steps.at(-1);
    return step ? { target: job.id, kind: "step.undo", args: { step: step.key, reason: "Not yet" }, expect: { op: step.op } } : null;
  }),
  redoLast: onJob(({ jobs, dice }) => {
    const job = jobs.findLast(({ kind, steps }) => kind !== "refresh" && steps.at(-2).state === "done");
    return job ? { target: job.id, ...aStep(job, job.steps.at(-1).key, dice) } : null;
  }),
  time: onJob(({ dice }) => ({ kind: "time.add", args: { minutes: 7 + 11 * dice.upTo(6) } })),
  void: onJob(({ job, dice }) => {
    const entry = [...job.times, ...job.notes].at(-1 - dice.upTo(2));
    return entry ? { kind: "entry.void", args: { op: entry.op, reason: "Twice" } } : null;
  }),
  hold: onJob(() => ({ kind: "hold.set", args: { reason: "Away", until: "2027-01-01" } })),
  clear: onJob(({ job }) => (job.hold ? { kind: "hold.clear", args: { hold: job.hold.id } } : null)),
  handOver: onJob(({ job, dice }) => {
    const expect = { assignee: job.assignee?.op ?? null };
    return { kind: "job.assign", args: { to: dice.one(["1", "2"]), note: "Yours" }, expect };
  }),
  cancel: onJob(() => ({ kind: "job.cancel", args: { reason: "Called off" } })),
  scan: async ({ view, dice }) => {
    const assets = await view.all("asset");
    if (!assets.length) return null;
    const { id, tag } = dice.one(assets.sort((a, b) => (a.id < b.id ? -1 : 1)));
    return { kind: "asset.scan", target: id, args: { tag } };
  },
  create: async ({ view, dice, makeId }) => {
    const free = (await view.all("asset")).filter(({ jobs }) => !jobs.length).map(({ id }) => id.slice(6)).sort();
    return free.length ? newJob(makeId(), dice.one(["wipe", "wipe", "cascade", "refresh"]), dice.one(free)) : null;
  },
  decide: async ({ view, actor, dice }) => {
    const open = (await view.all("case")).filter(({ state }) => state === "open").map(({ id }) => id).sort();
    return open.length && actor.roles.includes("supervisor") ? aDecision(dice.one(open), dice) : null;
  },
};

export function newJob(id, kind, machine) {
  const role = kind === "refresh" ? "outgoing" : "machine";
  const person = kind === "wipe" ? {} : { person: "jo" };
  return { id, kind: "job.create", target: `job:${derive(id, "job")}`, args: { kind, assets: { [role]: machine }, ...person } };
}

export function aDecision(target, dice) {
  const kind = dice.one(["case.apply", "case.apply", "case.dismiss", "case.amend"]);
  const amended = kind === "case.amend" ? { args: RIGHT.get(target.slice(5)) ?? { text: "Rather this" } } : {};
  return { kind, target, args: { reason: "As I see it", ...amended } };
}

function aStep(job, key, dice) {
  const step = job.steps.find((one) => one.key === key);
  const evidence = Object.fromEntries(step.needs.flatMap((need) => answered(job, need, dice)));
  return { kind: "step.complete", args: { step: key, evidence }, expect: { state: step.state, op: step.op } };
}

/** What proves it: mostly the first choice and the booked machine, sometimes not. */
function answered(job, { name, kind, asset, choices, required, when, serial }, dice) {
  if (!required || Object.keys(when ?? {}).length) return [];
  if (kind === "drives") return [[name, [{ serial: `D-${job.id.slice(-6)}`, result: dice.is(0.9) ? "ok" : dice.one(["failed", "destroyed"]) }]]];
  if (serial && job.assets[asset]?.serial && dice.is(0.95)) return [[name, job.assets[asset].serial]];
  if (kind === "scan") return [[name, dice.is(0.95) ? (job.assets[asset]?.tag ?? "NOT-YET") : "WRONG"]];
  if (kind === "new_asset") return [[name, { tag: `NEW-${job.id.slice(-6)}`, serial: `NS-${job.id.slice(-6)}` }]];
  if (kind === "choice") return [[name, dice.is(0.9) ? choices[0] : dice.one(choices)]];
  if (kind === "time") return [[name, "2026-12-01T09:00:00.000Z"]];
  return [[name, kind === "yes" ? true : "Jo Bell"]];
}

/** A JPEG by its first bytes, of one piece or of several. */
function aPicture(dice) {
  const bytes = new Uint8Array(dice.one([900, 70_000, 150_000])).fill(dice.upTo(256));
  bytes.set([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 8 }, () => dice.upTo(256))]);
  return bytes.buffer;
}
