"""Labels on a phone without a network: told at the field, bound, found on another machine, printed."""

from playwright.sync_api import expect

from fieldapp.labels.tags import tags_of
from tests.browser.books import document, documents

# The demo's roll begins here; its first label is on a machine.
BLANKS = tags_of(1_001_000, 90)[1:]


def machines(server) -> list[dict]:
    """In no job, and with their first labels."""
    return [one for one in documents(server, "asset") if not one["jobs"] and not one["labels"]]


def page_of(asset: dict) -> str:
    return "/assets/" + asset["id"].partition(":")[2]


def fill(phone, button: str, **fields: str):
    form = phone.page.locator("form", has=phone.page.get_by_role("button", name=button))
    for name, value in fields.items():
        form.locator(f'[name="args.{name}"]').fill(value)
    phone.press(form.get_by_role("button", name=button))


def open_labels(phone, asset: dict):
    phone.go(page_of(asset))
    phone.page.locator(".label-deeds > summary").click()


def test_a_label_is_put_on_moved_and_told_offline(server, phone):
    first, second = machines(server)[:2]
    tag = BLANKS[0]
    ana = phone("tech1")
    ana.go("/work")
    ana.says("All sent")
    server.gate.shut()
    ana.go(f"/A/{tag}")
    ana.sees("on no machine yet")

    open_labels(ana, first)
    fill(ana, "It is on the machine", tag=tag[1] + tag[0] + tag[2:])
    ana.sees("can't be right")
    ana.sees("Nothing was recorded")
    ana.says("All sent")
    open_labels(ana, first)
    fill(ana, "It is on the machine", tag=f"{tag[:4].lower()} {tag[4:].lower()}")
    ana.says("1 to send")
    ana.go(f"/A/{tag}")
    ana.title(first["tag"])

    open_labels(ana, second)
    fill(ana, "It is on this one now", tag=tag, reason="It was on the wrong one")
    ana.says("2 to send")
    ana.go(f"/A/{tag}")
    ana.title(second["tag"])
    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    assert document(server, first["id"])["labels"] == []
    assert [one["tag"] for one in document(server, second["id"])["labels"]] == [tag]
    ana.go(f"/A/{tag}")
    ana.title(second["tag"])
    ana.go(page_of(first))
    ana.sees("It was on the wrong one")


def test_one_blank_on_two_machines_is_a_case(server, phone):
    first, second = machines(server)[:2]
    ana, ben = phone("tech1"), phone("tech2")
    for one in (ana, ben):
        one.go("/work")
        one.says("All sent")
    server.gate.shut()
    for one, asset in ((ana, first), (ben, second)):
        open_labels(one, asset)
        fill(one, "It is on the machine", tag=BLANKS[1])
        one.says("1 to send")
    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    ben.hear_of_network()
    ben.says("1 with a supervisor")
    (case,) = server.flask("cases")
    assert BLANKS[1] in case["message"]


def test_a_label_prints_offline_with_model_client_and_site(server, phone):
    asset = machines(server)[0]
    ana = phone("tech1")
    ana.go("/work")
    ana.says("All sent")
    server.gate.shut()
    ana.go(page_of(asset))
    ana.page.emulate_media(media="print")
    label = ana.page.locator(".label")
    expect(label).to_contain_text(asset["tag"])
    for words in (asset["model"], asset["site"]["name"], "Northwind Mutual"):
        expect(label).to_contain_text(words)
    # 24 mm at 96 dots an inch.
    assert round(label.locator("img").bounding_box()["width"]) == round(24 / 25.4 * 96)
    assert ana.page.locator(".label img").evaluate("image => image.naturalWidth") > 0
