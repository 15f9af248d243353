"""A supervisor defines a kind of job from steps. What is defined stays: jobs finish by the version that they began with.

On the server only: a workflow is data that phones get by the feed.
"""

import re
from collections.abc import Iterator

import msgspec

from fieldapp.documents import Named, key_of
from fieldapp.documents.workflow import OwnWorkflow, Version
from fieldapp.operations.guards import FLOOR, words
from fieldapp.operations.jobs.own_kinds import kind_of
from fieldapp.operations.money.issuing import SERIES
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.work.benching import USUAL
from fieldapp.workflows.frame import Workflow
from fieldapp.workflows.own import as_data

KEY = "abcdefghijklmnopqrstuvwxyz0123456789-"
MOST_STEPS = 30
# Bytes of a definition as JSON: phones carry every version. The longest of the program's own has 12,000.
LARGEST = 64 * 1024
# What steps, parts, proofs, machines and people are called by. Phones look them up among an object's own words, which these must not be.
NAME = re.compile(r"(?!constructor$)(?=.*[a-z])[a-z0-9][a-z0-9_-]{0,79}")
NEEDS = ("scan", "new_asset", "text", "number", "yes", "time", "choice", "photo", "signature", "drives")
HOLDERS = ("actor", "person", "mailroom", "receiving", "store", "supplier", "gone")
RULES = ("transactions", "time")
ORDERS = (None, "place", "receive", "prepare")


def define(op, world):
    """One more version of the workflow, or its first. A decision."""
    key = key_of(op.target)
    _named(op, key)
    found = world.document(op.target)
    if found is not None and not {one.id for one in found.sites} <= set(world.actor.sites):
        raise Refused("forbidden", "It is used at other supervisors' sites, too: define one of your own.")
    sites = _sites(op, world)
    _keep_sites(found, op)
    holder = world.find(f"workflow-title:{op.args.title.strip().lower()}")
    if holder not in (None, op.target):
        raise Refused("not_allowed", f"There is a workflow called “{op.args.title.strip()}” already.")
    versions = found.versions if found is not None else []
    workflow = _workflow(op, kind_of(key, len(versions) + 1))
    check(workflow)
    _priced(workflow, sites, world)
    one = found or world.create(OwnWorkflow(id=op.target, title="", sites=[]))
    one.title, one.offered = workflow.title, op.args.offered
    one.sites = [Named(id=key_of(site.id), name=site.name) for site in sites]
    by = Named(id=world.actor.id, name=world.actor.name)
    one.versions.append(Version(op=op.id, by=by, at=world.at, definition=as_data(workflow)))


def _named(op, key: str) -> None:
    if not op.target.startswith("workflow:"):
        raise Refused("invalid", "This is done to a workflow.")
    if not 2 <= len(key) <= 40 or not set(key) <= set(KEY):
        raise Refused("invalid", "A workflow's key has 2 to 40 small letters, digits and hyphens.")


def _keep_sites(found, op) -> None:
    """Phones of a site have a workflow for as long as the site is named: open jobs there are worked by it."""
    for site in found.sites if found is not None else []:
        if site.id not in op.args.sites:
            told = f"Jobs at {site.name} may still need it. Leave the site in, or offer the workflow no longer."
            raise Refused("not_allowed", told)


def _sites(op, world):
    """The sites that will have it: the supervisor's own."""
    wanted = list(dict.fromkeys(op.args.sites))
    if not wanted:
        raise Refused("invalid", "Say at which sites it is used.")
    if not set(wanted) <= set(world.actor.sites):
        raise Refused("forbidden", "A workflow is defined for your own sites.")
    return [world.document(f"site:{one}") for one in wanted]


def _workflow(op, kind: str) -> Workflow:
    told = msgspec.to_builtins(op.args) | {"kind": kind, "title": op.args.title.strip()}
    told = {name: value for name, value in told.items() if name in Workflow.__struct_fields__}
    try:
        return msgspec.convert(told, Workflow)
    except msgspec.ValidationError as error:
        raise Refused("invalid", f"The workflow can't be read: {error}.") from error


def check(workflow: Workflow) -> None:
    """Whether a job can be worked by it from its beginning to its end."""
    words(workflow.title, "Give the workflow a name.")
    if len(msgspec.json.encode(workflow)) > LARGEST:
        raise Refused("invalid", f"A workflow has at most {LARGEST // 1024} KiB: say it in fewer steps and shorter texts.")
    prefix = workflow.prefix
    if not (1 <= len(prefix) <= 3 and prefix.isascii() and prefix.isalpha() and prefix.isupper()):
        raise Refused("invalid", "Its jobs' numbers begin with one to three capital letters, like LL.")
    if prefix == SERIES:
        raise Refused("invalid", f"{prefix} is for invoices, which are numbered without a gap. Choose other letters.")
    if not 1 <= len(workflow.steps) <= MOST_STEPS:
        raise Refused("invalid", f"A workflow has 1 to {MOST_STEPS} steps.")
    for role, spec in workflow.assets.items():
        words(spec.title, f"Say what the machine “{role}” is called.")
    if not workflow.person and not any(one.given for one in workflow.assets.values()):
        raise Refused("invalid", "It is for a person, or for a machine: a job needs a place.")
    for name in _names(workflow):
        if not NAME.fullmatch(name):
            told = f"“{name[:40]}” can't be a key: one has at most 80 small letters, digits, hyphens and underscores, and begins with a letter or digit."
            raise Refused("invalid", told)
    keys = [key for step in workflow.steps for key in (step.key, *(part.key for part in step.parts))]
    for key in keys:
        if not key or keys.count(key) > 1:
            raise Refused("invalid", f"Two steps have the key “{key}”: each has one of its own.")
    for step in workflow.steps:
        _step(workflow, step, keys)
    _acyclic(workflow)


