"""A workflow as a form has it: steps in a row, each with who, what proves it, and what it does to the machine."""

import re
from typing import Any

import msgspec

from fieldapp.documents import Customer, Job, Machine, Named, Place
from fieldapp.operations.jobs import defining
from fieldapp.operations.jobs.making import step_from
from fieldapp.portable.natives import derive
from fieldapp.screens.step import step_card
from fieldapp.workflows.frame import Workflow
from fieldapp.workflows.own import as_data, workflow_from

ROLES = {
    "technician": "Technician",
    "receiving": "Receiving",
    "acquisitions": "Acquisitions",
    "supervisor": "Supervisor",
}
PROOFS = {
    "yes": "A tick",
    "scan": "Scan of the machine",
    "text": "Words",
    "number": "A number",
    "choice": "One of several answers",
    "photo": "A photo",
    "signature": "A signature",
}
# What a step does to the job's machine: its state, and who has it then.
EFFECTS: dict[str, tuple[str, str | None, str | None]] = {
    "": ("Nothing", None, None),
    "taken": ("It is collected, and in the technician's hands", "collected", "actor"),
    "built": ("It is being built", "in_build", None),
    "given": ("It is handed to the person", "deployed", "person"),
    "stored": ("It is put into the store", "in_stock", "store"),
}
MACHINE = "machine"


class DraftStep(msgspec.Struct, kw_only=True):
    """One row. ``before`` says that the step above must be done first."""

    title: str = ""
    role: str = "technician"
    help: str = ""
    proof: str = "yes"
    asks: str = ""
    answers: str = ""
    effect: str = ""
    before: bool = True
    skippable: bool = False


class Draft(msgspec.Struct, kw_only=True):
    """The form. ``bill`` is a transaction type, or empty for time; ``machine`` what the machine is called, if there is one."""

    title: str = ""
    prefix: str = ""
    help: str = ""
    person: bool = True
    machine: str = ""
    bill: str = ""
    offered: bool = True
    sites: list[str] = []
    steps: list[DraftStep] = msgspec.field(default_factory=lambda: [DraftStep()])

    def key(self) -> str:
        """From its title, as addresses have it."""
        return slug(self.title)[:40]

    def act(self, action: str) -> None:
        """``add``, ``drop 2``, ``up 2``; anything else only looks."""
        verb, _, number = action.partition(" ")
        at = int(number) if number.isascii() and number.isdigit() else len(self.steps)
        if verb == "add" and len(self.steps) < defining.MOST_STEPS:
            self.steps.append(DraftStep())
        elif verb == "drop" and at < len(self.steps) > 1:
            del self.steps[at]
        elif verb == "up" and 0 < at < len(self.steps):
            self.steps[at - 1 : at + 1] = reversed(self.steps[at - 1 : at + 1])


def slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def draft_from_form(form) -> Draft:
    """What was typed; rows are numbered from 0."""
    draft = Draft(steps=[])
    for name in ("title", "prefix", "help", "machine", "bill"):
        setattr(draft, name, form.get(name, "").strip())
    draft.prefix = draft.prefix.upper()
    draft.person, draft.offered = "person" in form, "offered" in form
    draft.sites = form.getlist("sites")
    for at in range(defining.MOST_STEPS):
        if f"{at}.title" in form:
            draft.steps.append(_row(form, at))
    return draft


def _row(form, at: int) -> DraftStep:
    row = DraftStep(before=f"{at}.before" in form, skippable=f"{at}.skippable" in form)
    for name in ("title", "role", "help", "proof", "asks", "answers", "effect"):
        setattr(row, name, form.get(f"{at}.{name}", "").strip())
    return row


def draft_of(one: dict[str, Any]) -> Draft:
    """The newest version as a form; :func:`is_told_whole` says whether that is all of it."""
    workflow = workflow_from(one["versions"][-1]["definition"])
    bill = next(iter(workflow.bills), None)
    role = workflow.assets.get(MACHINE)
    return Draft(
        title=workflow.title,
        prefix=workflow.prefix,
        help=workflow.help,
        person=workflow.person,
        machine=role.title if role else "",
        bill=bill.type if bill and bill.rule == "transactions" else "",
        offered=one["offered"],
        sites=[site["id"] for site in one["sites"]],
        steps=[_row_of(step) for step in workflow.steps],
    )


def is_told_whole(one: dict[str, Any]) -> bool:
    """Whether the form says all of the newest version: what it knows nothing of would be lost with the next."""
    was = workflow_from(one["versions"][-1]["definition"])
    told = arguments_of(draft_of(one)) | {"kind": was.kind}
    known = {name: value for name, value in told.items() if name in Workflow.__struct_fields__}
    return msgspec.to_builtins(msgspec.convert(known, Workflow)) == msgspec.to_builtins(was)


