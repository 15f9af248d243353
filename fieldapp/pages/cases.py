"""One case: what was tried, on what view, what had happened meanwhile, what deciding it would change."""

import json
from uuid import uuid4

import msgspec
import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.billing.said import amount, prose
from fieldapp.documents import Case, Document, Job, decode
from fieldapp.extensions import csrf
from fieldapp.models import document, feed, reading
from fieldapp.models import operation as log
from fieldapp.operations.forms import fields_to_operation
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.pages.phone_words import STATE_WORDS
from fieldapp.sync import blobs
from fieldapp.sync.cases import label
from fieldapp.sync.incoming import Actor
from fieldapp.sync.merge import Verdict, from_row
from fieldapp.sync.messages import Operation
from fieldapp.sync.moments import moment_now
from fieldapp.sync.preview import Preview, preview, spoken
from fieldapp.sync.submit import operation, submit

bp = Blueprint("cases", __name__)

VERBS = ("apply", "amend", "dismiss")
MEANWHILE = 50


@bp.get("/supervisor/cases/<op>")
@roles_required("supervisor")
def case(op: str):
    """The case, and the ways to decide it."""
    return _page(op, None)


@bp.post("/supervisor/cases/<op>")
@roles_required("supervisor")
def decide(op: str):
    """Decide it, as ``verb`` says. What the rules do not allow is said, and not recorded."""
    if foreign_origin():
        abort(403)
    csrf.protect()
    verb = request.form.get("verb")
    if verb not in VERBS:
        abort(400)
    decision = _decision(op, str(verb))
    problem = preview(decision, _actor()).verdict
    if problem.outcome in ("held", "refused"):
        return _page(op, problem)
    submit([decision], _actor())
    return redirect(url_for("cases.case", op=op), 303)


def _actor() -> Actor:
    return Actor.of(current_user.staff)


def _decision(op: str, verb: str) -> Operation:
    """What the form says, by the names that all forms have."""
    fields = [[name, value] for name, value in request.form.items(multi=True)]
    fields.append(["target", f"case:{op}"])
    try:
        told = fields_to_operation(f"case.{verb}", fields, moment_now())
        told["args"] = _as_sent(told["args"], {"args": _args_of(op)})
        return msgspec.convert(told, Operation)
    except (ValueError, LookupError, OSError, RecursionError):
        abort(400)


def _args_of(op: str) -> dict:
    with reading() as connection:
        payload = connection.scalar(sa.select(log.c.payload).where(log.c.id == op))
    return (msgspec.json.decode(payload).get("args") or {}) if payload else {}


def _as_sent(told, sent):
    """A form sends a list of maps as a map by number: it is a list again where the operation had one."""
    if not isinstance(told, dict):
        return told
    if isinstance(sent, list):
        numbers = sorted((name for name in told if name.isascii() and name.isdigit()), key=int)
        return [told[name] for name in numbers]
    known = sent if isinstance(sent, dict) else {}
    return {name: _as_sent(value, known.get(name)) for name, value in told.items()}


def _page(op: str, problem: Verdict | None):
    with reading() as connection:
        found = _case(connection, op)
        row = _row(connection, op)
        target = _target(connection, found)
        meanwhile = _meanwhile(connection, found, row, target)
        payload = msgspec.json.decode(row["payload"])
        view = _view(connection, payload.get("expect") or {}, target)
    ahead = preview(operation("case.apply", f"case:{op}", {}), _actor())
    page = render_template(
        "supervisor_case.html",
        case=found,
        row=row,
        state_words=STATE_WORDS[found.outcome],
        target=target,
        path=_path(found),
        view=view,
        meanwhile=meanwhile,
        ahead=_ahead(ahead) if found.state == "open" else None,
        fields=_fields(payload, target),
        photos=blobs.named_in(payload),
        payload=json.dumps(payload, indent=2, ensure_ascii=False),
        problem=problem.message if problem else None,
        ids={verb: str(uuid4()) for verb in VERBS},
    )
    return page, (422 if problem else 200)


def _case(connection: sa.Connection, op: str) -> Case:
    """The case, where it is in this supervisor's sight."""
    seen = sa.select(document.c.body).join(feed, feed.c.document == document.c.id)
    mine = feed.c.scope == f"user:{current_user.key}"
    body = connection.scalar(seen.where(document.c.id == f"case:{op}", mine, feed.c.present))
    return decode("case:", body) if body else abort(404)


def _row(connection: sa.Connection, op: str) -> dict:
    return dict(connection.execute(sa.select(log).where(log.c.id == op)).mappings().one())


def _target(connection: sa.Connection, found: Case) -> Document | None:
    """What it is about, where it is at one of this supervisor's sites."""
    wanted = sa.select(document.c.body, document.c.site).where(document.c.id == found.target)
    row = connection.execute(wanted).first()
    return decode(found.target, row.body) if row and row.site in current_user.sites else None


