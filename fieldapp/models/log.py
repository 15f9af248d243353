"""The operation log: everything that anyone did, whole, with what became of it."""

import sqlalchemy as sa

from fieldapp.models.database import db

operation = db.Table(
    "operation",
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("device", sa.Text),
    sa.Column("seq", sa.Integer),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("submitted_by", sa.Text, nullable=False),
    # The operation as it was sent, and the fingerprint that tells a repeat from an impostor.
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("at", sa.Text),
    sa.Column("sent_at", sa.Text),
    sa.Column("anchor_at", sa.Text),
    sa.Column("occurred_at", sa.Text, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
    # What replaying needs beside the documents: the actor as they were, the numbers given.
    sa.Column("inputs", sa.Text, nullable=False),
    sa.Index("operation_by_target", "target"),
    sa.Index("operation_by_device", "device", "received_at"),
    sa.Index("operation_by_time", "received_at"),
    sqlite_autoincrement=True,
)

# Which sequence numbers a device has used, and for what: a repeat under a new number uses it up.
sequence = db.Table(
    "sequence",
    sa.Column("device", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("op", sa.Text, nullable=False),
)

# Held operations that follow by themselves, and what each waits for: ``op:ID`` or a document's id.
waiting = db.Table(
    "waiting",
    sa.Column("op", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Index("waiting_by_key", "key"),
)

device = db.Table(
    "device",
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("user", sa.Text, nullable=False, index=True),
    sa.Column("next_seq", sa.Integer, nullable=False),
    sa.Column("app", sa.Text),
    sa.Column("first_contact", sa.Text, nullable=False),
    sa.Column("last_contact", sa.Text, nullable=False),
    # What the device last said of its own queue.
    sa.Column("queued", sa.Integer, nullable=False, default=0),
    sa.Column("queued_blobs", sa.Integer, nullable=False, default=0),
    sa.Column("oldest_at", sa.Text),
    # How many sequence numbers it no longer had when they were missed, and how far its clock was off.
    sa.Column("lost", sa.Integer, nullable=False, default=0),
    sa.Column("clock_offset_ms", sa.BigInteger),
    # When its clock was last seen to have jumped.
    sa.Column("jumped_at", sa.Text),
    # It may hold no documents any more, and what it sends is held.
    sa.Column("revoked_at", sa.Text),
    sa.Column("revoked_by", sa.Text),
)
