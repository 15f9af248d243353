"""Receiving: a delivery comes, its boxes are scanned one after the other, and each counts once, whoever scans it.

A scan is a fact. What it says is kept with the box, whether it is the first or the tenth; what the box counts for
follows from all of them (``settling``, ``counting``), so that nothing hangs on which phone was heard first.
"""

from fieldapp.documents import Box, Delivery, Link, Named, Said, Scan
from fieldapp.labels.tags import clean_tag
from fieldapp.operations.custody.chain import add_link, same_holder
from fieldapp.operations.custody.parties import stays_here
from fieldapp.operations.guards import object_unless_decided, words
from fieldapp.operations.machines.assets import move
from fieldapp.operations.machines.labelling import keep_up, label
from fieldapp.operations.machines.life import log_event
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.receiving.boxes import (
    CARRIER,
    box_key,
    check_delivery,
    delivery_key,
    identity_of,
)
from fieldapp.operations.receiving.following import follow, job_of, rested_on, spec_for, start_again
from fieldapp.operations.receiving.settling import alive, settle
from fieldapp.operations.work.evidence import check_tag
from fieldapp.operations.work.pictures import check_picture
from fieldapp.portable.natives import bare_code, epoch, zone_parts

PORTABLE = True

MOST_PHOTOS = 10
MOST_PIECES = 1000
# In these states a machine is on its way to whom it is for.
BEFORE_USE = ["received", "prepared", "in_build"]
UNKNOWN = "This is not known here, or not yet."


def open_delivery(op, world):
    """A carrier was here. Two who say so of one visit mean the same delivery. A fact."""
    site = site_here(op.args.site, world)
    check_delivery(op.args)
    key = delivery_key(op.args.site, op.args.carrier, op.args.tracking, op.args.day)
    if op.target != "delivery:" + key:
        raise Refused(
            "invalid", "A delivery's id follows from its site, carrier and tracking or day."
        )
    announced = op.args.announced
    if announced is not None and (announced < 1 or announced > MOST_PIECES):
        raise Refused("invalid", f"A delivery has between 1 and {MOST_PIECES} boxes.")
    known = world.document(op.target)
    delivery = delivery_at(op, site, world)
    if announced is not None:
        delivery.announced = max(announced, delivery.announced or 0)
    return f"{known.by.name} opened this delivery already." if known is not None else None


def site_here(key, world):
    """The site where the actor is."""
    site = world.document("site:" + key) if key in world.actor.sites else None
    if site is None:
        raise Held("unknown_target", UNKNOWN)
    return site


def delivery_at(op, site, world):
    """The delivery that the arguments name, made by whoever comes first; its beginning is the earliest there was."""
    key = delivery_key(op.args.site, op.args.carrier, op.args.tracking, op.args.day)
    by = Named(id=world.actor.id, name=world.actor.name)
    delivery = world.document("delivery:" + key)
    if delivery is None:
        delivery = world.create(
            Delivery(
                id="delivery:" + key,
                site=Named(id=op.args.site, name=site.name),
                carrier=(op.args.carrier or "").strip() or CARRIER,
                tracking=bare_code(op.args.tracking or "") or None,
                day=op.args.day,
                at=world.at,
                by=by,
            )
        )
    elif world.at < delivery.at:
        delivery.at = world.at
        delivery.by = by
    return delivery


def receive(op, world):
    """One box was scanned. A fact: it counts, or the page says what it counts for instead."""
    site = site_here(op.args.site, world)
    check_box(op, world)
    ordered = order_in_sight(op.args, world)
    box = world.document(op.target)
    if box is None:
        box = world.create(blank(op, site, world))
    before = alive(box)
    note_delivery(box, op, site, world)
    box.scans = sorted([*box.scans, scan_of(op, world)], key=lambda one: f"{one.at} {one.op}")
    settle(box, world)
    if op.args.tag or box.asset is None:
        label(box, op, world)
        settle(box, world)
    keep_up(box, world)
    if len(before) == 0:
        doubt(box, ordered, world)
    follow(order_of(box, world), op, world)
    return second_words(before[0], op, site) if len(before) > 0 else None


