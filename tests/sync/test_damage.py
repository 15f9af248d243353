"""Damage that nobody saw happen is found by the audit."""

import pytest
import sqlalchemy as sa

from fieldapp.models import writing
from fieldapp.sync.audit import faults

DAMAGE = {
    "a stored message": """update operation set result=replace(result, '"message":"', '"message":"lie: ') where outcome<>'applied'""",
    "a fingerprint": "update operation set fingerprint='x' where device is not null",
    "a lost wait": "delete from waiting",
    "a number that would be given again": "update number set last=1",
    "the type of a document": "update document set type='asset' where type='job'",
}


@pytest.mark.parametrize("what", DAMAGE)
def test_it_is_found(world, what):
    job = world.new_job()
    ana = world.phone("ana")
    ana.sync()
    ana.do("note.add", job, {"text": "Something"})
    ana.do("step.complete", job, {"step": "software", "evidence": {"installed": True}})
    ana.do("step.skip", job, {"step": "setup", "reason": "No time"})
    assert faults() == []
    with writing() as connection:
        assert connection.execute(sa.text(DAMAGE[what])).rowcount
    assert faults() != []
