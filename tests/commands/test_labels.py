"""``flask labels``: files that are read again, and sentences where there can be none."""

import json
import re

import pytest

from fieldapp.labels.layouts import CATALOGUE
from fieldapp.labels.qr import label_address
from tests.labels.reading import labels_of, rasterised, read


@pytest.fixture
def flask(app):
    return lambda *arguments: app.test_cli_runner().invoke(args=["labels", *map(str, arguments)])


def addresses(pdf: bytes, name: str) -> list[str]:
    sheet = CATALOGUE[name]
    found = [read(one) for page in rasterised(pdf, 203) for one in labels_of(page, sheet, 203)]
    return [one for one in found if one]


def test_blanks_are_issued_and_printed(world, flask, tmp_path):
    done = flask("--sheet", "avery-5160", "--blank", 33, "--site", "tower", "--out", tmp_path / "a.pdf", "--json")  # fmt: skip
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)[0]
    found = addresses((tmp_path / "a.pdf").read_bytes(), "avery-5160")
    assert len(found) == len(set(found)) == told["labels"] == 33
    assert (found[0], found[-1]) == tuple(
        label_address("http://localhost", told[one]) for one in ("first", "last")
    )


def test_machines_are_printed_from_the_nth_label_on(world, flask, tmp_path):
    assert flask("--sheet", "herma-4346", "--assets", "m2, M1", "--start", 48, "--out", tmp_path / "a.pdf").exit_code == 0  # fmt: skip
    found = addresses((tmp_path / "a.pdf").read_bytes(), "herma-4346")
    assert found == [label_address("http://localhost", tag) for tag in ("M2", "M1")]
    assert flask("--sheet", "avery-5160", "--assets", "all", "--site", "Tower", "--out", tmp_path / "b.pdf").exit_code == 0  # fmt: skip
    assert len(addresses((tmp_path / "b.pdf").read_bytes(), "avery-5160")) == 8


def test_a_label_printer_gets_its_own_language(flask, tmp_path):
    assert flask("--sheet", "zebra-51x25-203", "--assets", "M1", "--out", tmp_path / "a.zpl").exit_code == 0  # fmt: skip
    assert "^FDMM,AHTTP://LOCALHOST/A/M1^FS" in (tmp_path / "a.zpl").read_text()


def test_layouts_are_listed(flask):
    told = [one["name"] for one in json.loads(flask("--list", "--json").stdout)]
    assert {"avery-5160", "herma-4346", "brother-dk-11201", "dymo-99010"} <= set(told)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "Give --sheet"),
        (("--sheet", "avery-5160", "--blank", 3, "--assets", "M1"), "either --blank or --assets"),
        (("--sheet", "none", "--blank", 3), "no layout “none”"),
        (("--sheet", "avery-5160", "--blank", 3), "Say whose labels"),
        (("--sheet", "avery-5160", "--assets", "NONE"), "No machine has the tag NONE"),
        (
            ("--sheet", "avery-5160", "--assets", "M1", "--site", "Annex"),
            "No machine has the tag M1",
        ),
    ],
)
def test_what_cannot_be_printed_is_said_and_no_file_is_left(flask, tmp_path, options, sentence):
    done = flask(*options, "--out", tmp_path / "a.pdf")
    assert done.exit_code == 1 and re.search(sentence, done.stderr), done.output
    assert not (tmp_path / "a.pdf").exists()


def test_a_file_that_is_there_is_kept(flask, tmp_path):
    (tmp_path / "a.pdf").write_text("mine")
    done = flask("--sheet", "avery-5160", "--assets", "M1", "--out", tmp_path / "a.pdf")
    assert done.exit_code == 1 and (tmp_path / "a.pdf").read_text() == "mine"
    assert "can't be written" in flask("--sheet", "avery-5160", "--assets", "M1", "--out", tmp_path / "none" / "a.pdf").stderr  # fmt: skip
