"""A job's clocks on a phone without a network: held for the customer, due later at once, and explained."""

from tests.browser.books import path


def test_a_hold_moves_what_is_due_and_the_explanation_says_why_without_a_network(
    server, phone, jobs
):
    job = jobs("refresh", "order", "Ana Ruiz")
    ana = phone("tech1")
    server.gate.shut()
    ana.go(path(job))
    said = {"Why does it wait?": "On leave", "Until": "2030-01-08"}
    ana.sheet("Hold", "Put on hold", said, {"Whom does it wait for?": "The customer"})
    ana.says("1 to send")
    ana.page.get_by_role("link", name="The clocks explained").click()
    ana.title("Clocks of")
    ana.sees("Completion within 240 h for refresh")
    ana.sees("On hold (customer): On leave; the contract lets such a hold stop the clock")
    ana.sees("2030")
    server.gate.open()
