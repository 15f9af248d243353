"""Whatever the network does to two phones, the end is the same: everything once, and even everywhere."""

from collections import Counter
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.billing.hours import price
from fieldapp.documents import Rate
from fieldapp.sync.audit import faults
from tests.world import evidence

# What the network does with a batch: it comes through, the answer is lost, it is sent twice, in two parts,
# not at all; or the phone starts again as another device, and offers everything once more.
FATES = ["through", "answer lost", "twice", "split", "shut", "shut", "another device"]
DEEDS = [
    "next",
    "next",
    "next",
    "any",
    "undo",
    "note",
    "time",
    "void",
    "hold",
    "clear",
    "skip",
    "hand over",
    "decide",
]
WORK = st.lists(
    st.tuples(
        st.sampled_from(["ana", "ben"]), st.sampled_from(DEEDS), st.integers(0, 5), st.sampled_from(FATES)
    ),
    min_size=4,
    max_size=24,
)  # fmt: skip
RATE = Rate(hourly=Decimal(80), round_minutes=15, minimum_minutes=30)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(kind=st.sampled_from(["wipe", "cascade"]), work=WORK)
def test_two_phones_come_out_even(world, kind, work):
    phones = {name: world.phone(name) for name in ("ana", "ben")}
    job = world.new_job(kind, _free_machine(world))
    for phone in phones.values():
        phone.sync()
    for name, deed, number, fate in work:
        if deed == "decide":
            decide(world, number)
        else:
            act(phones[name], job, deed, number)
        deliver(phones[name], fate)
    for _ in range(2):
        for phone in phones.values():
            phone.sync()
    check(world, phones, job)
    world.do("sam", "job.cancel", job, {"reason": "The next example"})


def decide(world, number: int) -> None:
    """Sam decides some open case; whatever comes of it, one way or the other."""
    found = open_cases(world)
    if found:
        verb = ("apply", "dismiss")[number % 2]
        world.do("sam", f"case.{verb}", found[number % len(found)], {"reason": "As I see it"})


def open_cases(world) -> list[str]:
    sees = world.phone("sam")
    sees.sync()
    cases = [body for id_, body in sees.documents().items() if id_.startswith("case:")]
    return sorted(
        one["id"] for one in cases if one["state"] == "open" and one["author"]["name"] != "Sam"
    )


def _free_machine(world) -> str:
    return next(f"m{at}" for at in range(8) if not world.body(f"asset:m{at}")["jobs"])


def act(phone, job: str, deed: str, number: int) -> None:
    """Something that this person does, on what their phone shows."""
    body = phone.documents()[job]
    kind, args, expect = DOING[deed](body, number)
    last = [one["id"] for one in phone.made[-1:]] if number == 5 else []
    phone.act(kind, job, args, expect=expect, after=last)


def a_step(body: dict, key: str):
    step = next(one for one in body["steps"] if one["key"] == key)
    expect = {"state": step["state"], "op": step["op"]}
    return "step.complete", {"step": key, "evidence": evidence(body, key)}, expect


def the_next(body, number):
    return a_step(body, body["current_step"] or body["steps"][-1]["key"])


def any_step(body, number):
    return a_step(body, body["steps"][number % len(body["steps"])]["key"])


def an_undo(body, number):
    step = ([one for one in body["steps"] if one["state"] != "todo"] or body["steps"])[-1]
    return "step.undo", {"step": step["key"], "reason": "Mistake"}, {"op": step["op"]}


def a_void(body, number):
    entry = ([*body["times"], *body["notes"]] or [{"op": "none"}])[-1]
    return "entry.void", {"op": entry["op"], "reason": "Twice"}, {}


DOING = {
    "next": the_next,
    "any": any_step,
    "undo": an_undo,
    "void": a_void,
    "note": lambda body, number: ("note.add", {"text": "Something to know"}, {}),
    "time": lambda body, number: ("time.add", {"minutes": 7 + 11 * number}, {}),
    "hold": lambda body, number: ("hold.set", {"reason": "Away", "until": "2027-01-01"}, {}),
    "clear": lambda body, number: (
        "hold.clear",
        {"hold": (body["hold"] or {"id": "none"})["id"]},
        {},
    ),
    "skip": lambda body, number: (
        "step.skip",
        {"step": body["steps"][0]["key"], "reason": "No"},
        {},
    ),
    "hand over": lambda body, number: ("job.assign", {"to": "12"[number % 2], "note": "Yours"}, {}),
}


def deliver(phone, fate: str) -> None:
    """What the network does with all that waits."""
    if fate == "another device":
        phone.start_again()
    elif fate == "answer lost":
        phone.post(phone.queue)
    elif fate == "twice":
        phone.post(phone.queue)
        phone.send(phone.queue)
    elif fate == "split":
        half = len(phone.queue) // 2
        phone.send(phone.queue[:half])
        phone.send(phone.queue)
    elif fate == "through":
        phone.send(phone.queue)


def check(world, phones, job: str) -> None:
    """One row each, one charge, everybody even, and all that must hold."""
    logged = Counter(row["id"] for row in world.log())
    assert all(logged[one["id"]] == 1 for phone in phones.values() for one in phone.made)
    assert all(not phone.queue for phone in phones.values())
    assert earned(world, job) == due(world.body(job))
    shared = [phone.replica["site:1"] for phone in phones.values()]
    assert shared[0] == shared[1]
    assert all(body == world.body(id_) for id_, body in shared[0].items())
    assert all(
        body == world.body(id_)
        for phone in phones.values()
        for id_, body in phone.documents().items()
    )
    assert faults() == []


def earned(world, job: str) -> tuple:
    mine = [row for row in world.ledger() if f"job:{row['job']}" == job]
    return sum(row["units"] or 0 for row in mine), sum(row["money"] or 0 for row in mine)


def due(body: dict) -> tuple:
    """What a job of that kind, in that state, with those minutes, is worth."""
    if body["state"] != "closed":
        return 0, 0
    return (Decimal("0.5"), 0) if body["kind"] == "wipe" else (0, price(body["minutes"], RATE))
