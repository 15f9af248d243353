"""What is to be sent to customers, and what became of it. Written in the transaction of what causes it."""

import sqlalchemy as sa

from fieldapp.models.database import db

mail = db.Table(
    "mail",
    # Follows from job, kind and cause: nothing is written twice, and the Message-ID is the same at each try.
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("job", sa.Text, nullable=False, index=True),
    # invitation, announced, appointment, moved, cancelled, closed; and email or text.
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    # The operation or closing that it tells of, and the appointment, where it is about one.
    sa.Column("of", sa.Text, nullable=False),
    sa.Column("about", sa.Text),
    sa.Column("created_at", sa.Text, nullable=False),
    # After that it would be of no use.
    sa.Column("expires_at", sa.Text, nullable=False),
    # waiting, taken (by the server, and not yet told to the job), sent, failed; of what waits, when it is to be tried next, and how often it was.
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, default=0),
    sa.Column("next_at", sa.Text, nullable=False),
    sa.Column("to", sa.Text),
    sa.Column("told", sa.Text),
    sa.Column("sent_at", sa.Text),
    sa.Index("mail_by_turn", "state", "next_at"),
)
