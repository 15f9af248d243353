"""Which machines belong in a room: those that the books place there, and of those that have no place, the ones
whose person sits there."""

from fieldapp.portable.natives import bare_code
from fieldapp.screens.words import key_of
from fieldapp.screens.words import place as seat

PORTABLE = True

# Machines of these states are in no room of ours.
AWAY = [
    "ordered",
    "returned",
    "disposed",
    "retired",
    "sold",
    "donated",
    "recycled",
    "unrecoverable",
    "legal_custody",
]


def home(asset, people):
    """Where the books would have it, in words; "" where they do not say."""
    if asset.get("place"):
        return asset.get("place")
    person = person_of(asset, people)
    return seat(person) if person is not None else ""


def person_of(asset, people):
    """The person who has it, as ``people`` (by key) knows them."""
    return people.get(asset["person"]["id"]) if asset["person"] is not None else None


def belongs_in(asset, place, people):
    """Whether a count of that room expects it."""
    if asset["state"] in AWAY:
        return False
    wanted = bare_code(place)
    if asset.get("place"):
        return bare_code(asset.get("place")) == wanted
    person = person_of(asset, people)
    return person is not None and wanted in names_of_seat(person)


def names_of_seat(person):
    """What a person's room may be called: ``Floor 3``, ``3-117``, ``Floor 3, desk 3-117``."""
    floor, desk = person["floor"], person["desk"]
    names = [seat(person)]
    names += ["Floor " + floor] if floor else []
    names += [desk, "Desk " + desk] if desk else []
    return [bare_code(name) for name in names if name]


def by_key(people):
    return {key_of(person): person for person in people}


def known_places(machines, people):
    """Names to choose from: those in the books, and floors. Desks would be too many."""
    named = [asset.get("place") for asset in machines if asset.get("place")]
    floors = ["Floor " + person["floor"] for person in people if person["floor"]]
    kept = {bare_code(name): name for name in [*floors, *named]}
    return sorted(kept.values())
