"""Which documents an operation reads, so that they can be loaded before it runs.

First those that the operation names, and those found by keys; then those that they lead to.
"""

from fieldapp.labels.tags import clean_tag
from fieldapp.operations.jobs.own_kinds import workflow_ids
from fieldapp.operations.receiving.boxes import delivery_key

PORTABLE = True


def reads(op):
    """Ids that the operation itself names."""
    ids = [op.target]
    if op.kind == "job.create":
        assets = op.args.assets if op.args.assets is not None else {}
        ids.extend(["asset:" + key for key in assets.values()])
        if op.args.person:
            ids.append("person:" + op.args.person)
        people = op.args.people if op.args.people is not None else {}
        ids.extend(["person:" + key for key in people.values()])
        ids.extend(workflow_ids(op.args.kind))
        ids.extend(["job:" + key for key in [op.args.parent] if key])
    if op.kind in ["job.create", "job.close"] and op.args.rework:
        ids.append("job:" + key_in(op.args.rework))
    if op.kind == "job.follow" and op.args.parent:
        ids.append("job:" + op.args.parent)
    if op.kind in ["job.create", "job.transfer"] and op.args.site:
        ids.append("site:" + op.args.site)
    if op.kind in ["box.receive", "delivery.open"]:
        key = delivery_key(op.args.site, op.args.carrier, op.args.tracking, op.args.day)
        ids.extend(["delivery:" + key, "site:" + op.args.site])
    if op.kind in ["box.receive", "box.match"] and op.args.order:
        ids.append("order:" + op.args.order)
    if op.kind == "order.create":
        ids.extend(["job:" + key for key in [op.args.job] if key])
        ids.extend(["site:" + key for key in [op.args.site] if key])
    if op.kind == "count.record":
        ids.append("site:" + op.args.site)
        ids.extend(["asset:" + key for key in [*op.args.found, *op.args.expected]])
    if op.kind.startswith("custody.") or op.kind.startswith("loan."):
        ids.extend(reads_of_hand_over(op))
    return ids


def key_in(address):
    """A job's key: itself, or the end of its address."""
    return address.strip().split("/")[-1].split("?")[0].removeprefix("job:")


TO_SOMEONE = ["custody.offer", "custody.accept", "custody.give", "loan.return"]


def reads_of_hand_over(op):
    """The other machines, and the person who gets them."""
    also = op.args.also if isinstance(op.args.also, list) else []
    ids = ["asset:" + key for key in also if isinstance(key, str)]
    if op.kind == "loan.give" and isinstance(op.args.person, str):
        ids.append("person:" + op.args.person)
    if op.kind in TO_SOMEONE and isinstance(op.args.whom, str):
        if op.args.whom.startswith("person:"):
            ids.append(op.args.whom)
    return ids


def keys_of_operation(op):
    """Keys (``tag:…``, ``serial:…``) of machines that it names or brings in, and the books may know."""
    keys = []
    if op.kind in ["label.bind", "label.move", "label.retire"] and isinstance(op.args.tag, str):
        keys.append("tag:" + clean_tag(op.args.tag))
    if op.kind == "job.machine" and op.args.code:
        code = op.args.code.strip().upper()
        return ["tag:" + code, "serial:" + code]
    if op.kind == "step.complete" and op.args.evidence is not None:
        for value in op.args.evidence.values():
            if isinstance(value, dict):
                if isinstance(value.get("tag"), str):
                    keys.append("tag:" + clean_tag(value.get("tag")))
                if isinstance(value.get("serial"), str):
                    keys.append("serial:" + value.get("serial").strip().upper())
    if op.kind in ["box.receive", "asset.correct"]:
        if op.args.serial:
            keys.append("serial:" + op.args.serial.strip().upper())
        if op.kind == "box.receive" and op.args.tag:
            keys.append("tag:" + clean_tag(op.args.tag))
    return keys


def reads_more(documents):
    """Ids of what the loaded ones lead to: a job's site, machines, wipes, people, order and own workflow; a machine's site, jobs and
    wipe; a box's order, machine and delivery; an order's job."""
    ids = []
    for document in documents:
        kind = document.id.split(":")[0]
        if kind in ["job", "asset", "order", "person", "box"]:
            ids.append("site:" + document.site.id)
        if kind == "job":
            ids.extend(["asset:" + machine.id for machine in document.assets.values()])
            ids.extend(["erasure:" + key for key in document.erasures or []])
            ids.extend(workflow_ids(document.kind))
            if document.person is not None:
                ids.append("person:" + document.person.id)
            people = document.people or {}
            ids.extend(["person:" + one.id for one in people.values()])
            if document.order is not None:
                ids.append("order:" + document.order)
            if any(step.key == "software" and step.state == "todo" for step in document.steps):
                ids.extend(["software:" + machine.id for machine in document.assets.values()])
            ids.extend(["job:" + key for key in [document.parent, *(document.children or [])] if key])
        if kind == "asset":
            ids.extend(["job:" + key for key in document.jobs or []])
            if document.erasure:
                ids.append("erasure:" + document.erasure)
        if kind == "order" and document.job is not None:
            ids.append("job:" + document.job)
        if kind == "box":
            for name, key in [["order:", document.order], ["asset:", document.asset]]:
                if key is not None:
                    ids.append(name + key)
    return ids


def keys_of_document(document):
    """The keys by which a phone finds a document; the server's are the documents' own ``keys``."""
    kind = document.id.split(":")[0]
    if kind == "asset":
        keys = ["tag:" + document.tag.upper()]
        for label in document.labels or []:
            keys.append("tag:" + label.tag.upper())
        if document.serial:
            keys.append("serial:" + document.serial.upper())
        return keys
    return []
