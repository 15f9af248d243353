"""Documents for screens to show: built as structs, handed over as the JSON that travels."""

import uuid

import msgspec

from fieldapp import documents as d
from fieldapp.operations.receiving.boxes import delivery_key
from fieldapp.portable.natives import epoch, iso
from fieldapp.sla import clocks
from fieldapp.workflows import WORKFLOWS

NOW = "2026-11-23T15:30:00.000Z"  # a Monday, 16:30 in Berlin
ZONE = "Europe/Berlin"
JO = d.Named(id="7", name="Jo Smith")
RIA = d.Named(id="8", name="Ria Receiver")
SITE = d.Site(
    id="site:4",
    name="Oak Street 12",
    zone=ZONE,
    client="MetLife",
    contract="contract:1",
    address="12 Oak Street",
    acting={"acquisitions": ["receiving"]},
    staff=[
        d.Colleague(id="7", name="Jo Smith", roles=["technician"]),
        d.Colleague(id="9", name="Kim Lee", roles=["technician"]),
        d.Colleague(id="1", name="Ada Min", roles=["admin"]),
    ],
)


def uid(name) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, str(name)))


def plain(thing):
    """As templates and screens get it."""
    return msgspec.to_builtins(thing)


def site(**changes) -> dict:
    return plain(SITE) | changes


def workflow(kind: str) -> dict:
    return plain(WORKFLOWS[kind])


def user(*roles: str, id="7", name="Jo Smith") -> dict:
    return {"id": id, "name": name, "username": "tech1", "roles": list(roles), "sites": ["4"]}


def here(path="/work", who=None, **changes) -> dict:
    """A technician, on a phone, at ``NOW``."""
    return {
        "user": who or user("technician"),
        "now": NOW,
        "zone": ZONE,
        "path": path,
        "query": {},
        "params": {},
        "status": status("sent"),
        "csrf": "",
        "op": uid("op"),
        "worker": True,
        "pending": {},
        "pending_on": {},
        "problem": None,
        "done": None,
        "trouble": None,
        "waiting_update": False,
        "version": "0.1.0",
        "public_url": "https://desk.example.com",
        **changes,
    }


def customer(name="Mary Okafor", **changes) -> d.Customer:
    known = {"phone": "+1 202 555 0143", "email": "m@example.com", "floor": "3", "desk": "3-117"}
    return d.Customer(**({"id": uid(name), "name": name} | known | changes))


def machine(tag: str, model="Latitude 7440") -> d.Machine:
    return d.Machine(id=uid(tag), tag=tag, serial="S" + tag, model=model)


def job(name="one", kind="refresh", done=0, **changes) -> dict:
    """A job of Jo's, its first ``done`` steps behind it; machines are OLD…, NEW… and its name."""
    flow = WORKFLOWS[kind]
    made = d.Job(
        id="job:" + uid(name),
        number=f"{flow.prefix}-{name}",
        kind=kind,
        title=flow.title,
        site=d.Place(id="4", name="Oak Street 12", zone=ZONE),
        assignee=d.Assignee(id="7", name="Jo Smith", op=uid("assign")),
        person=customer() if flow.person else None,
        created_at="2026-11-01T08:00:00.000Z",
        created_by=d.Named(id="1", name="Plan"),
        steps=[step(spec, number < done) for number, spec in enumerate(flow.steps)],
        current_step=flow.steps[done].key if done < len(flow.steps) else None,
    )
    for role in flow.assets:
        if flow.assets[role].given or done > 3:
            made.assets[role] = machine(
                ("OLD" if flow.assets[role].given else "NEW") + name.upper()
            )
    return plain(made) | changes


def step(spec, is_done: bool) -> d.Step:
    parts = [d.Part(key=part.key, title=part.title) for part in spec.parts]
    made = d.Step(key=spec.key, title=spec.title, role=spec.role, needs=spec.needs, parts=parts)
    if is_done:
        made.state, made.by = "done", RIA if spec.role == "receiving" else JO
        made.at, made.op = "2026-11-12T09:10:00.000Z", uid("done " + spec.key)
    return made


def incident(name: str, due: str | None, answered=False, **changes) -> dict:
    clock = d.Clock(name="response", started_at=NOW, due_at=due)
    clock.stopped_at = NOW if answered else None
    return job(name, kind="wipe", clocks=[plain(clock)], **changes) | {"kind": "incident"}


