"""Secret addresses by which calendars fetch a person's appointments: only the SHA-256 of each is kept."""

import sqlalchemy as sa

from fieldapp.models.database import db

calendar_address = db.Table(
    "calendar_address",
    # One for each person; a new one ends the one before.
    sa.Column("staff", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.Column("made_at", sa.Text, nullable=False),
)
