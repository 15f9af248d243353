"""What is to be sent to customers waits in a table of its own

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NEEDED = ("job", "kind", "channel", "of", "created_at", "expires_at", "state", "next_at")


def upgrade():
    op.create_table(
        "mail",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in NEEDED),
        sa.Column("tries", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("about", "to", "told", "sent_at")),
    )
    op.create_index("ix_mail_job", "mail", ["job"])
    op.create_index("mail_by_turn", "mail", ["state", "next_at"])


def downgrade():
    op.drop_table("mail")
