"""Machines change hands where there is no network: signed for on one phone, or offered and accepted on two."""

import re

from playwright.sync_api import expect

from fieldapp.portable.natives import sha256 as sha_of
from tests.browser.books import document, documents, outcomes


def in_hands_of(server, name: str) -> dict:
    """A machine that the books say that colleague holds, and that is in no job."""
    return next(
        one
        for one in documents(server, "asset")
        if one["custody"]["name"] == name and not one["jobs"] and one["custody"]["type"] != "person"
    )


def key_of(asset: dict) -> str:
    return asset["id"].partition(":")[2]


def draw(phone) -> None:
    """A stroke with the mouse, as with a finger."""
    pad = phone.page.locator("canvas.sign:visible")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    phone.page.mouse.move(box["x"] + 20, box["y"] + 60)
    phone.page.mouse.down()
    for step in range(1, 10):
        phone.page.mouse.move(box["x"] + 20 + step * 25, box["y"] + 60 + (step % 3) * 20)
    phone.page.mouse.up()


def is_a_picture(image) -> None:
    image.scroll_into_view_if_needed()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100


def test_a_person_signs_on_the_technicians_phone_in_a_basement(server, phone):
    machine, person = in_hands_of(server, "Ana Ruiz"), documents(server, "person")[0]
    ana = phone("tech1")
    server.gate.shut()
    ana.go(f"/hands/over?m.{key_of(machine)}=1&whom={person['id']}")
    words = ana.page.locator(".signed-text").inner_text()
    assert machine["tag"] in words and person["name"] in words
    ana.page.get_by_label("Signed by (name)").fill("Tess Assistant")
    draw(ana)
    ana.press(ana.page.get_by_role("button", name="Handed over to"))
    ana.sees(f"Handed over to {person['name']}")
    ana.says("2 to send")
    ana.go(f"/assets/{key_of(machine)}")
    ana.page.get_by_role("link", name="Signed by Tess Assistant: the receipt").click()
    expect(ana.page.locator(".signed-text")).to_have_text(words)
    is_a_picture(ana.page.get_by_alt_text("Signature of Tess Assistant"))

    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    asset = document(server, machine["id"])
    signed = asset["chain"][-1]["signature"]
    assert asset["custody"]["name"] == asset["person"]["name"] == person["name"]
    assert (signed["by"], signed["text"], signed["version"]) == ("Tess Assistant", "delivery", 1)
    assert signed["sha"] == sha_of(words)
    assert (server.instance / "blobs" / signed["picture"][:2] / signed["picture"]).exists()
    sam = phone("supervisor1")
    sam.go(f"/assets/{key_of(machine)}")
    sam.page.get_by_role("link", name="Signed by Tess Assistant: the receipt").click()
    is_a_picture(sam.page.get_by_alt_text("Signature of Tess Assistant"))
    assert server.flask("audit") == []


def test_one_offers_and_the_other_accepts_and_neither_has_a_network(server, phone):
    machine = in_hands_of(server, "Ana Ruiz")
    ana, ben = phone("tech1"), phone("tech2")
    server.gate.shut()
    ana.go("/hands")
    ana.page.get_by_role("link", name="Hand over").click()
    ana.page.get_by_role("checkbox", name=re.compile(machine["tag"])).check()
    ana.page.get_by_role("radio", name="Ben Okafor").check()
    ana.page.get_by_role("button", name="Next").click()
    ana.press(ana.page.get_by_role("button", name="Offer to Ben Okafor"))
    ana.sees("Offered to Ben Okafor")
    ana.says("1 to send")
    ben.go("/hands")
    ben.page.get_by_label("Take a machine over").fill(machine["serial"].lower())
    ben.page.get_by_role("button", name="Look up").click()
    ben.press(ben.page.get_by_role("button", name="I have taken it over"))
    ben.sees(f"{machine['tag']} is in your hands")
    ben.says("1 to send")
    # Ben's acceptance reaches the server first: it has heard of no offer.
    ana.close()
    server.gate.open()
    ben.hear_of_network()
    ben.says("All sent")
    assert document(server, machine["id"])["chain"][-1]["broken"] == "Ana Ruiz"
    ana.open()
    ana.go("/queue")
    ana.says("All sent")
    asset = document(server, machine["id"])
    assert asset["custody"]["name"] == "Ben Okafor"
    assert (asset["chain"][-1]["how"], asset["chain"][-1]["broken"]) == ("scan", None)
    assert asset["offers"][-1]["state"] == "accepted"
    assert outcomes(server, machine["id"], "custody.offer")[-1] == "already"
    assert server.flask("audit") == []