def _row_of(step) -> DraftStep:
    need = next(iter(step.needs), None)
    effect = next(iter(step.effects), None)
    done = (effect.state, effect.holder) if effect else (None, None)
    return DraftStep(
        title=step.title,
        role=step.role,
        help=step.help,
        proof=need.kind if need else "yes",
        asks=need.title if need else "",
        answers=", ".join(need.choices) if need else "",
        effect=next((key for key, told in EFFECTS.items() if told[1:] == done), ""),
        before=bool(step.after),
        skippable=step.skippable,
    )


def arguments_of(draft: Draft) -> dict[str, Any]:
    """As ``workflow.define`` takes them."""
    bill = {"rule": "transactions", "type": draft.bill} if draft.bill else {"rule": "time"}
    machine = {MACHINE: {"title": draft.machine, "giver": "holder"}} if draft.machine else {}
    return {
        "title": draft.title,
        "prefix": draft.prefix,
        "help": draft.help,
        "sites": draft.sites,
        "person": draft.person,
        "offered": draft.offered,
        "assets": machine,
        "bills": [bill],
        "steps": _steps(draft),
    }


def _steps(draft: Draft) -> list[dict[str, Any]]:
    keys = _keys(draft)
    return [
        {
            "key": keys[at],
            "title": row.title,
            "role": row.role,
            "help": row.help,
            "after": [keys[at - 1]] if row.before and at > 0 else [],
            "needs": [_need(row)],
            "effects": _effects(row),
            "stops": {"proof": _answers(row)[1:]} if row.proof == "choice" else {},
            "skippable": row.skippable,
        }
        for at, row in enumerate(draft.steps)
    ]


def _keys(draft: Draft) -> list[str]:
    """From the titles; the same title twice gets a number."""
    keys: list[str] = []
    for row in draft.steps:
        key = slug(row.title) or "step"
        keys.append(key if key not in keys else f"{key}-{len(keys) + 1}")
    return keys


def _need(row: DraftStep) -> dict[str, Any]:
    title = row.asks or {"yes": f"Done: {row.title}", "scan": "Scan the machine"}.get(row.proof, row.title)
    asset = MACHINE if row.proof == "scan" else None
    return {"name": "proof", "kind": row.proof, "title": title, "asset": asset, "choices": _answers(row)}


def _answers(row: DraftStep) -> list[str]:
    told = [one.strip() for one in row.answers.split(",")]
    return [one for one in told if one] if row.proof == "choice" else []


def _effects(row: DraftStep) -> list[dict[str, Any]]:
    _, state, holder = EFFECTS.get(row.effect, EFFECTS[""])
    return [{"asset": MACHINE, "state": state, "holder": holder}] if state else []


def preview(draft: Draft, kind: str, about: dict) -> dict[str, Any]:
    """Each step as whoever does it will see it, on a job that is none. Raises :class:`Refused` with what is wrong."""
    told = arguments_of(draft) | {"kind": kind, "title": draft.title or "New workflow"}
    known = {name: value for name, value in told.items() if name in Workflow.__struct_fields__}
    workflow = msgspec.convert(known, Workflow)
    if not workflow.prefix:
        workflow.prefix = "X"
    defining.check(workflow)
    job = msgspec.to_builtins(_sample(workflow, about))
    flow, cards = as_data(workflow), []
    for step in job["steps"]:
        seen = about | {"user": about["user"] | {"roles": [step["role"]]}}
        card = step_card(job, flow, None, step, {}, seen)
        cards.append(card | {"waits": [], "focus": False})
    return {"job": job, "cards": cards}


def _sample(workflow: Workflow, about: dict) -> Job:
    """A job of Jo Bell's, whose machine is M-0001."""
    machine = Machine(id="preview", tag="M-0001", model="Latitude 7450", serial="5CG0001")
    return Job(
        id="job:" + derive(about["op"], "preview"),
        number=f"{workflow.prefix}-1",
        kind=workflow.kind,
        title=workflow.title,
        site=Place(id="preview", name="Here", zone=about["zone"]),
        person=Customer(id="preview", name="Jo Bell") if workflow.person else None,
        assets=dict.fromkeys(workflow.assets, machine),
        steps=[step_from(step) for step in workflow.steps],
        created_at=about["now"],
        created_by=Named(id=about["user"]["id"], name=about["user"]["name"]),
    )
