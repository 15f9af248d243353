"""Other systems that may open incidents, each by a token of which only the SHA-256 is kept."""

import sqlalchemy as sa

from fieldapp.models.database import db

caller = db.Table(
    "caller",
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    # Keys of the sites for which it speaks, as JSON.
    sa.Column("sites", sa.Text, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
)
