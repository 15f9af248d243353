"""Phones that may hold no documents, and clocks that jumped

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("device") as device:
        device.add_column(sa.Column("revoked_at", sa.Text()))
        device.add_column(sa.Column("revoked_by", sa.Text()))
        device.add_column(sa.Column("jumped_at", sa.Text()))


def downgrade():
    with op.batch_alter_table("device") as device:
        for name in ("revoked_at", "revoked_by", "jumped_at"):
            device.drop_column(name)
