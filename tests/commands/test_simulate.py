"""``flask simulate``: a small quarter, by real operations, that leaves the books in order."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from fieldapp import create_app
from fieldapp.billing.entries import Entry
from fieldapp.demo.quarter import plan
from fieldapp.models import document, ledger, operation, reading
from fieldapp.staff import find_credential
from fieldapp.sync.audit import faults
from tests.billing.comparing import unlike
from tests.billing.naive import recompute
from tests.conftest import hasten
from tests.imports.books import all_of
from tests.world import SECRET

ARGS = ["simulate", "--days", "5", "--technicians", "3", "--ends", "2026-11-21"]


@pytest.fixture
def empty(tmp_path):
    app = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/new.db", SECRET_KEY=SECRET)
    with app.app_context():
        hasten(app)
        yield app


def test_a_small_quarter_leaves_the_books_in_order(empty):
    told = empty.test_cli_runner().invoke(args=[*ARGS, "--seed", "7"])
    assert told.exit_code == 0, told.output
    assert faults() == []
    with reading() as connection:
        outcomes = connection.execute(
            sa.select(operation.c.kind, operation.c.outcome).where(operation.c.outcome != "applied")
        ).all()
        jobs = set(connection.scalars(sa.select(document.c.kind).where(document.c.type == "job")))
    assert {tuple(one) for one in outcomes} <= {("step.complete", "held")}, (
        "a wrong machine, and nothing else"
    )
    assert {"incident", "refresh"} <= jobs
    assert find_credential("tech1") is not None


def test_boxes_visits_checks_and_certificates_are_part_of_a_quarter(empty):
    told = empty.test_cli_runner().invoke(
        args=["simulate", "--days", "45", "--technicians", "2", "--ends", "2026-11-21", "--seed", "9"]
    )
    assert told.exit_code == 0, told.output
    assert faults() == []
    with reading() as connection:
        done = set(
            connection.scalars(sa.select(operation.c.kind).where(operation.c.outcome == "applied"))
        )
    assert done >= {
        "order.create", "delivery.open", "box.receive", "order.backorder", "box.accept",
        "schedule.set", "wipe.check", "certificate.issue",
    }  # fmt: skip
    orders, wipes = all_of("order"), all_of("erasure")
    assert {bool(one["job"]) for one in orders if any(not box["stand_in"] for box in one["boxes"])} == {
        True, False,
    }, "boxes came for a job, and for stock"  # fmt: skip
    assert any(one["verification"] for one in wipes) and any(one["validation"] for one in wipes)
    certified = [wipe["id"] for one in all_of("certificate") for wipe in one["erasures"]]
    assert certified and {*certified} <= {one["id"] for one in wipes}


def test_a_small_quarter_is_charged_as_the_second_ledger_says(empty):
    assert empty.test_cli_runner().invoke(args=[*ARGS, "--seed", "4"]).exit_code == 0
    with reading() as connection:
        log = (
            connection.execute(sa.select(operation).order_by(operation.c.position)).mappings().all()
        )
        rows = connection.execute(sa.select(ledger).order_by(ledger.c.position)).mappings().all()
    entries = [Entry(**{key: row[key] for key in Entry.__struct_fields__}) for row in rows]
    assert len(entries) > 5
    assert [*unlike([dict(row) for row in log], entries, recompute(log))] == []


def test_the_same_seed_makes_the_same_quarter(empty):
    upgrade()
    first, again = (plan(7, 5, 2, date(2026, 11, 21)) for _ in range(2))
    without_keys = [
        [(one.at, one.heard, one.kind, one.id) for one in made.deeds] for made in (first, again)
    ]
    assert without_keys[0] == without_keys[1]
    assert [one.id for one in plan(8, 5, 2, date(2026, 11, 21)).deeds] != [
        one.id for one in first.deeds
    ]


def test_a_quarter_is_for_an_empty_database(world):
    told = world.app.test_cli_runner().invoke(args=ARGS)
    assert told.exit_code != 0
    assert "There is data already" in told.output
