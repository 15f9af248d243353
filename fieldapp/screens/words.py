"""How documents are named in sentences: people, machines, places, steps, states."""

from fieldapp.portable.natives import bare_code
from fieldapp.screens.codes import names_in

PORTABLE = True

ASSET_STATES = {
    "in_stock": "In stock",
    "ordered": "Ordered",
    "received": "Received, not prepared",
    "dead": "Dead on arrival",
    "prepared": "Prepared for the technician",
    "in_build": "Being built",
    "deployed": "In use",
    "collected": "Collected",
    "wiped": "Wiped",
    "returned": "Returned to the supplier",
    "disposed": "Disposed of",
    "retired": "Retired",
    "sold": "Sold",
    "donated": "Donated",
    "recycled": "Recycled",
    "lost": "Lost",
    "legal_custody": "In legal custody",
    "unrecoverable": "Can't be recovered",
    "on_loan": "On loan",
    "going_back": "To be given back to its user",
    "to_supplier": "To go back to the supplier",
}
HOLDERS = {
    "mailroom": "the mail room",
    "receiving": "receiving",
    "technician": "a technician",
    "person": "the person",
    "store": "the store",
    "courier": "a courier",
    "supplier": "the supplier",
    "gone": "nobody: it is gone",
}
JOB_STATES = {"open": "Open", "held": "On hold", "closed": "Closed", "cancelled": "Cancelled"}
ORDER_STATES = {
    "placed": "Ordered, not here yet",
    "partly": "Partly here",
    "received": "Here, not prepared",
    "prepared": "Prepared for the technician",
    "cancelled": "Cancelled",
}
ABOUT = {
    "hold": "Hold",
    "assign": "Handed over",
    "cancel": "Cancelled",
    "void": "Taken back",
    "machine": "Another machine",
    "named": "Machine named",
    "resolve": "Resolved",
    "reopen": "Opened again",
    "transfer": "Transferred",
    "escalate": "Escalated",
    "follow": "Same cause",
    "convert": "Another kind of job",
    "wipe.check": "Wipe checked",
    "eraser": "Eraser's log",
    "certificate": "Certificate",
    "clock": "Longer time",
    "invitation": "Invitation",
    "announced": "On the way",
    "customer": "From the customer",
    "mail": "Mail",
}


def key_of(document):
    """``job:0192…`` → ``0192…``."""
    return document["id"].split(":")[1]


def sentence_case(text):
    """The first letter large, as a sentence or a label begins."""
    return text[:1].upper() + text[1:]


def spoken(key):
    """A key of ours as people read it: ``in_build`` → ``In build``."""
    return sentence_case(key.replace("_", " "))


def asset_state(state):
    return ASSET_STATES.get(state) or spoken(state)


def holder(custody):
    """Who has the asset: a name where there is one."""
    name = custody["name"]
    if name and name != custody["type"]:
        return name
    return HOLDERS.get(custody["type"]) or spoken(custody["type"])


def machine_name(machine):
    """``K7M3Q9X · Latitude 7440``, of what is known."""
    known = [machine["tag"], machine["model"]]
    return " · ".join([one for one in known if one]) or machine["serial"] or "Machine without a tag"


def machine_words(machine):
    """``Latitude 7440, tag K7M3Q9X, serial 5CG1234``: as a signed text names it."""
    told = [machine["model"] or "Machine"]
    if machine["tag"]:
        told.append("tag " + machine["tag"])
    if machine["serial"]:
        told.append("serial " + machine["serial"])
    return ", ".join(told)


def is_machine(machine, code):
    """Whether that tag or serial, as people type and makers print them, is the machine's."""
    own = [bare_code(machine["tag"] or ""), bare_code(machine["serial"] or "")]
    return any(bare_code(name) != "" and bare_code(name) in own for name in names_in(code))


def what_it_is(asset, code):
    """``NW4K7PQ · Latitude 7440 (in use, Ben Okafor)``: what the books know of it; without the tag where just that was read."""
    name = machine_name(asset)
    if asset["model"] and code == asset["tag"]:
        name = f"a {asset['model']}"
    return f"{name} ({asset_state(asset['state']).lower()}, {holder(asset['custody'])})"


def place(person):
    """Floor and desk, as one says them on the way there."""
    words = []
    if person["floor"]:
        words.append("Floor " + person["floor"])
    if person["desk"]:
        words.append("desk " + person["desk"])
    return ", ".join(words)


def job_number(job):
    """A job made on this phone has no number until the server gives it one."""
    return job["number"] or "New"


def whose(job):
    """The person the job is for, or else its first machine."""
    if job["person"] is not None:
        return job["person"]["name"]
    machines = list(job["assets"].values())
    return machine_name(machines[0]) if len(machines) > 0 else job["title"]


def where(job):
    """Floor and desk where they are known, or else the site."""
    words = place(job["person"]) if job["person"] is not None else ""
    return words or job["site"]["name"]


def step_number(job, key):
    """1 for the first step, 0 where there is no such step."""
    for number, step in enumerate(job["steps"], 1):
        if step["key"] == key:
            return number
    return 0


def step_words(job, key):
    """``Step 8: Copy data``."""
    number = step_number(job, key)
    return f"Step {number}: {job['steps'][number - 1]['title']}" if number > 0 else ""


def step_of(job, key):
    return next((step for step in job["steps"] if step["key"] == key), None)


def is_live(job):
    return job["state"] in ["open", "held"]
