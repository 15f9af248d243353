"""A tag that was typed into a step: is it the machine that the step asks for? Told while there is time to look."""

from fieldapp.screens.scan import errand
from fieldapp.screens.scan_answer import about_errand

PORTABLE = True


def page(found, here):
    on = errand(found["job"], here["query"])
    scanned = found["scanned"]
    answer = about_errand(scanned, on, found["job"]) if on is not None else None
    return {"title": "Check", "answer": answer}
