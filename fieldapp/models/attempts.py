"""What a device has asked for and has had no answer to yet: counted before it is tried.

An operation that ends the process, or never ends, leaves nothing else behind by which the next process
could know it.
"""

import sqlalchemy as sa

from fieldapp.models.database import db

attempt = db.Table(
    "attempt",
    sa.Column("device", sa.Text, primary_key=True),
    # A batch, or one operation of it.
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)
