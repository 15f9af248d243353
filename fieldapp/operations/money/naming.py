"""What terms may name: kinds of job, their steps, priorities. A name that is nothing's would price nothing, and nobody would notice."""

from collections.abc import Iterable, Iterator
from typing import Any

from fieldapp.documents import Contract, ServiceTerms
from fieldapp.operations.incidents.priority import LADDER, lifted
from fieldapp.operations.jobs.own_kinds import is_own, kind_of
from fieldapp.operations.outcomes import Refused
from fieldapp.workflows import WORKFLOWS

# What may count of the incidents behind an outage.
COUNTED = ("clocks", "charges")


def check_names(terms: Contract, told: dict[str, Any], world) -> None:
    """Of those terms that were ``told``; what was agreed before is not asked about again."""
    kinds = known_kinds(world)
    for whose, kind in _kinds(terms, told):
        if not is_own(kind):
            _one_of(kind, kinds, f"{whose} names a kind of job", "Kinds are")
    for kind, steps in terms.cancels.items() if "cancels" in told else ():
        # What a kind of one's own takes may be agreed before it is defined, or its next version is.
        for step in steps if kind in WORKFLOWS else ():
            _one_of(step, known_steps(kind), f"What a cancelled {kind} earns names a step", "Its steps are")
    ranks = known_priorities(terms.service)
    for whose, priority in _priorities(terms, told):
        _one_of(priority, ranks, f"{whose} names a priority", "Priorities are")
    if terms.service is not None and "service" in told:
        for what in terms.service.children:
            _one_of(what, COUNTED, "What of the incidents behind an outage counts names", "It may be")
        _distinct(terms.service.queues)


def _one_of(name: str, known: Iterable[str], whose: str, are: str) -> None:
    if name not in known:
        raise Refused("invalid", f"{whose} “{name}”, and there is none. {are} {', '.join(known)}.")


def known_kinds(world) -> list[str]:
    """Those of the program, and every version of the contracts' own."""
    own = [
        kind_of(one.id.partition(":")[2], at)
        for one in world.all("workflow")
        for at in range(1, len(one.versions) + 1)
    ]
    return [*WORKFLOWS, *own]


def known_steps(kind: str) -> list[str]:
    """Of a kind of job of the program; those that are picked as the work goes, too."""
    flow = WORKFLOWS[kind]
    return [one.key for one in [*flow.steps, *flow.catalogue]]


def known_priorities(service: ServiceTerms | None) -> list[str]:
    """The usual ones, or the contract's own; who is lifted by one may get another number."""
    own = set(service.priorities.values()) if service is not None else set()
    return [*LADDER, *sorted(own | {lifted(one) for one in own} - set(LADDER))]


def _kinds(terms: Contract, told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "types" in told:
        yield from ((f"The type “{name}”", kind) for name, one in terms.types.items() for kind in one.kinds)
    if "cancels" in told:
        yield from (("What cancelled work earns", kind) for kind in terms.cancels)
    if "penalties" in told:
        yield from (("A penalty", one.kind) for one in terms.penalties if one.kind is not None)


def _priorities(terms: Contract, told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    targets = terms.service.targets if terms.service is not None and "service" in told else []
    yield from (("A promised time", one.priority) for one in targets if one.priority is not None)
    penalties = terms.penalties if "penalties" in told else []
    yield from (("A penalty", one.priority) for one in penalties if one.priority is not None)


def _distinct(queues: list[str]) -> None:
    for at, one in enumerate(queues):
        if not one.strip() or one in queues[:at]:
            raise Refused("invalid", "Each queue needs a name of its own.")
