"""The order in which one walks through a building: from the floor where one is upwards, then down; desks by their numbers."""

from fieldapp.portable.natives import fold, runs

PORTABLE = True

GROUND = ["g", "gf", "eg", "ground", "lobby", "rc"]
BELOW = ["b", "ub", "ug", "basement", "cellar"]
UNKNOWN = 900


def level(floor):
    """The floor as a number: 0 for the ground, below it negative; what says nothing comes last."""
    said = fold(floor or "").strip()
    parts = runs(said)
    number = next((int(part[:4]) for part in parts if part[0] in "0123456789"), None)
    word = next((part for part in parts if part[0] not in "0123456789"), "")
    if number is None:
        return 0 if word in GROUND else -1 if word in BELOW else UNKNOWN
    return -number if said.startswith("-") or word in BELOW else number


def natural(text):
    """So that 3-9 comes before 3-10: numbers by their size, as text that sorts."""
    return " ".join([f"{len(part):03d}{part}" if part[0] in "0123456789" else "~" + part for part in runs(fold(text or ""))])


def in_walk_order(floors, start):
    """Floors (texts) from ``start`` upwards, then the rest downwards; from the lowest up where ``start`` is ""."""
    ordered = sorted(floors, key=lambda floor: f"{level(floor) + 1000:05d} {natural(floor)}")
    if not start:
        return ordered
    here = level(start)
    above = [floor for floor in ordered if level(floor) >= here]
    below = [floor for floor in ordered if level(floor) < here]
    return [*above, *reversed(below)]