def _names(workflow: Workflow) -> Iterator[str]:
    """All that something is looked up by."""
    yield from (*workflow.assets, *workflow.people)
    for step in workflow.steps:
        parts = step.parts
        effects = [*step.effects, *(effect for part in parts for effect in part.effects)]
        yield from (step.key, *(part.key for part in parts), *(need.name for need in step.needs))
        yield from (*step.requires, *step.stops, *step.unless)
        for one in [*step.needs, *effects]:
            yield from one.when


def _step(workflow: Workflow, step, keys: list[str]) -> None:
    title = words(step.title, "Every step has a name.")
    if step.role not in FLOOR:
        raise Refused("invalid", f"“{title}” is done by one of: {', '.join(FLOOR)}.")
    if step.order not in ORDERS:
        raise Refused("invalid", f"“{title}”: an order is placed, received or prepared.")
    for key in (*step.after, *(one for part in step.parts for one in part.after)):
        if key not in keys:
            raise Refused("invalid", f"“{title}” comes after “{key}”, and there is no such step.")
    _proofs(workflow, step, title)
    effects = [*step.effects, *(effect for part in step.parts for effect in part.effects)]
    for effect in effects:
        _role(workflow, effect.asset, title)
        if effect.holder not in (None, *HOLDERS, *workflow.people):
            raise Refused("invalid", f"“{title}” hands a machine to nobody known: “{effect.holder}”.")
        if effect.holder == "person" and not workflow.person:
            raise Refused("invalid", f"“{title}” delivers to a person, and the job has none.")
    for role in [*step.requires, step.wipes, step.verifies, step.processes, step.reimages]:
        if role is not None:
            _role(workflow, role, title)
    for role, runs in (pair for act in (step, *step.parts) for pair in act.bench.items()):
        _role(workflow, role, title)
        if not set(runs) <= set(USUAL):
            raise Refused("invalid", f"“{title}”: on the bench runs one of {', '.join(USUAL)}.")


def _proofs(workflow: Workflow, step, title: str) -> None:
    names = {need.name: need for need in step.needs}
    if len(names) < len(step.needs):
        raise Refused("invalid", f"“{title}” asks for two things of the same name.")
    parts = [None, *(part.key for part in step.parts)]
    for need in step.needs:
        if need.kind not in NEEDS:
            raise Refused("invalid", f"“{title}”: nothing is proved by “{need.kind}”. Choose one of {', '.join(NEEDS)}.")
        if not need.name or need.part not in parts:
            raise Refused("invalid", f"“{title}”: each proof has a name, and a part that the step has.")
        if need.kind == "choice" and len(need.choices) < 2:
            raise Refused("invalid", f"“{title}”: a choice has two answers or more.")
        if need.kind in ("scan", "new_asset"):
            _role(workflow, need.asset, title)
    for name, stops in step.stops.items():
        if name not in names or not set(stops) <= set(names[name].choices[1:]):
            raise Refused("invalid", f"“{title}” is stopped by an answer that it does not have.")
    if step.schedules is not None and (step.schedules not in names or names[step.schedules].kind != "time"):
        raise Refused("invalid", f"“{title}” sets the appointment by a day and time that it asks for.")


def _role(workflow: Workflow, role: str | None, title: str) -> None:
    if role not in workflow.assets:
        raise Refused("invalid", f"“{title}” is about a machine that the job does not have: “{role}”.")


def _acyclic(workflow: Workflow) -> None:
    """Every step and part can have its turn: none waits, by however many others, for itself. A step is done when its parts are."""
    left = {}
    for step in workflow.steps:
        left |= {part.key: [*part.after, *step.after] for part in step.parts}
        left[step.key] = [*step.after, *(part.key for part in step.parts)]
    while ready := [key for key, after in left.items() if not set(after) & set(left)]:
        for key in ready:
            del left[key]
    if left:
        title = next(step.title for step in workflow.steps if step.key in left)
        raise Refused("invalid", f"“{title}” would wait for itself: its turn would never come.")


def _priced(workflow: Workflow, sites, world) -> None:
    """It is billed by time, or by transaction types that the contracts of its sites have."""
    for bill in workflow.bills:
        if bill.rule not in RULES:
            raise Refused("invalid", f"Nothing is billed by “{bill.rule}”: by transactions, or by time.")
        for site in sites if bill.rule == "transactions" else []:
            terms = world.document(f"contract:{site.contract}") if site.contract else None
            if terms is None or bill.type not in terms.types:
                raise Refused("invalid", f"The contract of {site.name} has no transaction type “{bill.type}”.")
