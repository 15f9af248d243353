"""Time and materials: a closed job's minutes for each skill and cost centre, in money; late time charges the difference."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from urllib.parse import quote, unquote

from fieldapp.billing.entries import Entry
from fieldapp.billing.reckoning import Reckoning
from fieldapp.billing.transactions import PRICED, free
from fieldapp.documents import Contract, Customer, Job, Rate

# Whose machine (a role of ``job.people``, or empty for ``job.person``), and the skill.
Share = tuple[str, str]


def due_time(work: Reckoning) -> list[Entry]:
    """For each person and skill, the difference between what the minutes come to and what was charged."""
    rule = next(
        (f"time:{work.job.kind}" for bill in work.workflow.bills if bill.rule == "time"), None
    )
    stray = [one for one in work.standing("time:") if one.rule != rule]
    due = work.take_back(stray, "the job is not billed by time any more")
    if rule is None:
        return due
    minutes = shares(work.job)
    standing: dict[Share, list[Entry]] = {}
    for one in work.standing(rule):
        standing.setdefault((_role_of(one), one.skill or ""), []).append(one)
    for share in sorted({*minutes, *standing}):
        due += _one_share(
            work, rule, share, minutes.get(share, Fraction(0)), standing.get(share, [])
        )
    return due


def shares(job: Job) -> dict[Share, Fraction]:
    """Minutes by person and skill. Those that name nobody's machine are everybody's: divided before anything is rounded."""
    found: dict[Share, Fraction] = {}
    for time in job.times:
        roles = [] if time.voided else list(_whose(job, time.person))
        for role in roles:
            share = (role, time.skill or "")
            found[share] = found.get(share, Fraction(0)) + Fraction(time.minutes, len(roles))
    return found


def _whose(job: Job, person: str | None) -> Iterator[str]:
    everybody: dict[str, Customer | None] = {**job.people}
    if job.person is not None or not everybody:
        everybody = {"": job.person} | everybody
    named = [role for role, one in everybody.items() if person and one and one.id == person]
    yield from named or ([person] if person in job.people else everybody)


def _one_share(
    work: Reckoning, rule: str, share: Share, minutes: Fraction, standing: list[Entry]
) -> list[Entry]:
    """Only other minutes make another charge: at the rate of the day on which the first was made, and to
    the cost centre that paid it. Terms and people may have changed since; what was earned has not."""
    role, skill = share
    charges = [one for one in standing if one.kind == "time"]
    first = charges[0] if charges else None
    terms = work.terms(work.earned)
    rate = rate_from(first.rate) if first and first.rate else rate_of(terms, skill)
    centre = first.cost_centre if first else _centre(work.job, role)
    if rate is None or not centre:
        return _lacking(work, rule, share, minutes, rate, standing)
    charged = sum((one.money or Decimal(0) for one in charges), Decimal(0))
    for_free = free(work)
    money = (Decimal(0) if for_free else price(minutes, rate)) - charged
    # What was given back already, in a dispute, is not given back again.
    money = max(money, min(Decimal(0), work.conceded(charges) - charged))
    due = work.take_back([one for one in standing if one.kind == "exception"], PRICED)
    if money or (for_free and not charges and minutes):
        since = first.terms if first else work.since(work.earned)
        why = for_free or _why(minutes, rate, skill, since, charged)
        more = {"skill": skill, "money": money, "cost_centre": centre, "terms": since}
        more |= {"minutes": whole(minutes), "rate": as_text(rate)}
        due.append(work.enter(rule, _occurrence(work, share), "time", why, **more))
    return due


def _why(minutes: Fraction, rate: Rate, skill: str, since: str | None, charged: Decimal) -> str:
    what = f"{whole(minutes)} minutes" + (f" of “{skill}”" if skill else "")
    terms = f"up to the next {rate.round_minutes} minutes, at least {rate.minimum_minutes}"
    before = f", less {charged:.2f} charged before" if charged else ""
    return f"{what} at {rate.hourly:.2f} an hour by the terms since {since}, {terms}{before}"


def _lacking(work, rule: str, share: Share, minutes: Fraction, rate, standing) -> list[Entry]:
    """Never a silent zero: an exception says how many minutes wait for a price, and for what they lack."""
    if standing and standing[-1].minutes == whole(minutes) or not (standing or minutes):
        return []
    due = work.take_back(standing, "the minutes are others")
    if minutes:
        lacking = "a cost centre" if rate else f"a rate for “{share[1] or 'any skill'}” on that day"
        more = {"skill": share[1], "minutes": whole(minutes)}
        why = f"{whole(minutes)} minutes lack {lacking}"
        due.append(work.enter(rule, _occurrence(work, share), "exception", why, **more))
    return due


def _occurrence(work: Reckoning, share: Share) -> str:
    role, skill = (quote(one, safe="") for one in share)
    return f"{work.closing}/{skill}" + (f"/for/{role}" if role else "")


def _role_of(entry: Entry) -> str:
    """Whose minutes an entry charged, by its fact."""
    return unquote(entry.fact.partition("/for/")[2].partition("/")[0])


def _centre(job: Job, role: str) -> str | None:
    person = job.people.get(role) if role else job.person
    return person.cost_centre if person else None


def rate_of(terms: Contract | None, skill: str) -> Rate | None:
    """The skill's rate, or that of any."""
    return (terms.rates.get(skill) or terms.rates.get("")) if terms else None


def as_text(rate: Rate) -> str:
    """As an entry keeps the rate that it was made at."""
    return f"{rate.hourly}/{rate.round_minutes}/{rate.minimum_minutes}"


def rate_from(text: str) -> Rate:
    """The rate that was kept so."""
    hourly, step, minimum = text.split("/")
    return Rate(hourly=Decimal(hourly), round_minutes=int(step), minimum_minutes=int(minimum))


def price(minutes: int | Fraction, rate: Rate) -> Decimal:
    """Money for that many minutes: the minimum and the rounding are applied once, to their sum."""
    if minutes <= 0:
        return Decimal(0)
    steps = -(-max(Fraction(minutes), Fraction(rate.minimum_minutes)) // rate.round_minutes)
    return (Decimal(steps) * rate.round_minutes * rate.hourly / 60).quantize(Decimal("0.01"))


def whole(minutes: Fraction) -> int:
    """As many as an entry tells: half a minute is told as one."""
    return -int(-minutes // 1)
