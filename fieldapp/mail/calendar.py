"""An appointment as a calendar file (RFC 5545). Its id is the job's, so that a change moves it and a cancellation takes it away."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from fieldapp.documents import Job, key_of
from fieldapp.portable.natives import epoch


def appointment(job: Job, address: str, cancelled_at: str | None = None, now: str | None = None) -> bytes:
    """The file. Cancelled, it names the moment that was agreed, and takes it away."""
    at = cancelled_at or job.scheduled_at
    assert at is not None
    begins = moment(at)
    event = Event()
    event.add("uid", f"{key_of(job.id)}@{urlsplit(address).hostname}")
    event.add("dtstamp", moment(now or job.created_at))
    # It goes up with each change: minutes since the job was made.
    event.add("sequence", max(0, (epoch(now) - epoch(job.created_at)) // 60_000) if now else 0)
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=job.scheduled_minutes or 60))
    event.add("summary", f"{job.title}: visit of IT support")
    event.add("location", ", ".join(one for one in (job.site.name, job.person and job.person.floor, job.person and job.person.desk) if one))
    event.add("description", f"{job.number}. {job.assignee.name if job.assignee else 'A technician'} comes to you.")
    event.add("status", "CANCELLED" if cancelled_at else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//fieldapp//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled_at else "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()


def moment(iso: str) -> datetime:
    """In UTC, to the second."""
    return datetime.fromtimestamp(epoch(iso) // 1000, UTC)
