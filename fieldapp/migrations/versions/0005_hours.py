"""What came in the last hours is found without reading the whole log

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("operation_by_time", "operation", ["received_at"])


def downgrade():
    op.drop_index("operation_by_time", "operation")
