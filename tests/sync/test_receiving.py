"""Two people receive one delivery, both without a network: whatever is heard first, each box counts once."""

from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.operations.receiving.boxes import target_of
from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults

PLACE = {"site": "1", "day": "2026-11-26", "carrier": "UPS", "tracking": "1Z1"}


def ordered(world, text: str, **args) -> str:
    """The key of a new order."""
    id_ = str(uuid4())
    result = world.do(
        "rosa",
        "order.create",
        f"order:{derive(id_, 'order')}",
        {"site": "1", "text": text, **args},
        id_=id_,
    )
    assert result.outcome == "applied", result
    return derive(id_, "order")


def scan(phone, **args) -> dict:
    """A box is scanned on that phone; nothing is sent."""
    id_, told = str(uuid4()), PLACE | args
    return phone.act("box.receive", target_of("box.receive", told, id_), told, id=id_)


def outcomes(phone, *made) -> list[str]:
    return [phone.answered[one["id"]]["outcome"] for one in made]


def counts(body: dict) -> list[tuple]:
    return [
        (one["received"], one["damaged"], one["substituted"], one["over"]) for one in body["lines"]
    ]


def test_two_phones_without_a_network_count_each_box_once(world):
    order = ordered(world, "3 Latitude\nDock")
    rosa, ben = world.phone("rosa"), world.phone("ben")
    for one in (rosa, ben):
        one.sync()
    mine = [scan(rosa, order=order, serial=f"SN{at}", model="Latitude") for at in (1, 2)]
    his = [
        scan(ben, order=order, serial=f"sn-{at}", model="Latitude", photos=["a" * 64])
        for at in (2, 3)
    ]
    rosa.sync()
    ben.sync()
    assert outcomes(rosa, *mine) == ["applied", "applied"]
    assert outcomes(ben, *his) == ["already", "applied"]
    assert "Rosa scanned this box at" in ben.answered[his[0]["id"]]["message"]
    assert "your photo was added" in ben.answered[his[0]["id"]]["message"]
    body = world.body(f"order:{order}")
    assert (counts(body), body["state"]) == ([(3, 0, 0, 0), (0, 0, 0, 0)], "partly")
    rosa.sync()
    ben.sync()
    assert rosa.documents()[f"order:{order}"] == ben.documents()[f"order:{order}"] == body
    deliveries = [one for id_, one in ben.documents().items() if id_.startswith("delivery:")]
    assert len(deliveries) == 1 and len(deliveries[0]["boxes"]) == 3
    assert faults() == []


def test_a_photo_of_a_second_scan_is_shown_to_whom_the_box_is(world):
    order = ordered(world, "Latitude")
    ben = world.phone("ben")
    scan(ben, order=order, serial="SN1", photos=["b" * 64])
    ben.sync()
    box = next(one for id_, one in ben.documents().items() if id_.startswith("box:"))
    assert box["scans"][0]["photos"] == ["b" * 64]
    assert faults() == []


def test_a_technicians_waiting_steps_follow_when_the_last_box_comes(world):
    job = world.new_job()
    world.complete(job, "invite", "order")
    order = world.body(job)["order"]
    rosa, ana = world.phone("rosa"), world.phone("ana")
    rosa.sync()
    ana.sync()
    waits = ana.do("step.complete", job, {"step": "pickup", "evidence": {"incoming": "NW1"}})
    assert waits["outcome"] == "held"
    scan(rosa, order=order, serial="SN1", tag="NW1")
    rosa.sync()
    assert world.step(job, "receive")["by"]["name"] == "Rosa"
    done = rosa.do(
        "step.complete",
        job,
        {"step": "prepare", "evidence": {"incoming": {"tag": "NW1", "serial": "SN1"}}},
    )
    assert done["outcome"] == "applied"
    assert world.body(f"order:{order}")["state"] == "prepared"
    assert faults() == []


def test_one_tap_on_one_phone_and_a_box_on_another_are_one_machine(world):
    job = world.new_job()
    world.complete(job, "invite", "order")
    order = world.body(job)["order"]
    rosa, ben = world.phone("rosa"), world.phone("ben")
    rosa.sync()
    ben.sync()
    rosa.act("step.complete", job, {"step": "receive", "evidence": {"condition": "good"}})
    scan(ben, order=order, serial="SN1")
    for one in (rosa, ben):
        one.sync()
    line = world.body(f"order:{order}")["lines"][0]
    assert (line["received"], line["over"], line["serials"]) == (1, 0, ["SN1"])
    assert faults() == []


def test_the_same_label_on_two_boxes_counts_both_and_asks_for_a_fresh_one(world):
    order = ordered(world, "2 Latitude")
    rosa, ben = world.phone("rosa"), world.phone("ben")
    first = scan(rosa, order=order, serial="SN1", tag="NW1")
    second = scan(ben, order=order, serial="SN2", tag="NW1")
    rosa.sync()
    ben.sync()
    assert counts(world.body(f"order:{order}")) == [(2, 0, 0, 0)]
    assert outcomes(rosa, first) == outcomes(ben, second) == ["applied"]
    assert (
        world.body(second["target"])["problem"]
        == "The label NW1 is on another machine. Put a fresh label on this box."
    )
    assert world.case(second["id"]).state == "open"
    assert faults() == []