def check_box(op, world):
    """All that came from outside."""
    args = op.args
    check_delivery(args)
    if identity_of(args.serial, args.code) == "made" and not args.unmarked:
        raise Refused("invalid", UNMARKED)
    if op.target != "box:" + box_key(args.site, args.serial, args.code, op.id):
        raise Refused("invalid", "A box's id follows from its site and its serial or code.")
    if args.condition not in ["good", "damaged"]:
        raise Refused("invalid", "The condition of a box is good or damaged.")
    if args.pieces < 1 or args.pieces > MOST_PIECES:
        raise Refused("invalid", f"A box holds between 1 and {MOST_PIECES} pieces.")
    if args.tag:
        check_tag(args.tag, world)
    check_photos(args.photos)


UNMARKED = "Scan or type the serial, or the carrier's code; or tick that the box has neither."


def check_photos(photos):
    if len(photos) > MOST_PHOTOS:
        raise Refused("invalid", f"At most {MOST_PHOTOS} photos at once.")
    for photo in photos:
        check_picture("Photo", photo)


def order_in_sight(args, world):
    """The order that was named, or None; a line must be one of its own."""
    if not args.order:
        if args.line:
            raise Refused("invalid", "Say which order the line is of.")
        return None
    order = world.document("order:" + args.order)
    if order is None or order.site.id not in world.actor.sites:
        raise Held("unknown_target", UNKNOWN)
    if args.line and not any(line.id == args.line for line in order.lines):
        raise Refused("invalid", "The order has no such line.")
    return order


def blank(op, site, world):
    """A box that nobody has scanned before."""
    identity = identity_of(op.args.serial, op.args.code)
    serial = (op.args.serial or "").strip().upper() if identity == "serial" else None
    return Box(
        id=op.target,
        site=Named(id=op.args.site, name=site.name),
        identity=identity,
        serial=serial,
        at=world.at,
        by=Named(id=world.actor.id, name=world.actor.name),
    )


def note_delivery(box, op, site, world):
    """It stands on the delivery that it was first scanned in."""
    if box.delivery is None:
        delivery = delivery_at(op, site, world)
        box.delivery = delivery.id.split(":")[1]
        delivery.boxes = sorted([*delivery.boxes, box.id.split(":")[1]])


def scan_of(op, world):
    args = op.args
    return Scan(
        op=op.id,
        by=Named(id=world.actor.id, name=world.actor.name),
        at=world.at,
        order=args.order or None,
        line=args.line or None,
        model=(args.model or "").strip() or None,
        code=(args.code or "").strip().upper() or None,
        tag=clean_tag(args.tag or "") or None,
        condition=args.condition,
        pieces=args.pieces,
        elsewhere=(args.elsewhere or "").strip() or None,
        remark=(args.remark or "").strip() or None,
        photos=[*args.photos],
    )


def order_of(box, world):
    return world.document("order:" + box.order) if box.order is not None else None


def doubt(box, ordered, world):
    """What a supervisor should look at, though it counts: a box that may be another phone's."""
    order = order_of(box, world)
    mine = entry_of(order, box)
    if mine is not None and is_over(order, mine):
        world.dispute(
            f"More came for {order.number or 'the order'} than was ordered. Keep it, send it back,"
            " or take back the scan that was of the same box."
        )
    elif box.identity == "made" and mine is not None:
        twins = [one for one in order.boxes if one.id != mine.id and is_twin(one, mine)]
        if len(twins) > 0:
            world.dispute(
                "Another box without a serial or code was recorded for the same line. Are they two? If not,"
                " take one scan back."
            )
    if ordered is not None and ordered.cancelled:
        world.dispute(
            f"{ordered.number or 'The order'} was cancelled. Send the box back, or keep it."
        )


def entry_of(order, box):
    key = box.id.split(":")[1]
    found = [one for one in order.boxes if one.id == key] if order is not None else []
    return found[0] if len(found) > 0 else None


def is_over(order, mine):
    """Whether its line has more than was ordered: which of the boxes is too many, nobody can tell."""
    counts = mine.counts_as in ["received", "over"]
    return counts and any(line.id == mine.counts_for and line.over > 0 for line in order.lines)


