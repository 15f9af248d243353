"""Search: what a document is found by, and whether it is. Case, accents and the order of the words do not matter."""

from fieldapp.portable.natives import fold

PORTABLE = True

NAMES = ["number", "tag", "serial", "name", "model", "username", "email", "phone", "title", "reference", "problem", "floor", "desk", "place"]


def matching(bodies, text):
    """Those of ``bodies`` in which every word of ``text`` stands; without a word none."""
    words = fold(text or "").split()
    if len(words) == 0:
        return []
    return [body for body in bodies if matches(body, words)]


def matches(body, words):
    told = searchable(body)
    return all(word in told for word in words)


def searchable(body):
    """All that it is found by, folded: names and numbers, labels, machines, people and their desks, problems, notes."""
    told = [body.get(name) for name in NAMES]
    if body["id"].startswith("job:"):
        told += words_of_job(body)
    elif body.get("person"):
        told.append(body["person"]["name"])
    told += [label["tag"] for label in body.get("labels") or []]
    return fold(" ".join([word for word in told if isinstance(word, str) and word]))


def words_of_job(job):
    """The people, the machines, and what was said."""
    told = []
    people = [job["person"]] if job["person"] is not None else []
    people += list((job.get("people") or {}).values())
    for one in people:
        told += [one["name"], one["floor"], one["desk"], one["email"]]
    for machine in job["assets"].values():
        told += [machine["tag"], machine["serial"]]
    told += [note["text"] for note in job["notes"] if not note["voided"]]
    hold = job["hold"]
    return [*told, hold["reason"]] if hold is not None else told
