"""The vertical axis: round numbers, zero among them, that leave no value outside."""

from decimal import Decimal

Number = int | float | Decimal
STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


def ticks(least: Number, most: Number, about: int = 5, whole: bool = False) -> list[Decimal]:
    """Where the axis has its lines, from at or below zero to at or above ``most``, about so many of them; ``whole`` keeps
    to whole numbers, for what is counted."""
    low, high = min(Decimal(0), _exact(least)), max(Decimal(0), _exact(most))
    if high == low:
        high = low + 1
    step = _step((high - low) / about)
    if whole:
        step = max(Decimal(1), step)
    first, last = (low / step).to_integral_value("ROUND_FLOOR"), (high / step).to_integral_value("ROUND_CEILING")
    return [step * at for at in range(int(first), int(last) + 1)]


def _exact(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _step(rough: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10 … that is not less."""
    power = Decimal(1).scaleb(rough.adjusted())
    return next(one * power for one in STEPS if one * power >= rough)


def told(value: Number) -> str:
    """``1,200``, ``0.5``, ``−3``: as few digits as say it, and a minus that is one."""
    number = round(_exact(value), 2)
    text = f"{number:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "−" + text[1:] if text.startswith("-") else text
