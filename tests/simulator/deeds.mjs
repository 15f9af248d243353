// What people do with their phones, on what these show them.

const { derive } = await import(process.env.CLIENT);
const TEXTS = ["Something to know", "Half a surrogate \ud800 pair", "Größe 5 µm, 漢字, \u{1F600}"];
export const POISON = "ENDS THE PROCESS";

/** How often each is done. */
export const DEEDS = {
  next: 30, any: 8, undo: 6, afterwards: 6, note: 8, time: 5, void: 3, hold: 2, clear: 3, skip: 2, handOver: 3, create: 4, scan: 2,
  cancel: 0.5, decide: 3, future: 0.5, unknown: 0.5, poison: 1.5,
}; // prettier-ignore

/** An operation that `actor` might do now, as the form would make it; null where there is nothing to do it on. */
export async function think(name, { view, actor, dice, makeId, at, last }) {
  const jobs = (await view.all("job")).sort((a, b) => (a.id < b.id ? -1 : 1));
  // Most of the work is on few jobs, so that some are finished.
  const job = jobs.length ? jobs[dice.is(0.6) ? 0 : dice.upTo(jobs.length)] : null;
  const told = await DOING[name]({ view, actor, dice, makeId, job, jobs });
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
  future: onJob(() => ({ kind: "note.add", v: 2, args: { text: "From a newer app" } })),
  unknown: onJob(() => ({ kind: "drone.send", args: { height: 3 } })),
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
  const kind = dice.one(["case.apply", "case.apply", "case.dismiss"]);
  return { kind, target, args: { reason: "As I see it" } };
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
