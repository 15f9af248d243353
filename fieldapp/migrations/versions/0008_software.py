"""Lists of software travel, each in a scope of its own

Revision ID: 0008
Revises: 0007
"""

import secrets

from alembic import op
from sqlalchemy import text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LISTS = "SELECT id FROM document WHERE type = 'software'"


def upgrade():
    """What was recorded before gets the first version of its scope."""
    nonce = secrets.token_hex(8)
    op.execute(f"INSERT INTO scope (id, version) SELECT id, 1 FROM ({LISTS}) AS lists")
    op.execute(
        text(
            f"INSERT INTO scope_commit (scope, version, nonce) SELECT id, 1, :nonce FROM ({LISTS}) AS lists"
        ).bindparams(nonce=nonce)
    )
    op.execute(
        f"INSERT INTO feed (scope, document, version, present) SELECT id, id, 1, TRUE FROM ({LISTS}) AS lists"
    )


def downgrade():
    for table, column in (("feed", "scope"), ("scope_commit", "scope"), ("scope", "id")):
        op.execute(f"DELETE FROM {table} WHERE {column} LIKE 'software:%'")