def _path(found: Case) -> str:
    pages = {"job": "floor.job", "asset": "floor.asset", "order": "floor.order"}
    kind, _, key = found.target.partition(":")
    return url_for(pages[kind], id=key) if kind in pages else ""


def _meanwhile(connection: sa.Connection, found: Case, row: dict, target) -> list[dict]:
    """What others did to the same thing between the author's last contact and now, newest last."""
    since = row["anchor_at"] or row["occurred_at"]
    wanted = sa.select(log).where(
        log.c.target == found.target, log.c.received_at >= since, log.c.id != found.op
    )
    rows = connection.execute(wanted.order_by(log.c.position).limit(MEANWHILE)).mappings()
    return [_told(dict(one), target) for one in rows]


def _told(row: dict, target) -> dict:
    incoming = from_row(row)
    return {
        "by": incoming.actor.name,
        "at": row["occurred_at"],
        "label": label(incoming, target),
        "outcome": row["outcome"],
    }


def _ahead(found: Preview) -> dict:
    """What applying would do, in lines; or why it can't be applied."""
    possible = found.verdict.outcome in ("applied", "already")
    return {
        "possible": possible,
        "message": found.verdict.message,
        "changes": found.changes if possible else [],
        "entries": [_money(entry) for entry in found.entries],
    }


def _money(entry) -> str:
    if entry.units is not None:
        return f"{amount(entry.units)} transactions. {prose(entry.why)}."
    if entry.money is not None:
        return f"{entry.money:,.2f} to cost centre {entry.cost_centre}. {prose(entry.why)}."
    return f"An exception: {prose(entry.why)}."


def _view(connection: sa.Connection, expect: dict, target) -> list[tuple[str, str]]:
    """What the author saw, in words: an operation that had set it by who did what."""
    return [(SEEN.get(name, name), _seen(connection, name, value, target)) for name, value in expect.items()]


# What a phone tells of its view, as one says it.
SEEN = {"op": "done last", "state": "its state", "assignee": "handed over by", "schedule": "the appointment"}


def _seen(connection: sa.Connection, name: str, value, target) -> str:
    if value is None:
        return "nothing"
    wanted = sa.select(log).where(log.c.id == str(value))
    row = connection.execute(wanted).mappings().first() if name == "op" else None
    if row is None:
        return "what no one here knows" if name == "op" else spoken(str(value))
    told = _told(dict(row), target)
    return f"{told['label']}, by {told['by']}"


def _fields(payload: dict, target: Document | None) -> list[dict]:
    """The arguments as fields of a form, whose names lead back to them; a step's needs that have no answer too."""
    found = _leaves(payload.get("args") or {}, "args.args")
    known = {field["name"].partition(":")[0] for field in found}
    for need in _needs(payload, target):
        name = f"args.args.evidence.{need.name}"
        if not any(one == name or one.startswith(name + ".") for one in known):
            cast = ":yes" if need.kind == "yes" else ""
            field = {"name": name + cast, "label": need.title or need.name, "value": ""}
            found.append(field | {"tick": need.kind == "yes", "ticked": False})
    return found


def _needs(payload: dict, target: Document | None) -> list:
    """Of a step in parts those of the parts that were tried: the others are not what it is about."""
    args = payload.get("args") or {}
    steps = target.steps if isinstance(target, Job) and payload["kind"] == "step.complete" else []
    needs = [need for step in steps if step.key == args.get("step") for need in step.needs]
    told = args.get("evidence") or {}
    parts = {need.part for need in needs if told.get(need.name)} or {need.part for need in needs}
    return [need for need in needs if need.kind != "new_asset" and need.part in {None, *parts}]


def _leaves(values: dict, path: str) -> list[dict]:
    found: list[dict] = []
    for name, value in values.items():
        if isinstance(value, dict):
            found += _leaves(value, f"{path}.{name}")
        elif isinstance(value, list):
            texts = [one for one in value if isinstance(one, str)]
            found += [_field(f"{path}.{name}:list", name, one) for one in texts]
            for at, one in enumerate(value):
                found += _leaves(one, f"{path}.{name}.{at}") if isinstance(one, dict) else []
        else:
            found.append(_field(f"{path}.{name}", name, value))
    return found


def _field(path: str, name: str, value) -> dict:
    spoken = name.replace("_", " ").capitalize()
    if isinstance(value, bool):
        return {"name": f"{path}:yes", "label": spoken, "value": "", "tick": True, "ticked": value}
    cast = ":int" if isinstance(value, int) else ""
    said = "" if value is None else str(value)
    return {"name": path + cast, "label": spoken, "value": said, "tick": False, "ticked": False}
