"""What a job earns by hand: types by the terms of its closing, hours at their rates, called-off work by its furthest step.

What was charged stays at the terms that it was charged by; other facts take it back, and charge anew.
"""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

from tests.billing.naive.books import NOTHING, Books
from tests.billing.naive.days import service_at, terms_at
from tests.billing.naive.penalties import settle_penalty


def settle(books: Books, job: dict, at: str) -> None:
    """Something was done to the job at that moment: what it earns by now, and what it owes."""
    contract, unpriced = books.contracts.get(job["contract"]), job["unpriced"]
    is_again = job["kind"] == "incident" and job["closings"] > 0 and job["state"] != "closed"
    job["unpriced"] = {what for what in unpriced if is_again and what[0] != "cancel"}
    if not is_again:
        # An incident that is worked on again, or called off then, keeps what it earned until it is closed anew.
        if job["state"] == "closed":
            _transactions(books, job, contract, at)
            _hours(books, job, contract, at)
        else:
            for one in [*books.standing(job, "time"), *_by_type(books, job).values()]:
                books.take_back(one, at)
        _cancelled(books, job, contract, at)
    if contract is not None:
        settle_penalty(books, job, contract, at)


def is_free(job: dict, contract: dict | None) -> bool:
    """Our own fault, or a child whose parent is charged for all."""
    children = service_at(contract, job["closed_at"]).get("children", [])
    return job["rework"] or (job["parent"] is not None and "charges" not in children)


def _by_type(books: Books, job: dict) -> dict:
    return {one.about[0]: one for one in books.standing(job, "transactions") if one.about != ("cancel",)}


def _transactions(books: Books, job: dict, contract: dict | None, at: str) -> None:
    """Each type once for the closing, by the terms of the day of the closing."""
    standing, takes = _by_type(books, job), job["takes"]
    for type_, charge in standing.items():
        if type_ not in takes:
            books.take_back(charge, at)
    if not takes and not job["by_the_hour"] and not is_free(job, contract):
        job["unpriced"].add(("transactions", ""))
    minutes = sum(job["times"][one]["minutes"] for one in job["times"])
    for type_, items in takes.items():
        charge = standing.get(type_)
        term = charge.told if charge else None
        if term is None:
            term = ((terms_at(contract, job["closed_at"]) or {}).get("types") or {}).get(type_)
            fits = term is not None and (not term.get("kinds") or job["kind"] in term["kinds"])
            units = _quantity(term, items, minutes) if fits else None
        else:
            units = _quantity(term, items, minutes)
        if is_free(job, contract):
            units = NOTHING
        if charge is not None and units == charge.amount:
            continue
        if charge is not None:
            books.take_back(charge, at)
        if units is None:
            job["unpriced"].add(("transactions", type_))
        else:
            books.enter(job, "transactions", (type_,), units, at, type=type_, told=term)


def _quantity(term: dict, items: int, minutes: int) -> Decimal | None:
    """For the job, for each item, or by the band that the recorded time falls into."""
    if term.get("per", "job") == "job":
        return Decimal(str(term["quantity"]))
    if term["per"] == "item":
        return sum((Decimal(str(term["quantity"])) for _ in range(items)), NOTHING)
    for band in term["bands"]:
        if minutes > 0 and (band["up_to"] is None or minutes <= band["up_to"]):
            return Decimal(str(band["quantity"]))
    return None


def _hours(books: Books, job: dict, contract: dict | None, at: str) -> None:
    """Minutes summed for each person and skill, shared ones halved; then the minimum and the rounding, once. The rate and the cost
    centre of the first charge hold for what is corrected later, and only the difference is charged."""
    if not job["by_the_hour"]:
        return
    minutes: dict[tuple, Fraction] = defaultdict(Fraction)
    everybody = [one for one in (job["person"], job["second"]) if one]
    for time in job["times"].values():
        whose = [time["person"]] if time.get("person") in everybody else everybody
        for one in whose:
            minutes[(one, time.get("skill") or "")] += Fraction(time["minutes"], len(whose))
    charges: dict[tuple, list] = defaultdict(list)
    for one in books.standing(job, "time"):
        charges[one.about].append(one)
    for share in sorted({*minutes, *charges}):
        person, skill = share
        mine = charges[share]
        rates = (terms_at(contract, job["closed_at"]) or {}).get("rates") or {}
        rate = mine[0].told if mine else rates.get(skill) or rates.get("")
        centre = mine[0].centre if mine else books.people[person].get("cost_centre")
        if rate is None or not centre:
            job["unpriced"].add(("time", skill))
            continue
        charged = sum((one.amount for one in mine), NOTHING)
        given = sum((-one.conceded_by.amount for one in mine if one.conceded_by and one.conceded_by.stands), NOTHING)
        # Nobody gives back what a dispute has given back already.
        more = max(_price(minutes.get(share, Fraction(0)), rate) - charged, min(NOTHING, given - charged))
        if more:
            books.enter(job, "time", share, more, at, skill=skill, centre=centre, told=rate)


def _price(minutes: Fraction, rate: dict) -> Decimal:
    """Up to the minimum, up to whole steps, and only then into money."""
    if minutes <= 0:
        return NOTHING
    least, step = max(minutes, rate.get("minimum_minutes", 15)), rate.get("round_minutes", 15)
    billed = 0
    while billed < least:
        billed += step
    return (billed * Decimal(str(rate["hourly"])) / 60).quantize(Decimal("0.01"))


def _cancelled(books: Books, job: dict, contract: dict | None, at: str) -> None:
    """What the terms give for the furthest step that was done; an exception where they are silent about work."""
    standing = next((one for one in books.standing(job, "transactions") if one.about == ("cancel",)), None)
    reached, units, step = [], None, None
    if job["state"] == "cancelled":
        amounts = (terms_at(contract, job["closed_at"]) or {}).get("cancels", {}).get(job["kind"], {})
        reached = [step for step, state in job["steps"].items() if state == "done"]
        step = next((one for one in reversed(reached) if one in amounts), None)
        units = Decimal(str(amounts[step])) if step else None
        if units is not None and is_free(job, contract):
            units = NOTHING
    if standing is not None and (standing.told, standing.amount) == (step, units):
        return
    if standing is not None:
        books.take_back(standing, at)
    if units is not None:
        books.enter(job, "transactions", ("cancel",), units, at, type=job["own_type"], told=step)
    elif job["state"] == "cancelled" and (reached or job["times"]):
        job["unpriced"].add(("cancel", ""))
