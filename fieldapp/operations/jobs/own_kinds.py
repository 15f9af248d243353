"""A job's kind names a workflow of the program, or one of a contract's own with its version: ``x-laptop-loan@2``."""

PORTABLE = True

OWN = "x-"


def is_own(kind):
    return kind.startswith(OWN) and "@" in kind


def kind_of(key, version):
    return f"{OWN}{key}@{version}"


def workflow_id(kind):
    """The id of the document that has the workflow; None for a kind of the program."""
    return "workflow:" + kind.removeprefix(OWN).split("@")[0] if is_own(kind) else None


def workflow_ids(kind):
    """The same, as a list of one or none."""
    id_ = workflow_id(kind)
    return [id_] if id_ is not None else []


def definition_in(document, kind):
    """The version that the kind names, as data; None where there is none."""
    number = kind.split("@")[1]
    if document is None or not (number.isascii() and number.isdigit() and len(number) < 6):
        return None
    at = int(number)
    return document.versions[at - 1].definition if at > 0 and at <= len(document.versions) else None


def kinds_in(documents):
    """Every version of these as ``{kind: workflow}``; only the newest of those that are offered is for new jobs."""
    found = {}
    for document in documents:
        key = document["id"].split(":")[1]
        last = len(document["versions"])
        for at, version in enumerate(document["versions"], 1):
            offered = document["offered"] and at == last
            found[kind_of(key, at)] = {**version["definition"], "offered": offered}
    return found
