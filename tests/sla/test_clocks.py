"""What moves a job's clocks."""

from fieldapp.documents import Clock, Job, Named, Place
from fieldapp.sla.clocks import answer

AT = "2026-11-23T09:00:00.000Z"
LATER = "2026-11-23T10:00:00.000Z"


def test_the_first_attempt_stops_the_response_clock_and_no_later_one_moves_it():
    job = Job(
        id="job:1",
        number="I-1",
        kind="incident",
        title="Incident",
        site=Place(id="1", name="Tower"),
        created_at=AT,
        created_by=Named(id="1", name="Ana"),
        clocks=[Clock(name="response", started_at=AT)],
    )
    answer(job, AT, "first")
    answer(job, LATER, "second")
    assert (job.clocks[0].stopped_at, job.clocks[0].op) == (AT, "first")
