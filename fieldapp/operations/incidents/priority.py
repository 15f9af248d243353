"""How urgent an incident is: its impact gives the priority; a VIP, or a line of business with a promise of its own, lifts it by one."""

PORTABLE = True

# From the most urgent down. A contract may number them instead, from 1.
LADDER = ["top", "high", "normal", "low"]

# How much of the client's work stands still, and what that comes to where the contract says nothing.
IMPACTS = {"site": "top", "team": "high", "person": "normal", "question": "low"}


def priority_of(terms, impact, person):
    """The priority by the contract's terms (``ServiceTerms``, as plain data), what stands still, and whom it hits (or None)."""
    known = terms["priorities"] if len(terms["priorities"]) > 0 else IMPACTS
    priority = known.get(impact) or "normal"
    if person is not None and (person.vip or is_priority_line(terms, person.line_of_business)):
        return lifted(priority)
    return priority


def is_priority_line(terms, line):
    """Whether the contract promises that line of business a response of its own."""
    return line is not None and any(
        one["clock"] == "response" and one["line_of_business"] == line for one in terms["targets"]
    )


def lifted(priority):
    """One more urgent, the first stays."""
    if priority in LADDER:
        return LADDER[max(0, LADDER.index(priority) - 1)]
    if priority.isascii() and priority.isdigit():
        return f"{max(1, int(priority) - 1)}"
    return priority


def impacts(terms):
    """The impacts that can be chosen."""
    return (
        [one for one in IMPACTS] if len(terms["priorities"]) == 0 else sorted(terms["priorities"])
    )


def priorities(terms):
    """The priorities that can be given."""
    return sorted({*LADDER, *[terms["priorities"][one] for one in terms["priorities"]]})
