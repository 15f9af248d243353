"""Each entry of the ledger names the month whose invoice it is on, its transaction type and its terms

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    for name in ("period", "type", "terms"):
        op.add_column("ledger", sa.Column(name, sa.Text))
    op.create_index("ledger_by_period", "ledger", ["contract", "period"])


def downgrade():
    op.drop_index("ledger_by_period", "ledger")
    for name in ("terms", "type", "period"):
        op.drop_column("ledger", name)