def free(name: str, *picked: str, kind="incident", due: str | None = "2026-11-23T16:00:00.000Z", answered=False, **changes) -> dict:
    """An incident (or a request) of which these steps of the catalogue were picked; ``key!`` is done already."""
    catalogue = {spec.key: spec for spec in WORKFLOWS[kind].catalogue}
    steps = [plain(step(catalogue[one.rstrip("!")], one.endswith("!"))) for one in picked]
    current = next((one["key"] for one in steps if one["state"] == "todo"), None)
    about = {"steps": steps, "current_step": current, "person": plain(customer()), "problem": "It shuts down", "kind": kind}
    return incident(name, due, answered=answered, assets={"machine": plain(machine("OLDONE"))}) | about | changes


def tried(reached: bool, **changes) -> dict:
    """An attempt to reach the customer by phone, by Jo."""
    said = {"op": uid("tried"), "by": plain(JO), "at": NOW, "channel": "call", "reached": reached, "said": "", "voided": False}
    return said | changes


def clocked() -> tuple[dict, dict]:
    """An incident of this Monday with both clocks, a promise that was tightened, and a hold that pauses; and its site."""
    week = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    targets = [
        d.Target(clock="response", minutes=240),
        d.Target(clock="response", minutes=15, vip=True, calendar="always"),
        d.Target(clock="completion", minutes=480),
    ]
    terms = d.ServiceTerms(targets=targets, pausing=["customer"])
    begins = "2025-12-31T23:00:00.000Z"
    place = d.Site(**{field: getattr(SITE, field) for field in SITE.__struct_fields__})
    place.service = [d.ServiceFrom(from_="2026-01-01", begins=begins, terms=terms)]
    snow = d.Closure(starts="2026-11-20T08:00:00.000Z", ends="2026-11-20T12:00:00.000Z", reason="Snow")
    place.calendar = d.Calendar(
        hours=week, holidays=["2026-11-19"], names={"2026-11-19": "Founders' Day"}, closures=[snow]
    )
    one = msgspec.convert(job("clocked", kind="wipe"), d.Job)
    one.kind, one.person = "incident", customer()
    clocks.start(one, place, "2026-11-18T15:30:00.000Z", uid("made"))
    one.vip = True
    clocks.retarget(one, place, "2026-11-19T10:00:00.000Z", uid("promoted"))
    one.hold = d.Hold(
        id="h", op=uid("hold"), reason="On leave", since=NOW, by=JO, until="2026-12-01", kind="customer"
    )
    clocks.hold(one, place, "2026-11-20T15:00:00.000Z")
    clocks.release(one, place, "2026-11-23T10:00:00.000Z")
    one.hold = None
    return plain(one), plain(place)


def found_for(one: dict | None, **changes) -> dict:
    """What the route of a job wants."""
    flow = workflow(one["kind"]) if one else None
    nothing = {"order": None, "assets": {}, "cases": [], "waiting": [], "mistaken": {}, "others": [], "sites": [site()]}
    return {"job": one, "workflow": flow, "site": site(), **nothing, **changes}


def asset(tag="OLDONE", state="deployed", **changes) -> dict:
    made = d.Asset(
        id="asset:" + uid(tag),
        tag=tag,
        serial="S" + tag,
        model="Latitude 7440",
        state=state,
        custody=d.Custody(type="person", id="p1", name="Mary Okafor", since=NOW, op=uid("c")),
        person=d.Named(id="p1", name="Mary Okafor"),
        site=d.Named(id="4", name="Oak Street 12"),
        events=[d.Event(at=NOW, op=uid("e"), what="Pick up", by=JO, job=uid("one"))],
        purchased="2023-11-23",
        software_count=84,
    )
    return plain(made) | changes


def order(name="one", state="placed", due: str | None = "2026-11-23", **changes) -> dict:
    made = d.Order(
        id="order:" + uid("order " + name),
        number="P-" + name,
        site=d.Named(id="4", name="Oak Street 12"),
        state=state,
        lines=[d.Line(id=uid("line"), model="Latitude 7450")],
        job=uid(name),
        job_number="R-" + name,
        person=d.Named(id="p1", name="Mary Okafor"),
        due=due,
    )
    return plain(made) | changes


KEY_OF_DELIVERY = delivery_key("4", "UPS", "1Z99", "2026-11-23")


