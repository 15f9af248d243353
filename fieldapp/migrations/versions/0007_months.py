"""Clocks and reservations as rows, and the indices that months and allotments are summed by

No document has had a clock that is due, or a type that it takes, before: the new tables begin empty.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REVERSES = sa.text("reverses IS NOT NULL")


def upgrade():
    op.create_table(
        "clock",
        sa.Column("job", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("contract", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("ends_at", sa.Text),
        sa.Column("kept", sa.Boolean),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("priority", sa.Text),
        sa.Column("line", sa.Text),
        sa.Column("vip", sa.Boolean, nullable=False),
        sa.Column("child", sa.Boolean, nullable=False),
    )
    op.create_index("clock_by_end", "clock", ["contract", "ends_at"])
    op.create_table(
        "reserve",
        sa.Column("job", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("contract", sa.Text, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("items", sa.Integer, nullable=False),
    )
    op.create_index("ledger_by_day", "ledger", ["contract", "kind", "at", "units", "period"])
    op.create_index(
        "ledger_reversals",
        "ledger",
        ["contract", "kind"],
        sqlite_where=REVERSES,
        postgresql_where=REVERSES,
    )
    op.drop_index("document_by_contract", "document")
    op.create_index("document_by_contract", "document", ["contract", "type", "state", "kind"])


def downgrade():
    op.drop_index("document_by_contract", "document")
    op.create_index("document_by_contract", "document", ["contract", "state"])
    op.drop_index("ledger_reversals", "ledger")
    op.drop_index("ledger_by_day", "ledger")
    op.drop_table("reserve")
    op.drop_table("clock")
