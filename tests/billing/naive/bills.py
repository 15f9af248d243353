"""A month's bill by hand: what was missed by the month, the cap on penalties, what was used beyond an allotment, what is bought back.

Each says what should stand by now, for months that are billed already too; the difference is on the bill that is made.
"""

from decimal import Decimal

from tests.billing.naive.books import NOTHING, Books, Charge
from tests.billing.naive.clocks import due, ended
from tests.billing.naive.days import day_of, last_day, last_moment, month_after, terms_on
from tests.billing.naive.earnings import settle
from tests.billing.naive.penalties import is_about, was

CENT = Decimal("0.01")


def bill(books: Books, key: str, month: str) -> None:
    contract = books.contracts[key]
    _look(books, key, last_moment(contract, month))
    one = _first_month(books, key, month)
    while one <= month:
        _targets(books, key, one, month)
        one = month_after(one)
    _caps(books, key, month)
    for allotment in _allotments(contract, month):
        _overage(books, key, allotment, month)
        _buy_back(books, key, allotment, month)
    contract["issued_through"] = month


def _look(books: Books, key: str, at: str) -> None:
    """Clocks that were missed by then and run on, whoever has forgotten them."""
    for job in books.jobs.values():
        running = [due(books, job, one) for one in job["clocks"] if ended(job, one) is None]
        if job["contract"] == key and any(one is not None and one <= at for one in running):
            settle(books, job, at)


def _first_month(books: Books, key: str, month: str) -> str:
    """Nothing was promised before the first job."""
    began = [day_of(books.contracts[key], job["clocks"][0]["began"])[:7] for job in books.jobs.values() if job["clocks"]]
    return min([month, *began])


def _stand(books: Books, key: str, kind: str, about: tuple, amount: Decimal, of: str, month: str) -> None:
    """Have so much stand for it."""
    standing = next((one for one in books.charges if (one.contract, one.kind, one.about) == (key, kind, about) and one.stands), None)
    if (standing.amount if standing else NOTHING) == amount:
        return
    if standing is not None:
        books.take_back(standing, of, month)
    if amount:
        books.enter_by_month(key, kind, about, amount, of, month)


# Penalties by the month.


def _targets(books: Books, key: str, one: str, month: str) -> None:
    contract = books.contracts[key]
    terms = terms_on(contract, last_day(one))
    children = "clocks" in (terms.get("service") or {}).get("children", [])
    scopes: dict[tuple, list[dict]] = {}
    for term in terms["penalties"]:
        if term.get("per") == "month":
            scope = tuple(term.get(what) for what in ("clock", "kind", "priority", "line_of_business", "vip"))
            scopes.setdefault(scope, []).append(term)
    for scope, told in scopes.items():
        kept = [is_kept for is_kept in _ended_in(books, key, one, told[0], children)]
        below = [Decimal(str(term["amount"])) for term in told if kept and 100 * sum(kept) < Decimal(str(term["target"])) * len(kept)]
        amount = -max(below, default=NOTHING)
        _stand(books, key, "penalty", ("target", one, scope), amount, last_moment(contract, one), month)


def _ended_in(books: Books, key: str, one: str, term: dict, children: bool) -> list[bool]:
    """Of each clock that the term is about and that ended in the month, by stopping or by being missed, whether it was kept."""
    found = []
    for job in books.jobs.values():
        for clock in job["clocks"] if job["contract"] == key else []:
            promised, stopped = due(books, job, clock), ended(job, clock)
            if promised is None:
                continue
            end = min(promised, stopped or promised)
            is_childs = job["parent"] is not None and end >= job["followed_at"] and not children
            if day_of(books.contracts[key], end)[:7] == one and not is_childs and is_about(term, clock, was(books, job, promised)):
                found.append(stopped is not None and stopped <= promised)
    return found


def _caps(books: Books, key: str, month: str) -> None:
    contract = books.contracts[key]
    sums: dict[str, Decimal] = {}
    for one in books.charges:
        if one.contract == key and one.kind == "penalty" and one.stood(month):
            of = day_of(contract, one.of)[:7]
            sums[of] = sums.get(of, NOTHING) - (NOTHING if one.about[0] == "cap" else one.amount)
    for of, total in sums.items():
        cap = terms_on(contract, last_day(of)).get("penalty_cap")
        above = max(NOTHING, total - Decimal(str(cap))) if cap is not None else NOTHING
        _stand(books, key, "penalty", ("cap", of), above, last_moment(contract, of), month)


# Allotments.


def _allotments(contract: dict, month: str) -> list[dict]:
    terms = terms_on(contract, last_day(month))
    told = terms["allotments"] or [{"starts": terms["starts"], "ends": terms["ends"], "bought": terms.get("bought", 0)}]
    return [one for one in told if one["starts"] <= last_day(month)]


def _used(books: Books, key: str, allotment: dict, month: str) -> Decimal:
    """By the bills up to that month. What takes a charge back counts where the charge counts."""
    contract = books.contracts[key]
    mine = [one for one in books.charges if one.contract == key and one.units and one.month <= month]
    return sum((one.amount for one in mine if allotment["starts"] <= day_of(contract, one.of) <= allotment["ends"]), NOTHING)


def _overage(books: Books, key: str, allotment: dict, month: str) -> None:
    """What is beyond is charged in the month that it was first beyond in, at the price of that month; of less than was charged the
    newest is given back."""
    contract = books.contracts[key]
    beyond = max(NOTHING, _used(books, key, allotment, month) - Decimal(str(allotment["bought"])))
    mine = [one for one in books.charges if one.contract == key and one.kind == "overage" and one.stands]
    charged: dict[str, Charge] = {one.about[1]: one for one in mine if one.about[0] == allotment["starts"]}
    lacking = {of: units for (owner, starts, of), units in books.unpriced_by_month.items() if (owner, starts) == (key, allotment["starts"])}
    for of in sorted({*charged, *lacking, month}):
        there = charged.get(of)
        before = there.told[0] if there else lacking.get(of, NOTHING)
        units = beyond if of == month else min(beyond, before)
        beyond -= units
        price = there.told[1] if there else terms_on(contract, last_day(of)).get("overage_price")
        books.unpriced_by_month[(key, allotment["starts"], of)] = units if price is None else NOTHING
        if there is not None and units == there.told[0]:
            continue
        if there is not None:
            books.take_back(there, last_moment(contract, month), month)
        if units and price is not None:
            money = (units * Decimal(str(price))).quantize(CENT)
            about, at = (allotment["starts"], of), last_moment(contract, of)
            books.enter_by_month(key, "overage", about, money, at, month, told=(units, price))


def _buy_back(books: Books, key: str, allotment: dict, month: str) -> None:
    """Once it has ended: what is left, at the price of its last day, whatever is reserved."""
    if allotment["ends"] > last_day(month):
        return
    contract = books.contracts[key]
    left = max(NOTHING, Decimal(str(allotment["bought"])) - _used(books, key, allotment, month))
    price = Decimal(str(terms_on(contract, allotment["ends"]).get("buy_back_price", 0)))
    at = last_moment(contract, allotment["ends"][:7])
    _stand(books, key, "buy_back", (allotment["starts"],), -(left * price).quantize(CENT), at, month)