def is_twin(one, mine):
    """Neither a serial nor a code tells them apart."""
    return (
        one.counts_for == mine.counts_for
        and one.serial is None
        and one.code is None
        and not one.stand_in
    )


def second_words(first, op, site):
    """Somebody has scanned it before: said to whoever comes second, with what was added."""
    parts = zone_parts(epoch(first.at), site.zone)
    added = [
        word
        for word, there in [
            ["your photo", len(op.args.photos) > 0],
            ["its label", bool(op.args.tag)],
            ["the damage", op.args.condition == "damaged"],
            ["your words", bool((op.args.remark or "").strip())],
        ]
        if there
    ]
    kept = (
        f"{' and '.join(added)} {'was' if len(added) == 1 else 'were'} added"
        if len(added) > 0
        else "it counts once"
    )
    return f"{first.by.name} scanned this box at {parts[3]:02d}:{parts[4]:02d}; {kept}."


# What becomes of a box afterwards.


def the_box(op, world):
    """The box that the operation is about."""
    box = world.document(op.target)
    if box is None or not op.target.startswith("box:"):
        raise Refused("invalid", "This can only be done to a box.")
    return box


def said(op, world, sentence):
    """Who says it, and why."""
    reason = words(op.args.reason, sentence)
    by = Named(id=world.actor.id, name=world.actor.name)
    return Said(op=op.id, by=by, at=world.at, reason=reason)


def live_box(op, world):
    """The box, where it is still in the house."""
    box = the_box(op, world)
    if box.state == "void":
        raise Refused("not_allowed", "The scan of this box was taken back; there is no such box.")
    if box.returned is not None:
        raise Refused("not_allowed", f"{box.returned.by.name} sent this box back already.")
    return box


def undo(op, world):
    """A scan was a mistake: it is taken back, by whoever made it or a supervisor. A decision."""
    box = the_box(op, world)
    words(op.args.reason, "Say why the scan is taken back.")
    scan = next((one for one in box.scans if one.op == op.args.op), None)
    if scan is None:
        raise Refused("invalid", "There is no such scan of this box.")
    if scan.voided:
        return "It was taken back already."
    theirs = scan.by.id == world.actor.id or "supervisor" in world.actor.roles
    if not theirs and not world.insists:
        raise Refused("forbidden", f"Only {scan.by.name} or a supervisor can take this back.")
    scan.voided = True
    nothing_rests_on(box, world)
    before = order_of(box, world)
    settle(box, world)
    keep_up(box, world)
    follow(before, op, world)
    if box.order is not None and box.order != before_key(before):
        follow(order_of(box, world), op, world)
    return None


def before_key(order):
    return order.id.split(":")[1] if order is not None else None


def nothing_rests_on(box, world):
    """A box that a job has prepared can't have been a mistake. (Another's scan of it keeps it there.)"""
    if len(alive(box)) > 0:
        return
    job = job_of(order_of(box, world), world)
    spec = spec_for(job, "receive", world) if job is not None else None
    if spec is not None and rested_on(job, spec.key, world):
        raise Refused(
            "not_allowed",
            f"{job.number} goes on with what came in this box. Undo its later steps first, or say that it was dead on arrival.",
        )


def match(op, world):
    """A box is of this order, and of that line. A decision; of one that nobody knew an order for, or was wrong about."""
    box = live_box(op, world)
    order = order_in_sight(op.args, world)
    if order is None:
        raise Refused("invalid", "Choose the order that the box belongs to.")
    told = said(op, world, "Say how you know which order it is.")
    told.order = op.args.order
    told.line = op.args.line or None
    before = box.order
    box.matched = told
    settle(box, world)
    keep_up(box, world)
    if before is not None and before != box.order:
        follow(world.document("order:" + before), op, world)
    follow(order_of(box, world), op, world)


def accept(op, world):
    """It is taken as it is: dented, of another model, or one more than was ordered. A decision."""
    box = live_box(op, world)
    if box.accepted is not None:
        return f"{box.accepted.by.name} accepted it already."
    if box.dead is not None:
        raise Refused("not_allowed", "It is dead on arrival; send it back.")
    told = said(op, world, "Say why it can be used as it is.")
    box.accepted = told
    settle(box, world)
    follow(order_of(box, world), op, world)
    return None


