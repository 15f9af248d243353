"""Other systems that may open incidents

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "caller",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
        sa.Column("sites", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
    )


def downgrade():
    op.drop_table("caller")