def test_a_serial_of_another_sites_machine_is_not_told_apart(world):
    """What it is, and where, is not for whoever has no business there."""
    rosa = world.phone("rosa")
    charlie = world.phone("charlie")
    args = {"site": "2", "day": "2026-11-26", "serial": "S1"}
    made = charlie.act("box.receive", target_of("box.receive", args, ""), args)
    charlie.sync()
    assert (
        world.body(made["target"])["problem"]
        == "The serial S1 is in the books already, at another site."
    )
    rosa.sync()
    assert made["target"] not in rosa.documents()
    assert faults() == []


def test_an_order_of_another_site_is_not_counted_on(world):
    order = ordered(world, "Latitude")
    charlie = world.phone("charlie")
    args = {"site": "2", "day": "2026-11-26", "serial": "SN1", "order": order}
    made = charlie.act("box.receive", target_of("box.receive", args, ""), args)
    charlie.sync()
    assert charlie.answered[made["id"]]["code"] == "unknown_target"
    assert counts(world.body(f"order:{order}")) == [(0, 0, 0, 0)]
    assert faults() == []


def test_a_case_of_a_receipt_that_a_supervisor_lets_count(world):
    """One tap for an order of several: held, and applied all the same, it stands for what is not scanned."""
    job = world.new_job()
    world.complete(job, "invite")
    order = ordered(world, "2 Latitude", job=job.partition(":")[2])
    tap = {"step": "receive", "evidence": {"condition": "good"}}
    held = world.do("rosa", "step.complete", job, tap)
    assert (held.outcome, held.code) == ("held", "disputed")
    decided = world.do("sam", "case.apply", held.case, {"reason": "I saw both"})
    assert decided.outcome == "applied", decided
    assert counts(world.body(f"order:{order}")) == [(2, 0, 0, 0)]
    assert world.body(f"order:{order}")["state"] == "received"
    assert faults() == []


SERIALS = ["SN1", "SN2", "SN3"]
SCANS = st.lists(
    st.tuples(
        st.sampled_from(["rosa", "ben"]),
        st.sampled_from(SERIALS),
        st.sampled_from(["good", "good", "damaged"]),
        st.sampled_from(["Latitude", "Latitude", "Dock", "Other", None]),
        st.sampled_from([None, 0, 1]),
        st.booleans(),
    ),
    min_size=2,
    max_size=9,
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(scans=SCANS, draw=st.data())
def test_the_order_in_which_phones_are_heard_changes_no_count(world, scans, draw):
    """The same scans and undos, heard in three orders (each phone's own is kept), on three orders alike."""
    results = []
    for turn in ("rosa first", "ben first", "as it comes"):
        order = ordered(world, "2 Latitude\nDock")
        phones = {name: world.phone(name) for name in ("rosa", "ben")}
        for phone in phones.values():
            phone.sync()
        lines = [line["id"] for line in world.body(f"order:{order}")["lines"]]
        for number, (name, serial, condition, model, line, taken_back) in enumerate(scans):
            at = f"2020-01-01T00:00:{number:02d}.000Z"
            args = {"serial": f"{serial} {order}", "condition": condition, "order": order}
            args |= {"model": model} if model else {}
            args |= {"line": lines[line]} if line is not None else {}
            made = scanned(phones[name], args, at)
            if taken_back:
                phones[name].act(
                    "box.undo", made["target"], {"op": made["id"], "reason": "Mistake"}
                )
        heard(phones, draw, turn)
        body = world.body(f"order:{order}")
        results.append((counts(body), body["state"]))
        assert all(not phone.queue for phone in phones.values())
        assert sum(one["pieces"] for one in body["boxes"]) == len(
            {one["id"] for one in body["boxes"]}
        )
    assert results[0] == results[1] == results[2]
    assert faults() == []


def scanned(phone, args: dict, at: str) -> dict:
    id_, told = str(uuid4()), PLACE | args
    target = target_of("box.receive", told, id_)
    # Without an anchor the moments stand as they are, a second apart.
    return phone.act("box.receive", target, told, id=id_, at=at, anchor=None)


def heard(phones, draw, turn: str) -> None:
    """Each phone sends its queue: one after the other, or in pieces, and whose comes next is chance."""
    if turn == "as it comes":
        while waiting := [name for name, one in phones.items() if one.queue]:
            phone = phones[draw.draw(st.sampled_from(waiting))]
            phone.send(phone.queue[: draw.draw(st.integers(1, len(phone.queue)))])
        return
    for phone in sorted(phones, key=lambda name: name != turn.split()[0]):
        phones[phone].send(phones[phone].queue)
