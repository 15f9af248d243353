"""Two people receive one delivery in the basement: no box counts twice, and a part is not called received."""

from playwright.sync_api import expect

from tests.browser.books import document, documents

KEPT = "On this phone, will send"


def the_order(server, what: str = "Latitude 7450") -> dict:
    """The demo's order for stock: 3 × Latitude 7450, of which 2 are here, and 3 × Dock."""
    return next(one for one in documents(server, "order") if one["lines"][0]["model"] == what)


def scan(phone, serial: str, **fields: str) -> None:
    form = phone.page.locator("form").filter(
        has=phone.page.get_by_role("button", name="Count this box")
    )
    form.get_by_label("Serial on the box").fill(serial)
    for label, value in fields.items():
        form.get_by_label(label.replace("_", " ")).fill(value)
    phone.press(form.get_by_role("button", name="Count this box"))


def choose(phone, order: dict, line: str | None = None) -> None:
    """The delivery by UPS, and the order's boxes."""
    way = f"/receiving/boxes?carrier=UPS&tracking=1ZBROWSER&order={order['id'].partition(':')[2]}"
    phone.go(way + (f"&line={line}" if line else ""))


def test_a_part_of_an_order_is_received_on_two_phones_without_a_network(server, phone):
    order = the_order(server)
    rosa, ben = phone("receiving1"), phone("tech2")
    server.gate.shut()
    for one in (rosa, ben):
        choose(one, order, order["lines"][0]["id"])
    scan(rosa, "5CG-NEW1", Label_put_on_it="NWNEW1")
    rosa.sees("5CG-NEW1: Here")
    rosa.sees(KEPT)
    rosa.sees("label NWNEW1")
    scan(ben, "5cg new1")
    scan(ben, "5CG4310LQX")
    ben.sees("Rosa Lind scanned 5CG4310LQX at")
    ben.sees("It counts once.")
    rosa.go("/receiving")
    rosa.sees("Partly here: 3 of 6 still to come")
    # Both would send by themselves: whose phone is first must not be left to chance.
    ben.close()
    server.gate.open()
    rosa.hear_of_network()
    rosa.says("All sent")
    ben.open()
    ben.go("/queue")
    ben.says("All sent")
    ben.sees("Rosa Lind scanned this box at")
    told = document(server, order["id"])
    assert [(line["received"], line["over"]) for line in told["lines"]] == [(3, 0), (0, 0)]
    assert told["state"] == "partly"
    ben.go(f"/orders/{order['id'].partition(':')[2]}")
    ben.sees("Partly here: 3 of 6 still to come")
    assert server.flask("audit") == []


def test_a_box_that_nobody_knows_is_matched_and_one_that_is_dead_goes_back_without_a_network(
    server, phone
):
    order = the_order(server)
    rosa = phone("receiving1")
    server.gate.shut()
    rosa.go("/receiving")
    rosa.page.get_by_role("link", name="MXL4091TTK").click()
    rosa.sees("No order known")
    form = rosa.page.locator("form").filter(has=rosa.page.get_by_role("button", name="Match it"))
    form.get_by_label("Which order?").select_option(value=order["id"].partition(":")[2])
    form.get_by_label("How do you know?").fill("The driver's list says so")
    rosa.press(form.get_by_role("button", name="Match it"))
    rosa.sees("Nothing like it was ordered")
    rosa.page.get_by_text("It goes back").click()
    form = rosa.page.locator("form").filter(has=rosa.page.get_by_role("button", name="It has left"))
    form.get_by_label("Why, or with whom?").fill("The driver took it")
    rosa.press(form.get_by_role("button", name="It has left"))
    rosa.sees("Sent back")
    rosa.says("2 to send")
    server.gate.open()
    rosa.hear_of_network()
    rosa.says("All sent")
    assert server.flask("audit") == []


def test_the_last_box_completes_the_jobs_step_and_its_label_is_offered_for_preparing(
    server, phone, jobs
):
    job = jobs("refresh", "receive")
    order = document(server, f"order:{job['order']}")
    rosa = phone("receiving1")
    server.gate.shut()
    choose(rosa, order)
    scan(rosa, "SNLAST", Label_put_on_it="NWLAST")
    rosa.go(f"/orders/{job['order']}")
    rosa.step("Prepared for the technician")
    expect(rosa.page.get_by_label("Tag on the new label")).to_have_value("NWLAST")
    rosa.complete()
    rosa.says("2 to send")
    server.gate.open()
    rosa.hear_of_network()
    rosa.says("All sent")
    assert document(server, job["id"])["current_step"] == "pickup"
    assert document(server, order["id"])["state"] == "prepared"
    assert server.flask("audit") == []


def test_an_order_by_hand_and_its_lines_without_a_network(server, phone):
    rosa = phone("receiving1")
    server.gate.shut()
    rosa.go("/orders/new")
    rosa.page.get_by_label("What is ordered?").fill("2 Latitude 7450\nDock WD22")
    rosa.press(rosa.page.get_by_role("button", name="Place the order"))
    rosa.sees("2 × Latitude 7450")
    rosa.page.get_by_text("1 still to come: later, or never?").click()
    form = rosa.page.locator("form").filter(
        has=rosa.page.get_by_role("button", name="Close the rest of this line")
    )
    form.last.get_by_label("Why is it not awaited any more?").fill("Out of production")
    rosa.press(form.last.get_by_role("button", name="Close the rest of this line"))
    rosa.sees("1 not awaited any more (Out of production)")
    server.gate.open()
    rosa.hear_of_network()
    rosa.says("All sent")
    assert server.flask("audit") == []