def test_what_was_offered_is_accepted_with_a_tap_or_refused(server, phone):
    machine = in_hands_of(server, "Ben Okafor")
    ana = phone("tech1")
    server.gate.shut()
    ana.go("/hands")
    ana.sees("On your desk, with its charger.")
    ana.page.locator("summary").filter(has_text="Refuse").click()
    ana.page.get_by_label("Why is it not taken?").fill("It is not there")
    ana.press(ana.page.get_by_role("button", name="Refuse"))
    ana.sees("Refused.")
    ana.sees_not("On your desk")
    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    offer = document(server, machine["id"])["offers"][-1]
    assert (offer["state"], offer["reason"]) == ("refused", "It is not there")
    assert server.flask("audit") == []


def test_a_signature_needs_a_stroke_or_a_witness(server, phone):
    machine, person = in_hands_of(server, "Ana Ruiz"), documents(server, "person")[1]
    ana = phone("tech1")
    ana.go(f"/hands/over?m.{key_of(machine)}=1&whom={person['id']}")
    ana.press(ana.page.get_by_role("button", name="Handed over to"))
    ana.sees("draw it, or type the name of a witness")
    ana.page.get_by_role("textbox", name="Witness").fill("Rosa Lind")
    ana.press(ana.page.get_by_role("button", name="Handed over to"))
    ana.says("All sent")
    signed = document(server, machine["id"])["chain"][-1]["signature"]
    assert (signed["by"], signed["witness"]) == (person["name"], "Rosa Lind")
    assert signed["picture"] is None


def test_a_step_is_signed_below_its_text(server, phone, jobs):
    job = jobs("refresh", "setup")
    who = {"Ana Ruiz": "tech1", "Ben Okafor": "tech2"}[job["assignee"]["name"]]
    one = phone(who)
    server.gate.shut()
    one.go("/jobs/" + key_of(job) + "?step=setup&lang=de")
    words = one.page.locator("#step .signed-text").inner_text()
    assert words.startswith("Erhalten für")
    draw(one)
    tag = job["assets"]["incoming"]["tag"]
    one.complete({"Scan the new machine": tag, "Signed off by": "Jo"})
    server.gate.open()
    one.hear_of_network()
    one.says("All sent")
    step = next(step for step in document(server, job["id"])["steps"] if step["key"] == "setup")
    assert step["state"] == "done"
    signature = step["evidence"]["signature"]
    assert (signature["language"], signature["sha"]) == ("de", sha_of(words))
    asset = document(server, "asset:" + job["assets"]["incoming"]["id"])
    assert asset["chain"][-1]["signature"]["by"] == "Jo"
    assert server.flask("audit") == []


def test_a_supervisor_sees_what_is_late_and_lost(server, phone):
    machine = in_hands_of(server, "Ana Ruiz")
    sam = phone("supervisor1")
    sam.go("/holders")
    sam.sees("Loans that are late")
    sam.go(f"/assets/{key_of(machine)}")
    sam.page.locator("summary").filter(has_text="It is lost or stolen").click()
    sam.page.get_by_label("Stolen: what happened").fill("The boot was broken open")
    sam.press(sam.page.get_by_role("button", name="Report as stolen"))
    sam.sees("Reported stolen by")
    sam.go("/holders")
    sam.sees("Lost or stolen")
    sam.says("All sent")
    assert document(server, machine["id"])["missing"]["kind"] == "stolen"
