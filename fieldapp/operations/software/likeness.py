"""Like for like: the software of the old machine and of the new one, and what was decided about the differences."""

from fieldapp.documents import Named, SoftwareDecided
from fieldapp.operations.guards import live_job, object_unless_decided
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.software.packages import DIFFERENCES, compare

PORTABLE = True

# The step of that name, in whatever workflow, ends with all differences decided.
STEP = "software"
CHOICES = ["accepted", "planned", "explained"]
LONGEST = 400
MOST = 6000


def decide(op, world):
    """Differences are accepted, planned, or explained. Each is named with what it was: ``newer firefox``."""
    job = live_job(op, world)
    if op.args.choice not in CHOICES:
        raise Refused("invalid", "Say whether they are accepted, planned or explained.")
    note = (op.args.note or "").strip()
    if op.args.choice != "accepted" and not note:
        ask = "when it will be done, and by whom" if op.args.choice == "planned" else "why it is right so"
        raise Refused("invalid", f"Say {ask}.")
    packages = named(op.args.packages)
    known = decisions(job)
    if all(is_decided(known, key, packages[key], op.args.choice, note) for key in packages):
        return "That was decided so already."
    by = Named(id=world.actor.id, name=world.actor.name)
    decided = SoftwareDecided(op=op.id, by=by, at=world.at, choice=op.args.choice, note=note, packages=packages)
    # A phone may hold the job from before there was such a list.
    job.software = [*(job.software or []), decided]


def named(packages):
    """``{key: what}`` of what the form names."""
    found = {}
    for one in packages:
        if not isinstance(one, str) or len(one) > LONGEST:
            raise Refused("invalid", "One of the programs can't be understood. Open the page again.")
        what, _, key = one.partition(" ")
        if what not in DIFFERENCES or key.strip() == "":
            raise Refused("invalid", "One of the programs can't be understood. Open the page again.")
        found[key] = what
    if len(found) == 0:
        raise Refused("invalid", "Choose the programs that you mean.")
    if len(found) > MOST:
        raise Refused("invalid", f"At most {MOST} programs at once.")
    return found


def decisions(job):
    """``{key: {what, choice, note, by, at}}``, of each package the newest."""
    found: dict[str, dict] = {}
    for one in job.software or []:
        for key, what in one.packages.items():
            if key not in found or found[key]["at"] <= one.at:
                found[key] = {"what": what, "choice": one.choice, "note": one.note, "at": one.at}
    return found


def is_decided(known, key, what, choice, note):
    one = known.get(key)
    return one is not None and one["what"] == what and one["choice"] == choice and one["note"] == note


def like_for_like(job, step, world):
    """The step ends when every difference is decided, where there is a list of both machines."""
    if step.key != STEP:
        return
    left = undecided(job, world)
    if left > 0:
        counted = "1 difference" if left == 1 else f"{left} differences"
        sentence = f"{counted} between the software of the old machine and the new one must be accepted, planned or explained first."
        object_unless_decided(world, "disputed", sentence)


def undecided(job, world):
    """How many differences nobody has decided; 0 where a list is missing."""
    lists = [list_of(job, role, world) for role in ["outgoing", "incoming"]]
    if lists[0] is None or lists[1] is None:
        return 0
    known = decisions(job)
    rows = [row for row in compare(lists[0], lists[1]) if row["what"] != "same"]
    return len([row for row in rows if row["key"] not in known or known[row["key"]]["what"] != row["what"]])


def list_of(job, role, world):
    machine = job.assets.get(role)
    found = world.document("software:" + machine.id) if machine is not None else None
    if found is None or len(found.packages) == 0:
        return None
    return [[one.name, one.version, one.publisher] for one in found.packages]
