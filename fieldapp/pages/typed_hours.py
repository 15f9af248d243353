"""Hours and holidays as one types them into a form, and reads them there."""

from fieldapp.documents import Calendar


def spans_in(text: str) -> list[list[str]]:
    """``9–12, 13:00-17:30`` as spans of local time; what can't be read is left for the verb to refuse."""
    spans = [part.replace("–", "-").split("-") for part in text.split(",") if part.strip()]
    return [[_time(one) for one in span] for span in spans]


def _time(text: str) -> str:
    hours, _, minutes = text.strip().partition(":")
    return f"{hours:0>2}:{minutes or '00'}"


def spans_written(spans: list[list[str]]) -> str:
    return ", ".join("–".join(span) for span in spans)


def holidays_in(text: str) -> dict[str, str]:
    """Lines of “2026-12-25 Christmas Day”: what each day is called, by the day."""
    lines = (line.strip().partition(" ") for line in text.splitlines() if line.strip())
    return {day: name.strip() for day, _, name in lines}


def holidays_written(calendar: Calendar) -> str:
    return "\n".join(f"{day} {calendar.names.get(day, '')}".strip() for day in calendar.holidays)
