"""The chain of custody: who held the machine, since when, how that was proved.

Links, offers and reports are facts with a moment. They are kept in the order of their moments, whatever
the order in which they arrive; who holds the machine, what became of an offer, and where the chain is
broken follow from all of them together. So two phones that have not heard of each other come to the same.
"""

from fieldapp.documents import Custody, Link, Named

PORTABLE = True

LINKS_KEPT = 40
OFFERS_KEPT = 20
REPORTS_KEPT = 20

STAFF = ["technician", "receiving"]


def begin(asset):
    """What the books said before there was a chain is its first link."""
    if not asset.chain:
        held = asset.custody
        first = Link(
            op=held.op, at=held.since, type=held.type, id=held.id, name=held.name, how="books"
        )
        asset.chain = [first]
    if asset.offers is None:
        asset.offers = []
    if asset.reports is None:
        asset.reports = []


def moment(one):
    """When it was; what has no moment was before all else."""
    return one.at or ""


def moment_of(asset, op, world):
    """When it was: never before the hand-over that its author had seen (``expect.op``), whatever clocks say."""
    for link in asset.chain:
        if link.op is not None and link.op == op.expect.get("op") and moment(link) > world.at:
            return link.at
    return world.at


def in_place(list_, one):
    """The list with one more, after all that were not later."""
    earlier = [other for other in list_ if moment(other) <= moment(one)]
    later = [other for other in list_ if moment(other) > moment(one)]
    return [*earlier, one, *later]


def add_link(asset, link):
    begin(asset)
    asset.chain = in_place(asset.chain, link)[-LINKS_KEPT:]
    settle(asset)


def add_offer(asset, offer):
    begin(asset)
    asset.offers = in_place(asset.offers, offer)[-OFFERS_KEPT:]
    settle(asset)


def add_report(asset, report):
    begin(asset)
    asset.reports = in_place(asset.reports, report)[-REPORTS_KEPT:]
    settle(asset)


def live(asset):
    """The links that were not undone."""
    return [link for link in asset.chain if not link.void]


def settle(asset):
    """Work out what follows from links, offers and reports."""
    links = live(asset)
    if len(links) == 0:
        return
    previous = None
    for at, link in enumerate(links):
        following = links[at + 1] if at + 1 < len(links) else None
        taken = offer_taken(asset, previous, link, following)
        link.offer = taken.op if taken is not None else None
        link.broken = previous.name if is_break(previous, link) else None
        previous = link
    for offer in asset.offers:
        offer.state = state_of(offer, asset.offers, links)
        offer.giver = holder_at(links, offer.at)
    asset.custody = custody_of(links)
    asset.person = owner_of(links, asset.person)
    asset.missing = missing_of(asset.reports, links)
    if asset.loan is not None and is_back(asset.loan, links):
        asset.loan = None
        if asset.state == "on_loan":
            asset.state = "in_stock"


def holder_at(links, at):
    """The name of who held it then."""
    names = [link.name for link in links if moment(link) <= at]
    return names[-1] if len(names) > 0 else ""


def same_holder(one, other):
    """The same person, or the same place. Who is staff is one person in either role."""
    if one.id is not None or other.id is not None:
        return one.id == other.id and (one.type == "person") == (other.type == "person")
    return one.type == other.type


def custody_of(links):
    """The newest link's holder, since the first of the links by which they have held it at a stretch."""
    last = links[-1]
    first = last
    for link in reversed(links):
        if not same_holder(link, last):
            break
        first = link
    return Custody(type=last.type, id=last.id, name=last.name, since=first.at, op=first.op)


def owner_of(links, known):
    """Whose machine it is: in staff's hands it is still theirs who had it before, unless a step took it."""
    for link in reversed(links):
        if link.type == "person":
            return Named(id=link.id, name=link.name) if link.id is not None else None
        if link.type not in STAFF or link.how == "step":
            return None
    return known


def offer_taken(asset, previous, link, following):
    """The newest offer that this link took up: made while the one before held it; or since then, by clocks that
    differ by as much as a network is slow: nobody offers a machine to those who have it."""
    since = moment(previous) if previous is not None else ""
    found = None
    for offer in asset.offers:
        before_next = following is None or offer.at < moment(following)
        if same_holder(offer, link) and since <= offer.at and before_next:
            if offer.ended != "withdrawn" or offer.ended_at > moment(link):
                found = offer
    return found


def is_break(previous, link):
    """Whether it was taken from somebody who neither gave it, nor offered it, nor signed."""
    if previous is None or previous.type not in ["technician", "person", "gone"]:
        return False
    if same_holder(previous, link) or link.how == "books" or link.offer is not None:
        return False
    if link.type == "courier":
        # Whoever sent it has the number of the parcel, and no signature of ours.
        return link.note is None
    if previous.type == "person":
        signed_back = link.signature is not None and link.type != "person"
        return not signed_back and link.owner != previous.id
    return link.by is None or link.by.id != previous.id


def state_of(offer, offers, links):
    """What became of an offer."""
    if any(link.offer == offer.op for link in links):
        return "accepted"
    if offer.ended is not None:
        return offer.ended
    moved_on = any(moment(link) > offer.at for link in links)
    again = any(other.at > offer.at for other in offers)
    return "lapsed" if moved_on or again else "open"


def open_offer(asset):
    """The offer that stands, or None."""
    return next((offer for offer in asset.offers if offer.state == "open"), None)


def end_offer(offer, how, op, world, reason):
    """Refused or withdrawn: of two ends the earlier one counts, whichever arrives first."""
    if offer.ended is not None and offer.ended_at <= world.at:
        return
    offer.ended = how
    offer.ended_at = world.at
    offer.ended_by = Named(id=world.actor.id, name=world.actor.name)
    offer.ended_op = op.id
    offer.reason = reason


def missing_of(reports, links):
    """The newest report, where it says that the machine is lost and nobody has had it since."""
    last = reports[-1] if len(reports) > 0 else None
    if last is None or last.kind == "found" or moment(links[-1]) > last.at:
        return None
    return last


def is_back(loan, links):
    """Whether the borrower no longer has it."""
    last = links[-1]
    borrower = last.type == "person" and last.id == loan.person.id
    return not borrower and moment(last) >= loan.at


def undo_links(asset, op_id):
    """The links that a step made count no longer. Whether there were any."""
    found = False
    for link in asset.chain if asset.chain else []:
        if link.op == op_id and link.how == "step":
            link.void = True
            found = True
    if found:
        settle(asset)
    return found
