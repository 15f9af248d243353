"""Official holidays of a country, as the ``holidays`` package knows them."""

import holidays

from fieldapp.imports.text import Unreadable

MOST_YEARS = 20


def official_holidays(country: str, state: str | None, years: list[int]) -> dict[str, str]:
    """``{date: name}`` of a country (``US``) and, where they have their own, of a state of it (``NY``)."""
    if not years or len(years) > MOST_YEARS or not all(1990 <= year <= 2100 for year in years):
        raise Unreadable("Say for which years, as 2026-2028: twenty at most.")
    code = country.strip().upper()
    if code not in holidays.list_supported_countries():
        raise Unreadable(
            f"The holidays of “{country}” are not known. A country is two letters: US, DE, GB."
        )
    states = holidays.list_supported_countries()[code]
    part = (state or "").strip().upper() or None
    if part and part not in states:
        raise Unreadable(
            f"“{state}” is no state of {code} with holidays of its own: {', '.join(states)}."
        )
    found = holidays.country_holidays(code, subdiv=part, years=years)
    return {day.isoformat(): name for day, name in sorted(found.items()) if day.year in years}


def years_in(text: str) -> list[int]:
    """``2026-2028`` or ``2026``; none where it is neither."""
    first, _, last = text.replace("–", "-").partition("-")
    last = last or first
    if not all(one.strip().isascii() and one.strip().isdigit() for one in (first, last)):
        return []
    return list(range(int(first), min(int(last), int(first) + MOST_YEARS) + 1))
