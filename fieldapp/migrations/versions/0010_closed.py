"""Closed jobs and their time as rows, for what is looked at before a month is issued

Revision ID: 0010
Revises: 0009
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    closed = op.create_table(
        "closed",
        sa.Column("job", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("contract", sa.Text),
        sa.Column("closed_at", sa.Text, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
    )
    op.create_index("closed_by_month", "closed", ["contract", "closed_at", "minutes", "job"])
    worked = op.create_table(
        "worked",
        sa.Column("job", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("contract", sa.Text),
        sa.Column("staff", sa.Text, nullable=False),
        sa.Column("worked_on", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
    )
    op.create_index("worked_by_day", "worked", ["contract", "worked_on", "staff", "minutes"])
    _fill(closed, worked)


def _fill(closed, worked):
    """From the jobs that there are, as they are written now."""
    connection = op.get_bind()
    document = sa.table("document", sa.column("id"), sa.column("type"), sa.column("body"))
    wanted = sa.select(document.c.id, document.c.body).where(document.c.type == "job")
    for id_, body in connection.execute(wanted).all():
        job = json.loads(body)
        about = {"job": id_.partition(":")[2], "contract": job.get("contract")}
        if job["state"] == "closed" and job.get("closed_at"):
            row = {"place": 0, "closed_at": job["closed_at"], "minutes": job.get("minutes", 0)}
            connection.execute(sa.insert(closed), about | row)
        for place, one in enumerate(job.get("times", [])):
            if not one.get("voided"):
                row = {name: one[name] for name in ("worked_on", "at", "minutes")}
                row |= {"place": place, "staff": one["by"]["id"]}
                connection.execute(sa.insert(worked), about | row)


def downgrade():
    op.drop_table("worked")
    op.drop_table("closed")
