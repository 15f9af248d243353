"""What reports ask of jobs and machines, one row for each: derived from the documents at every commit, and never read by a rule.

The first column of each key names the document that a row follows from.
"""

import sqlalchemy as sa

from fieldapp.models.database import db

# A clock of a job that is due at some moment. ``kept`` is null while it runs: overdue once ``ends_at`` has passed.
clock = db.Table(
    "clock",
    sa.Column("job", sa.Text, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("contract", sa.Text),
    sa.Column("site", sa.Text),
    sa.Column("name", sa.Text, nullable=False),
    # When it stopped, or was missed, whichever came first; null while it is paused.
    sa.Column("ends_at", sa.Text),
    sa.Column("kept", sa.Boolean),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("priority", sa.Text),
    sa.Column("line", sa.Text),
    sa.Column("vip", sa.Boolean, nullable=False),
    sa.Column("child", sa.Boolean, nullable=False),
    # Months are counted by site and line of business from the index alone.
    sa.Index("clock_by_end", "contract", "ends_at", "site", "line", "kept"),
)

# A transaction type that an open job will take beside those of its kind.
reserve = db.Table(
    "reserve",
    sa.Column("job", sa.Text, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("contract", sa.Text, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("items", sa.Integer, nullable=False),
)

# A job that is open: who has it, and for when it is planned (a moment that was agreed, or a date).
underway = db.Table(
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

# A job that is closed: when, and with how much time.
closed = db.Table(
    "closed",
    sa.Column("job", sa.Text, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("contract", sa.Text),
    sa.Column("site", sa.Text),
    sa.Column("kind", sa.Text),
    sa.Column("closed_at", sa.Text, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Index("closed_by_month", "contract", "closed_at", "minutes", "job"),
    sa.Index("closed_by_kind", "kind", "closed_at", "contract", "site"),
)

# Time that stands on a job, by whom and on which day.
worked = db.Table(
    "worked",
    sa.Column("job", sa.Text, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("contract", sa.Text),
    sa.Column("site", sa.Text),
    sa.Column("staff", sa.Text, nullable=False),
    sa.Column("worked_on", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Index("worked_by_day", "contract", "worked_on", "staff", "minutes", "site"),
)

# A machine that somebody will need another for: the date in the books on which its life ends, and that of its purchase.
life = db.Table(
    "life",
    sa.Column("asset", sa.Text, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("site", sa.Text),
    sa.Column("model", sa.Text),
    sa.Column("ends", sa.Text),
    sa.Column("bought", sa.Text),
)