def dead(op, world):
    """The machine in it does not work. Its place on the line is free for another, and so are the job's steps. A fact."""
    box = live_box(op, world)
    if box.dead is not None:
        return f"{box.dead.by.name} said so already."
    told = said(op, world, "Say what is wrong with it.")
    check_photos(op.args.photos)
    told.photos = [*op.args.photos]
    order = order_of(box, world)
    mine = entry_of(order, box)
    machine = box.asset or (mine.asset if mine is not None else None)
    asset = world.document("asset:" + machine) if machine is not None else None
    box.dead = told
    if asset is not None:
        lay_aside(asset, told, job_of(order, world), "receive", op, world)
        box.asset = asset.id.split(":")[1]
        box.tag = asset.tag
    settle(box, world)
    follow(order_of(box, world), op, world)
    return None


def dead_machine(op, world):
    """The same of a machine that came in no box that anyone scanned: its job begins again where its order was received. A fact."""
    asset = world.document(op.target)
    if asset is None or not op.target.startswith("asset:"):
        raise Held("unknown_target", UNKNOWN)
    if asset.state == "dead":
        return "That was said already."
    told = said(op, world, "Say what is wrong with it.")
    job = world.document("job:" + asset.jobs[0]) if len(asset.jobs) > 0 else None
    if job is None or asset.state not in BEFORE_USE or not came_for(asset, job):
        raise Refused("not_allowed", f"{asset.tag} is not on its way to anybody. Open an incident for it instead.")
    order = world.document("order:" + job.order) if job.order is not None else None
    boxes = order.boxes if order is not None else []
    if any(one.asset == asset.id.split(":")[1] and not one.stand_in for one in boxes):
        raise Refused("not_allowed", f"{asset.tag} came in a box that was scanned. Say at its box that it is dead on arrival.")
    first = "receive" if spec_for(job, "receive", world) is not None else "prepare"
    lay_aside(asset, told, job, first, op, world)
    log_event(asset, op, world, f"Dead on arrival: {told.reason}", job.id.split(":")[1])


def came_for(asset, job):
    """Whether it came for that job: a step of the job brought it into the books."""
    brought = [need.asset for step in job.steps for need in step.needs if need.kind == "new_asset"]
    return any(role in brought and job.assets[role].id == asset.id.split(":")[1] for role in job.assets)


def lay_aside(asset, told, job, first, op, world):
    """The machine stays with whoever has it, and is of no job any more."""
    holder = asset.custody
    if job is not None and any(one.id == asset.id.split(":")[1] for one in job.assets.values()):
        if asset.state == "deployed" or any(
            part.state == "done" for step in job.steps for part in step.parts
        ):
            object_unless_decided(
                world,
                "disputed",
                f"{asset.tag} is in use already. Open an incident for it instead.",
            )
        start_again(job, first, f"{asset.tag} was dead on arrival: {told.reason}", op, world)
    if not same_holder(asset.custody, holder):
        stays = Link(op=holder.op, at=holder.since, type=holder.type, id=holder.id, name=holder.name)
        stays.by = told.by
        add_link(asset, stays)
    asset.state = "dead"


def send_back(op, world):
    """The box left the house again: to the supplier, or to where it belongs. A fact."""
    box = the_box(op, world)
    if box.returned is not None:
        return f"{box.returned.by.name} sent it back already."
    told = said(op, world, "Say why it goes, or with whom.")
    check_photos(op.args.photos)
    told.photos = [*op.args.photos]
    told.to = (op.args.to or "").strip() or None
    asset = world.document("asset:" + box.asset) if box.asset is not None else None
    if asset is not None and len(asset.jobs) > 0:
        object_unless_decided(
            world,
            "disputed",
            f"{asset.tag} is part of an open job. Say that it was dead on arrival first, or undo the job's steps.",
        )
    box.returned = told
    if asset is not None:
        stays_here(asset, {"type": "supplier", "name": told.to or "supplier"}, world)
        asset.state = "returned"
        left = Link(op=op.id, at=world.at, type="supplier", name=told.to or "supplier", by=told.by)
        move(asset, left, op, world)
    settle(box, world)
    follow(order_of(box, world), op, world)
    return None
