"""Incidents that others tell of: a row of a file, or a call from another system. One reference makes one incident, however often it comes."""

from typing import Annotated, Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
import sqlalchemy as sa

from fieldapp.documents import Job, decode
from fieldapp.models import document, document_key, reading
from fieldapp.models import operation as log
from fieldapp.portable.natives import derive
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import foresee, operation, submit

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Told(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``reference`` is the caller's own number for it. ``person`` is a user name or an e-mail address, ``asset`` a tag or serial, ``site`` a
    name; one of the three must be there. ``reported_at`` is when the customer told somebody first, in ISO 8601."""

    reference: Short
    problem: Text
    person: Short | None = None
    asset: Short | None = None
    site: Short | None = None
    place: Short | None = None
    impact: Short | None = None
    priority: Short | None = None
    queue: Short | None = None
    reported_at: Short | None = None


class Opened(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The incident as it was made: ``job`` is its id."""

    job: str
    number: str
    reference: str
    created_at: str


class NotTaken(ValueError):
    """What is wrong, and what to do; ``clash`` where the reference is another incident's already."""

    def __init__(self, message: str, clash: bool = False):
        super().__init__(message)
        self.clash = clash


def take(told: Told, actor: Actor, source: str) -> tuple[Opened, bool]:
    """Open it, or find it opened already; answers it, and whether it is new."""
    told = msgspec.structs.replace(told, reference=told.reference.strip())
    if not told.reference:
        raise NotTaken("Give your own number for it as the reference: the same one again is the same incident.")
    id_ = str(uuid5(NAMESPACE_URL, f"fieldapp:incident|{actor.id}|{told.reference}"))
    args = _args(told, actor, source)
    if _logged(id_, args):
        return _opened(id_, told), False
    made = operation("job.create", f"job:{derive(id_, 'job')}", args, id_)
    verdict = foresee(made, actor)
    if verdict.outcome != "applied":
        if _logged(id_, args):
            # Sent twice at once, and the other was made between the two looks.
            return _opened(id_, told), False
        raise NotTaken(verdict.message or "It could not be taken. Send it again.")
    is_new = submit([made], actor)[0].outcome == "applied"
    if not is_new and not _logged(id_, args):
        raise NotTaken("It could not be taken. Send it again.")
    # Where it is not new somebody sent the same at the same time, or the books have changed since it was foreseen.
    return _opened(id_, told), is_new


def _logged(id_: str, args: dict[str, Any]) -> bool:
    """Whether this very incident was taken before."""
    with reading() as connection:
        payload = connection.scalar(sa.select(log.c.payload).where(log.c.id == id_))
    if payload is None:
        return False
    if msgspec.json.decode(payload)["args"] != args:
        raise NotTaken(
            "This reference belongs to another incident already. Use a new one for each.",
            clash=True,
        )
    return True


def _opened(id_: str, told: Told) -> Opened:
    """The incident; NotTaken, with the reason, where the log has only that it was refused or held."""
    job_id = f"job:{derive(id_, 'job')}"
    with reading() as connection:
        body = connection.scalar(sa.select(document.c.body).where(document.c.id == job_id))
    if body is None:
        raise NotTaken(_refusal(id_))
    job = decode(job_id, body)
    assert isinstance(job, Job)
    return Opened(
        job=job_id, number=job.number, reference=told.reference, created_at=job.created_at
    )


def _refusal(id_: str) -> str:
    with reading() as connection:
        case = decode("case:", connection.scalar(sa.select(document.c.body).where(document.c.id == f"case:{id_}")))
    return f"{case.message or 'It was not taken.'} A supervisor has it to decide; send it again for the answer, or send it anew under another reference."


def _args(told: Told, actor: Actor, source: str) -> dict[str, Any]:
    """Arguments of ``job.create``: names are looked up, the rest is handed on."""
    args: dict[str, Any] = {"kind": "incident", "source": source}
    if told.person:
        args["person"] = _person(told.person, actor)
    if told.asset:
        args["assets"] = {
            "machine": _named(
                "asset", [f"tag:{told.asset.upper()}", f"serial:{told.asset.upper()}"], told.asset
            )
        }
    if told.site:
        args["site"] = _named("site", [f"site-name:{told.site.strip().lower()}"], told.site)
    for name in ("reference", "problem", "place", "impact", "priority", "queue", "reported_at"):
        if getattr(told, name):
            args[name] = getattr(told, name)
    return args


def _named(kind: str, keys: list[str], said: str) -> str:
    with reading() as connection:
        wanted = sa.select(document_key.c.document).where(document_key.c.key.in_(keys))
        found = [id_ for id_ in connection.scalars(wanted) if id_.startswith(f"{kind}:")]
    if not found:
        raise NotTaken(f"There is no {kind} called “{said}” in the books. Check how it is written.")
    return found[0].partition(":")[2]


def _person(said: str, actor: Actor) -> str:
    """By user name; or by the e-mail address, which two people may share: then by neither."""
    if "@" not in said:
        return _named("person", [f"person:{said.strip().lower()}"], said)
    with reading() as connection:
        wanted = sa.select(document.c.id, document.c.body).where(
            document.c.type == "person", document.c.site.in_(actor.sites)
        )
        people = [decode(row.id, row.body) for row in connection.execute(wanted)]
    found = [one for one in people if (one.email or "").lower() == said.strip().lower()]
    if len(found) != 1:
        how = "Nobody has" if not found else "More than one person has"
        raise NotTaken(f"{how} the address “{said}”. Name the person by their user name.")
    return found[0].id.partition(":")[2]
