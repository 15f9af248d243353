"""Open jobs and machines' lives as rows, and where each job was, so that reports read no document

Revision ID: 0013
Revises: 0012
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# As they were called when this was written.
OPEN = ("open", "held")
IN_USE = ("deployed", "in_stock")


def upgrade():
    for table in ("clock", "closed", "worked"):
        op.add_column(table, sa.Column("site", sa.Text))
        _copy(table, "site")
    op.add_column("closed", sa.Column("kind", sa.Text))
    _copy("closed", "kind")
    op.drop_index("clock_by_end", "clock")
    op.create_index("clock_by_end", "clock", ["contract", "ends_at", "site", "line", "kept"])
    op.create_index("closed_by_kind", "closed", ["kind", "closed_at", "contract", "site"])
    op.drop_index("worked_by_day", "worked")
    op.create_index("worked_by_day", "worked", ["contract", "worked_on", "staff", "minutes", "site"])
    underway = op.create_table(
        "underway",
        sa.Column("job", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("contract", sa.Text),
        sa.Column("site", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("staff", sa.Text),
        sa.Column("scheduled_at", sa.Text),
        sa.Column("due", sa.Text),
    )
    life = op.create_table(
        "life",
        sa.Column("asset", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("site", sa.Text),
        sa.Column("model", sa.Text),
        sa.Column("ends", sa.Text),
        sa.Column("bought", sa.Text),
    )
    _fill("job", underway, _underway)
    _fill("asset", life, _life)


def _copy(table: str, column: str) -> None:
    """From the job's document, whose column it is."""
    op.execute(f"UPDATE {table} SET {column} = (SELECT document.{column} FROM document WHERE document.id = 'job:' || {table}.job)")


def _fill(type_: str, table, row_of) -> None:
    """From the documents that there are, as they are written now."""
    connection = op.get_bind()
    document = sa.table("document", sa.column("id"), sa.column("type"), sa.column("body"))
    wanted = sa.select(document.c.id, document.c.body).where(document.c.type == type_)
    found = (row_of(id_.partition(":")[2], json.loads(body)) for id_, body in connection.execute(wanted).all())
    rows = [one for one in found if one is not None]
    if rows:
        connection.execute(sa.insert(table), rows)


def _underway(key: str, job: dict) -> dict | None:
    if job.get("state", "open") not in OPEN:
        return None
    staff = (job.get("assignee") or {}).get("id")
    told = {name: job.get(name) for name in ("contract", "scheduled_at", "due")}
    return {"job": key, "place": 0, "site": job["site"]["id"], "kind": job["kind"], "staff": staff, **told}


def _life(key: str, asset: dict) -> dict | None:
    if asset.get("state", "in_stock") not in IN_USE or not (asset.get("end_of_life") or asset.get("purchased")):
        return None
    model = (asset.get("model") or "").strip().lower()
    dates = {"ends": asset.get("end_of_life"), "bought": asset.get("purchased")}
    return {"asset": key, "place": 0, "site": asset["site"]["id"], "model": model, **dates}


def downgrade():
    op.drop_table("life")
    op.drop_table("underway")
    op.drop_index("worked_by_day", "worked")
    op.create_index("worked_by_day", "worked", ["contract", "worked_on", "staff", "minutes"])
    op.drop_index("closed_by_kind", "closed")
    op.drop_index("clock_by_end", "clock")
    op.create_index("clock_by_end", "clock", ["contract", "ends_at"])
    op.drop_column("closed", "kind")
    for table in ("worked", "closed", "clock"):
        op.drop_column(table, "site")
