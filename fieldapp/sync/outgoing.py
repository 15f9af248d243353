"""The outbox of mail: what a change of a job gives to send is written down within the transaction of the change."""

import sqlalchemy as sa
from flask import current_app

from fieldapp.documents import Job
from fieldapp.mail.due import ASKED, letters_due
from fieldapp.models import mail
from fieldapp.models.statements import Statement, new_row
from fieldapp.sync.moments import moment_now

QUEUE = Statement(lambda insert: new_row(mail, insert).on_conflict_do_nothing())


def queue(connection: sa.Connection, changes: list[tuple[Job | None, Job]]) -> None:
    """Each job as it was and as it is. Without a mail server only what somebody has asked for is kept, to be told that there is none."""
    now, asked = moment_now(), not current_app.config["SMTP_URL"]
    rows = []
    for before, after in changes:
        for due in letters_due(before, after):
            if due.kind in ASKED or not asked:
                fixed = {"job": after.id, "created_at": now, "state": "waiting", "tries": 0, "next_at": now}
                rows.append({"id": due.id(after.id), **due._asdict(), **fixed, "to": None, "told": None, "sent_at": None})
    if rows:
        QUEUE.many(connection, rows)
        current_app.extensions["fieldapp_postman"].set()
