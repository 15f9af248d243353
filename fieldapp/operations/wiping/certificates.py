"""Certificates of erasure: issued by a supervisor for one wipe or for many, numbered, and never changed.

What is certified is copied, and its hash is an argument of the operation: it stands in the log, and whoever
issues it has seen just that. A correction is a new certificate that names the one it replaces.
"""

import hashlib

import msgspec

from fieldapp.documents import Certificate, Erasure, Named, Site
from fieldapp.operations.guards import words
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.wiping.wipes import has_passed
from fieldapp.operations.work.progress import remark
from fieldapp.portable.natives import derive

SERIES = "CE"
MOST = 200


def certified(erasures: list[Erasure]) -> list[Erasure]:
    """What a certificate says of them, in the order in which it says it."""
    bare = [msgspec.structs.replace(one, certificate=None) for one in erasures]
    return sorted(bare, key=lambda one: (one.asset.tag or "", one.id))


def content_hash(erasures: list[Erasure]) -> str:
    """SHA-256 of the canonical JSON of what is certified: keys in order, no blanks."""
    text = msgspec.json.encode(certified(erasures), order="deterministic")
    return hashlib.sha256(text).hexdigest()


def issue(op, world):
    """Certify the wipes that it names, as they are now."""
    id_ = f"certificate:{derive(op.id, 'certificate')}"
    if op.target != id_:
        raise Refused("invalid", "A certificate's id is derived from the operation that issues it.")
    erasures = _wipes(op, world)
    replaced = _replaced(op, world)
    for one in erasures:
        _worth_it(one, replaced, world)
    if content_hash(erasures) != op.args.sha256:
        raise Refused("not_allowed", "One of the wipes has changed since you looked. Look again.")
    site = world.document(f"site:{erasures[0].site.id}")
    made = world.create(
        Certificate(
            id=id_, number=world.number(SERIES), site=erasures[0].site, client=_client(site),
            erasures=certified(erasures), sha256=op.args.sha256, issued_at=world.at,
            by=Named(id=world.actor.id, name=world.actor.name), reason=op.args.reason.strip(),
            replaces=replaced.number if replaced else None,
        )
    )  # fmt: skip
    if replaced:
        replaced.replaced_by = made.number
        _let_go(replaced, erasures, world)
    for one in erasures:
        one.certificate = made.number
    _tell(erasures, made, op, world)


def _wipes(op, world) -> list[Erasure]:
    keys = list(dict.fromkeys(op.args.erasures))
    if not keys:
        raise Refused("invalid", "Choose the wipes to certify.")
    found = [world.document(f"erasure:{key}") for key in keys]
    for one in found:
        if not isinstance(one, Erasure) or one.site.id not in world.actor.sites:
            raise Held("unknown_target", "One of the wipes is not known here, or not yet.")
    if len({one.site.id for one in found}) > 1:
        raise Refused("invalid", "A certificate is for the machines of one site.")
    return found


def _replaced(op, world) -> Certificate | None:
    """The certificate that this one corrects."""
    if not op.args.replaces:
        return None
    words(op.args.reason, "Say what is corrected: the paper says so.")
    found = world.document(world.find(f"certificate:{op.args.replaces}") or "")
    if not isinstance(found, Certificate) or found.site.id not in world.actor.sites:
        raise Held("unknown_target", "There is no such certificate here.")
    if found.replaced_by:
        raise Refused(
            "not_allowed",
            f"{found.number} was replaced by {found.replaced_by} already. Correct that one.",
        )
    return found


def _let_go(replaced: Certificate, erasures: list[Erasure], world) -> None:
    """What the correction leaves out is certified no more, and can be anew."""
    named = {one.id for one in erasures}
    for copy in replaced.erasures:
        left = world.document(copy.id) if copy.id not in named else None
        if isinstance(left, Erasure) and left.certificate == replaced.number:
            left.certificate = None


def _worth_it(one: Erasure, replaced: Certificate | None, world) -> None:
    """Only what holds good is certified, and once."""
    name = one.asset.tag or one.asset.serial or "A machine"
    if one.state != "done":
        why = one.void.why if one.void else "a drive or a check failed"
        raise Refused("not_allowed", f"The wipe of {name} proves nothing: {why}.")
    if not one.drives:
        raise Refused(
            "not_allowed",
            f"No drive of {name} is recorded. Undo the step, and record each with its serial.",
        )
    site = world.document(f"site:{one.site.id}")
    terms = site.wiping if isinstance(site, Site) else None
    for what, by in (
        ("verification", terms and terms.verified_by),
        ("validation", terms and terms.validated_by),
    ):
        if by and not has_passed(one, what):
            raise Refused(
                "not_allowed", f"The contract asks for a {what}, and {name} has none yet."
            )
    if one.certificate and (replaced is None or one.certificate != replaced.number):
        raise Refused(
            "not_allowed",
            f"{name} is certified already, by {one.certificate}. Issue a correction of that one.",
        )


def _client(site) -> str:
    return (site.client or "") if isinstance(site, Site) else ""


def _tell(erasures: list[Erasure], made: Certificate, op, world) -> None:
    """The jobs say so; what waited for the certificate goes on."""
    for key in dict.fromkeys(one.job for one in erasures):
        job = world.document(f"job:{key}")
        if job is not None:
            remark(job, op, world, f"Certificate of erasure {made.number}", "certificate")
