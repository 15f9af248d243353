"""The document store and the feeds that carry it to the phones."""

import sqlalchemy as sa

from fieldapp.models.database import db

document = db.Table(
    "document",
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("type", sa.Text, nullable=False),
    # How often it was written: an UPDATE names the revision that was loaded, and must hit one row.
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    # What lists and reports ask by; null where the type has no such thing.
    sa.Column("site", sa.Text),
    sa.Column("state", sa.Text),
    sa.Column("kind", sa.Text),
    sa.Column("contract", sa.Text),
    sa.Index("document_by_list", "type", "site", "state"),
    # Open jobs of a contract are counted by kind from the index alone.
    sa.Index("document_by_contract", "contract", "type", "state", "kind"),
)

# A name that only one document may bear: ``tag:…``, ``serial:…``, ``job-of:…``.
document_key = db.Table(
    "document_key",
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("document", sa.Text, nullable=False, index=True),
)

# Whose words a document repeats.
reference = db.Table(
    "reference",
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("refers_to", sa.Text, primary_key=True),
    sa.Index("reference_by_target", "refers_to"),
)

# One counter for each scope, the last lock that a merge takes.
scope = db.Table(
    "scope",
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
)

# Each commit's number and nonce: by these a cursor from a future that never was is recognised.
scope_commit = db.Table(
    "scope_commit",
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("nonce", sa.Text, nullable=False),
)

# Which documents a scope holds, or held, and since which of its versions they are as they are.
feed = db.Table(
    "feed",
    # The document first: a merge asks which scopes hold what it has changed.
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("present", sa.Boolean, nullable=False),
    sa.Index("feed_in_order", "scope", "version", "document"),
)

# Where series of numbers begin; once a backup was restored, where the series "" says.
FIRST_NUMBER = 1001

# The last number given in each series (R-1042).
number = db.Table(
    "number",
    sa.Column("series", sa.Text, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)
