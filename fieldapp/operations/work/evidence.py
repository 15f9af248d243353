"""What proves a step: each kind of need, and how an answer to it is judged."""

from fieldapp.labels.tags import clean_tag, is_misread
from fieldapp.operations.custody.signatures import check_signature
from fieldapp.operations.guards import is_moment, object_unless_decided
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.wiping.drives import check_drives
from fieldapp.operations.work.pictures import check_picture
from fieldapp.portable.natives import bare_code
from fieldapp.screens.codes import names_in

PORTABLE = True

TAG = "A tag has 1 to 64 characters, without blanks and none of / ? # % \\."


def same_asset(machine, scanned):
    """Whether ``scanned`` (a tag or a serial, as people type and makers print them) is that machine's."""
    own = [bare_code(machine.tag or ""), bare_code(machine.serial or "")]
    return any(bare_code(name) != "" and bare_code(name) in own for name in names_in(scanned))


def is_label_of(asset, scanned):
    """Whether ``scanned`` is the tag or serial of that machine, or of another label that is on it."""
    if asset is None:
        return False
    code = bare_code(scanned)
    # A phone may hold it from before machines had labels beside their first.
    more = [bare_code(label.tag) for label in asset.labels or [] if label.state == "live"]
    return same_asset(asset, scanned) or (code != "" and code in more)


def named(machine):
    """The machine as a sentence names it."""
    return f"{machine.tag} ({machine.model})" if machine.model else f"{machine.tag}"


def asked(need, evidence):
    """Whether the other answers make this one needed."""
    return all(evidence.get(name) == answer for name, answer in (need.when or {}).items())


def check(job, need, value, reason, world):
    """Judge one answer. Raises where it proves nothing; ``reason`` stands for “this is the machine here”."""
    if need.kind == "scan":
        check_scan(job, need, value, reason, world)
    elif need.kind == "new_asset":
        check_new_asset(value, world)
    elif need.kind == "choice":
        if value not in need.choices:
            raise Refused("invalid", f"{need.title}: choose one of {', '.join(need.choices)}.")
    elif need.kind == "yes":
        if value is not True and value != "yes":
            raise Refused("invalid", f"{need.title}: tick it, or leave it out.")
    elif need.kind == "number":
        if isinstance(value, bool) or not isinstance(value, int):
            raise Refused("invalid", f"{need.title}: give a whole number.")
    elif need.kind == "time":
        check_time(need, value)
    elif need.kind == "drives":
        check_drives(need.title, value)
    elif need.kind == "signature" and isinstance(value, dict):
        check_signature(need.title, value)
    elif is_picture(need):
        check_picture(need.title, value)
    else:
        check_text(need, value)


def check_scan(job, need, value, reason, world):
    """The scan must be of the booked machine, unless the person says why it is another (never to wipe)."""
    machine = job.assets.get(need.asset)
    if not isinstance(value, str):
        raise Refused("invalid", f"{need.title}: scan or type a tag.")
    if machine is None:
        raise Held("waiting_for", f"No {need.asset} machine is known for this job yet.")
    if same_asset(machine, value) or is_label_of(world.document("asset:" + machine.id), value):
        if need.serial and machine.serial and bare_code(value) != bare_code(machine.serial):
            sentence = (
                f"{value.strip().upper()} is its label. Scan the serial on the machine itself: "
                "a label may have been put on another."
            )
            object_unless_decided(world, "disputed", sentence)
        return
    wrong = f"{value.strip().upper()} is not the machine for this step: it needs {named(machine)}."
    if need.strict:
        raise Held("disputed", f"{wrong} Nothing may be wiped but the machine in the books.")
    if not (reason or "").strip():
        object_unless_decided(world, "disputed", wrong)
        return
    world.dispute(f"{wrong} {world.actor.name} says: {reason.strip()}")


def is_tag(text):
    """Whether a label can bear it, and an address hold it."""
    tag = clean_tag(text)
    if tag in [".", ".."]:
        return False
    return 0 < len(tag) <= 64 and not any(mark in tag for mark in [" ", "/", "?", "#", "%", "\\"])


def check_new_asset(value, world):
    """``{tag, serial, model}``, of which the tag must be there; one of ours that was misread is said at once."""
    if not isinstance(value, dict) or not isinstance(value.get("tag"), str):
        raise Refused("invalid", "Give the new machine a tag: scan its label or type it.")
    check_tag(value.get("tag"), world)
    for name in ["serial", "model"]:
        one = value.get(name)
        if one is not None and (not isinstance(one, str) or len(one) > 200):
            raise Refused("invalid", f"The {name} must be a text of at most 200 characters.")


def check_tag(tag, world):
    """Whether it can be a new label's: one of ours first of all that its letters do not contradict."""
    check_letters(tag, world)
    if not is_tag(tag):
        raise Refused("invalid", TAG)


def check_letters(tag, world):
    """The books may have had a tag of this form before; a new one that the letters contradict is none."""
    if is_misread(tag) and world.find("tag:" + clean_tag(tag)) is None:
        raise Refused("invalid", misread(tag))


def misread(tag):
    """What is wrong with a tag of ours whose letters contradict each other."""
    return f"{tag.strip().upper()} can't be right: a letter is wrong, or two are swapped. Look again, or scan the label."


def check_time(need, value):
    """A moment in ISO 8601, with its zone."""
    if not isinstance(value, str) or not is_moment(value):
        raise Refused("invalid", f"{need.title}: give a day and a time.")


def is_picture(need):
    """Whether it is answered with the name of a blob."""
    return need.kind == "photo" or need.kind == "signature"


def check_text(need, value):
    """Some words."""
    if not isinstance(value, str) or not value.strip():
        raise Refused("invalid", f"{need.title}: write something.")
    if len(value) > 4000:
        raise Refused("invalid", f"{need.title}: at most 4,000 characters.")
