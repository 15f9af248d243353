// Stand-ins for the compiled rules: just enough verbs to see an overlay come and go.
class Outcome extends Error {
  constructor(code, message) {
    super(message);
    Object.assign(this, { code });
  }
}
export class Held extends Outcome {}
export class Refused extends Outcome {}

function addNote(op, world) {
  world.document(op.target).notes.push({ op: op.id, text: op.args.text });
}

function completeStep(op, world) {
  const step = world.document(op.target).steps.find(({ key }) => key === op.args.step);
  if (!step) throw new Refused("invalid", "There is no such step.");
  if (step.state === "done") return "Done already.";
  if (op.args.evidence.outgoing === "WRONG") throw new Held("disputed", "This is another machine.");
  Object.assign(step, { state: "done", op: op.id });
}

function createJob(op, world) {
  world.create({ id: op.target, notes: [], steps: [], tag: op.args.tag });
}

const text = { type: "text", required: true, most: 4000 };
const roles = ["technician"];

export const rules = {
  kinds: {
    "note.add": { verb: addNote, fact: true, roles, makes: false, v: 1, args: { text } },
    "step.complete": {
      ...{ verb: completeStep, fact: true, roles, makes: false, v: 1 },
      args: { step: text, evidence: { type: "map", default: {} } },
    },
    "job.create": { verb: createJob, fact: false, roles, makes: true, v: 1, args: { tag: { type: "text" } } },
  },
  workflows: {},
  reads: (op) => [op.target],
  reads_more: () => [],
  keys_of_operation: () => [],
  keys_of_document: (body) => (body.tag ? [`tag:${body.tag}`] : []),
  ...{ Held, Refused },
};
