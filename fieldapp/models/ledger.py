"""The ledger: what has been earned, append-only. A correction reverses and charges again."""

import sqlalchemy as sa

from fieldapp.models.database import Fixed, db

ledger = db.Table(
    "ledger",
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("fact", sa.Text, nullable=False),
    # transactions, time, penalty, overage, buy_back, adjustment; or exception: work that no term prices.
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("job", sa.Text, nullable=False, index=True),
    sa.Column("contract", sa.Text, index=True),
    sa.Column("cost_centre", sa.Text),
    sa.Column("skill", sa.Text),
    # The month whose invoice it is on (2026-10): that of ``at``, or the first that was open when it came.
    sa.Column("period", sa.Text),
    # The transaction type; and the day from which on the terms held that priced it.
    sa.Column("type", sa.Text),
    sa.Column("terms", sa.Text),
    sa.Column("units", Fixed),
    sa.Column("money", Fixed),
    # Of time: all of the skill's minutes that are charged so far, and the rate of the first charge.
    sa.Column("minutes", sa.Integer),
    sa.Column("rate", sa.Text),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("reverses", sa.Text, unique=True),
    sa.Column("op", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.UniqueConstraint("rule", "fact", name="ledger_one_charge"),
    sa.Index("ledger_by_period", "contract", "period"),
    # The sums of an allotment, from the index alone; and what takes back, which belongs with what it reverses.
    sa.Index("ledger_by_day", "contract", "kind", "at", "units", "period"),
    sa.Index(
        "ledger_reversals",
        "contract",
        "kind",
        sqlite_where=sa.text("reverses IS NOT NULL"),
        postgresql_where=sa.text("reverses IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)