def delivery(**changes) -> dict:
    made = d.Delivery(
        id="delivery:" + KEY_OF_DELIVERY,
        site=d.Named(id="4", name="Oak Street 12"),
        carrier="UPS",
        tracking="1Z99",
        day="2026-11-23",
        at=NOW,
        by=RIA,
        announced=3,
        boxes=[uid("box one")],
    )
    return plain(made) | changes


def box(name="one", state="here", order: str | None = "one", twice=False, **changes) -> dict:
    """Scanned by Ria at 16:30; ``twice``: by Jo as well, ten minutes later."""
    scans = [d.Scan(op=uid("scan " + name), by=RIA, at=NOW, remark="Dusty")]
    if twice:
        scans.append(d.Scan(op=uid("again " + name), by=JO, at="2026-11-23T15:40:00.000Z"))
    made = d.Box(
        id="box:" + uid("box " + name),
        site=d.Named(id="4", name="Oak Street 12"),
        identity="serial",
        serial="SN-" + name.upper(),
        delivery=KEY_OF_DELIVERY,
        state=state,
        at=NOW,
        by=RIA,
        order=uid("order " + order) if order else None,
        order_number="P-" + order if order else None,
        scans=scans,
    )
    return plain(made) | changes


def case(**changes) -> dict:
    made = d.Case(
        id="case:" + uid("case"),
        op=uid("case op"),
        target="job:" + uid("one"),
        kind="job.assign",
        code="not_allowed",
        outcome="refused",
        message="It was handed to Kim Lee meanwhile. Look again.",
        label="Hand-over on R-one",
        author=JO,
        at=NOW,
    )
    return plain(made) | changes


def entry(**changes) -> dict:
    return {
        "op": uid("entry"),
        "kind": "step.complete",
        "target": "job:" + uid("one"),
        "at": NOW,
        "state": "queued",
        "label": "Step 8 done on R-one",
        "message": None,
        **changes,
    }


def status(kind, count=0, needs=0, decides=0, at=NOW) -> dict:
    return {"kind": kind, "count": count, "needs": needs, "decides": decides, "at": at}


def queue(**lists) -> dict:
    return {
        "queue": {
            "waiting": [],
            "attention": [],
            "deciding": [],
            "decided": [],
            "sent": [],
            "photos": 0,
            "photos_refused": [],
            "setaside": [],
            **lists,
        }
    }


def legal(**changes) -> dict:
    """A legal hold."""
    by = d.Named(id="8", name="Sam Carter")
    made = d.LegalHold(id="h", op=uid("legal"), reason="Matter 4711", since="2026-11-20T09:00:00.000Z", by=by)  # fmt: skip
    return plain(made) | changes


def erasure(**changes) -> dict:
    """The record of a wipe, verified."""
    check = d.Check(by=d.Named(id="9", name="Kim Lee"), at=NOW, op=uid("check"), result="passed", how="Read 10 %")  # fmt: skip
    made = d.Erasure(
        id="erasure:" + uid("wiped"),
        asset=d.Machine(id=uid("OLDONE"), tag="OLDONE", serial="SOLDONE", model="Latitude 7440"),
        site=d.Named(id="4", name="Oak Street 12"),
        job=uid("one"),
        number="R-1042",
        step="retire",
        op=uid("wiped op"),
        at=NOW,
        by=JO,
        method="purge",
        tool="nwipe 0.37",
        drives=[d.Drive(serial="WD-1", method="purge"), d.Drive(serial="WD-2", method="destroy", result="destroyed")],
        verification=check,
    )  # fmt: skip
    return plain(made) | changes


def software(*packages) -> dict:
    """A list of ``(name, version)``."""
    found = [d.Package(name=name, version=version) for name, version in packages]
    return plain(d.Software(id="software:x", asset="x", taken_at=NOW, packages=found))


def decided(at=NOW, choice="accepted", **packages) -> dict:
    return plain(d.SoftwareDecided(op=uid("decided"), by=JO, at=at, choice=choice, packages=packages))


def run(ago: int, what="imaging", minutes=90, job=None, step=None) -> dict:
    """Something that was started so many minutes before ``NOW``."""
    at = iso(epoch(NOW) - ago * 60_000)
    return plain(d.BenchRun(op=uid("run"), at=at, by=JO, what=what, minutes=minutes, job=job, step=step))
