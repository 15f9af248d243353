"""How staff prove who they are. Apart from the documents and the log: a secret is in neither."""

import sqlalchemy as sa

from fieldapp.models.database import db

credential = db.Table(
    "credential",
    sa.Column("staff", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
    # Changes with the password; a session of an older one has ended.
    sa.Column("stamp", sa.Text, nullable=False),
)
