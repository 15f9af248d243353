"""Two people on one job, neither with a network."""

from tests.browser.books import document, outcomes, path, step_of


def test_the_second_to_finish_a_step_is_told_who_was_first(server, phone, jobs):
    job = jobs("refresh", "software", "Ana Ruiz")
    ana, ben = phone("tech1"), phone("tech2")
    server.gate.shut()
    for one in (ana, ben):
        one.go(path(job))
        one.complete({"The software of the old one": True})
        one.says("1 to send")
    # Both would send by themselves: whose phone is first must not be left to chance.
    ben.close()
    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    ben.open()
    ben.go("/queue")
    ben.says("All sent")
    ben.sees("Ana Ruiz has finished this step already")
    assert outcomes(server, job["id"], "step.complete")[-2:] == ["applied", "already"]
    assert step_of(document(server, job["id"]), "software")["by"]["name"] == "Ana Ruiz"
    assert server.flask("audit") == []


def test_what_was_not_accepted_is_told_read_and_put_away_without_a_network(server, phone, jobs):
    job = jobs("refresh", "software", "Ana Ruiz")
    ana, sam = phone("tech1"), phone("supervisor1")
    ana.go(path(job))
    server.gate.shut()
    note = {"What should they know?": "The desk is locked"}
    ana.sheet("Hand over", "Hand over", note, {"To": "Rosa Lind"})
    ana.close()
    server.gate.open()
    sam.go(path(job))
    sam.sheet("Hand over", "Hand over", note, {"To": "Ben Okafor"})
    sam.says("All sent")
    ana.open()
    ana.go("/queue")
    ana.says("1 needs you")
    server.gate.shut()
    ana.sees("It was handed to Ben Okafor meanwhile")
    ana.press(ana.page.get_by_role("button", name="I have read it"))
    ana.says("Offline · 1 to send")
    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    ana.sees_not("Not accepted")
    assert server.flask("audit") == []
