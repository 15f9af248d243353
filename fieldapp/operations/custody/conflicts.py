"""What does not go together in a chain of custody, and what a supervisor is told of it."""

from fieldapp.operations.custody.chain import live, moment, same_holder

PORTABLE = True


def conflicts(asset):
    """What does not go together, as sentences for a supervisor; none where all is well."""
    found = []
    previous = None
    for link in live(asset) if asset.chain else []:
        if previous is not None and link.how != "books":
            found.extend(taken_by_another(asset, previous, link))
            found.extend(moved_while_missing(asset, previous, link))
        previous = link
    return found


def taken_by_another(asset, previous, link):
    """It was offered to one, and another says that they have taken it."""
    if link.how == "step" or link.by is None:
        return []
    return [
        f"{asset.tag} was offered to {offer.name} by {offer.by.name}, and is now with {link.name}."
        for offer in asset.offers
        if moment(previous) <= offer.at
        and offer.at <= moment(link)
        and offer.by.id != link.by.id
        and (offer.ended is None or offer.ended_at > moment(link))
        and offer.state != "accepted"
        and not same_holder(offer, link)
        and not any(offer.at < other.at and other.at <= moment(link) for other in asset.offers)
    ]


def moved_while_missing(asset, previous, link):
    """It was reported lost or stolen, and then somebody had it without saying that it was found."""
    before = [
        report
        for report in asset.reports
        if moment(previous) <= report.at and report.at < moment(link)
    ]
    last = before[-1] if len(before) > 0 else None
    found = any(report.op == link.op for report in asset.reports)
    if last is None or last.kind == "found" or found:
        return []
    who = link.by.name if link.by is not None else link.name
    return [f"{last.by.name} reported {asset.tag} {last.kind}; {who} has had it since."]
