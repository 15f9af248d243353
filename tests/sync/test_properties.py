"""Whatever the network does to two phones, the end is the same: everything once, and even everywhere."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.sync.audit import faults
from tests.world import WIPE, evidence

# What the network does with a batch: it comes through, the answer is lost, it is sent twice, or in two parts.
FATES = ["through", "answer lost", "twice", "split", "shut"]
WORK = st.lists(
    st.tuples(
        st.sampled_from(["ana", "ben"]),
        st.sampled_from([*WIPE, "undo", "note", "time", "hold", "clear", "skip"]),
        st.sampled_from(FATES),
    ),
    min_size=4,
    max_size=22,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(work=WORK)
def test_two_phones_come_out_even(world, work):
    phones = {name: world.phone(name) for name in ("ana", "ben")}
    job = world.new_job("wipe", _free_machine(world), None)
    for phone in phones.values():
        phone.sync()
    for name, what, fate in work:
        act(phones[name], job, what)
        deliver(phones[name], fate)
    for _ in range(2):
        for phone in phones.values():
            phone.sync()
    check(world, phones, job)
    world.do("sam", "job.cancel", job, {"reason": "The next example"})


def _free_machine(world) -> str:
    return next(f"m{at}" for at in range(8) if not world.body(f"asset:m{at}")["jobs"])


def act(phone, job: str, what: str) -> None:
    """Something that this person does, on what their phone shows."""
    body = phone.documents()[job]
    if what in WIPE:
        step = next(one for one in body["steps"] if one["key"] == what)
        expect = {"state": step["state"], "op": step["op"]}
        phone.act(
            "step.complete", job, {"step": what, "evidence": evidence(body, what)}, expect=expect
        )
    elif what == "undo":
        done = [one for one in body["steps"] if one["state"] == "done"]
        if done:
            phone.act(
                "step.undo",
                job,
                {"step": done[-1]["key"], "reason": "Mistake"},
                expect={"op": done[-1]["op"]},
            )
    elif what == "clear" and body["hold"]:
        phone.act("hold.clear", job, {"hold": body["hold"]["id"]})
    else:
        kind, args = OTHERS.get(what, OTHERS["note"])
        phone.act(kind, job, args)


OTHERS = {
    "note": ("note.add", {"text": "Something to know"}),
    "time": ("time.add", {"minutes": 15}),
    "hold": ("hold.set", {"reason": "Away", "until": "2027-01-01"}),
    "skip": ("step.skip", {"step": "collect", "reason": "Not here"}),
}


def deliver(phone, fate: str) -> None:
    """What the network does with all that waits."""
    if fate == "answer lost":
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
    """One row each, one charge at most, everybody even, and all that must hold."""
    sent = [id_ for phone in phones.values() for id_ in phone.answered]
    logged = [row["id"] for row in world.log()]
    assert all(logged.count(id_) == 1 for id_ in sent)
    assert all(not phone.queue for phone in phones.values())
    closed = world.body(job)["state"] == "closed"
    mine = [row for row in world.ledger() if f"job:{row['job']}" == job]
    assert sum(row["units"] for row in mine) * 2 == (1 if closed else 0)
    shared = [phone.replica["site:1"] for phone in phones.values()]
    assert shared[0] == shared[1]
    assert all(body == world.body(id_) for id_, body in shared[0].items())
    assert faults() == []
