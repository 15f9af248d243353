"""What erasers wrote is read as it stands, or not at all; what is not said to be well is not."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fieldapp.imports.erasers import MOST, read
from fieldapp.imports.text import Unreadable
from tests.imports.eraser_logs import JSON, NWIPE, XML


def told(text: str) -> list[tuple]:
    return [(one["serial"], one["method"], one["result"]) for one in read(text.encode()).drives]


def test_nwipes_table_tells_each_drive_and_what_became_of_it():
    found = read(NWIPE.encode())
    assert (found.format, found.tool, found.version) == ("nwipe", "nwipe", "0.37")
    assert told(NWIPE) == [
        ("ZX677888388-N", "clear", "failed"),
        ("ZX677888389-N", "clear", "ok"),
        ("ZX677888390-N", "clear", "failed"),
    ]
    assert found.drives[1]["model"] == "WD6784.8488JKGG"


def test_a_report_as_xml_tells_only_the_drives_that_were_erased():
    found = read(XML.encode())
    assert (found.format, found.tool, found.version) == ("xml", "Drive Eraser", "7.4.0")
    assert told(XML) == [("wd-11", "purge", "ok"), ("wd-12", "clear", "failed")]


def test_json_is_searched_for_drives():
    assert (read(JSON.encode()).tool, read(JSON.encode()).version) == ("nvme-cli", "2.11")
    assert told(JSON) == [("S4G", "purge", "ok"), ("S4H", "clear", "failed")]


def test_a_pdf_is_kept_and_not_read():
    assert (read(b"%PDF-1.4 whatever").format, read(b"%PDF-1.4 x").drives) == ("pdf", [])


def test_the_last_word_on_a_drive_counts():
    twice = '[{"serial": "A", "status": "failed"}, {"serial": "a", "status": "erased"}]'
    assert told(twice) == [("a", "clear", "ok")]


BOMB = '<!DOCTYPE a [<!ENTITY b "c">]><a><entry name="serial">&b;</entry></a>'
MANY = str([{"serial": f"S{at}", "status": "ok"} for at in range(MOST + 1)]).replace("'", '"')


@pytest.mark.parametrize(
    "content, why",
    [
        (b"", "empty"),
        (b"hello", "no log of nwipe"),
        (b"{not json", "no sound JSON"),
        (b"<a><b></a>", "no sound XML"),
        (b'{"serial": "A"}', "No drive"),
        (BOMB.encode(), "entities"),
        (MANY.encode(), "at most"),
        (b"[" * 100_000, "no sound JSON"),
        (b"<a>" * 5_000 + b"</a>" * 5_000, "No drive"),
        (b"x" * (6 * 1024 * 1024 + 1), "6 MB"),
    ],
)
def test_what_is_no_log_says_why(content, why):
    with pytest.raises(Unreadable, match=why):
        read(content)


HOSTILE = {
    "a row of blanks": "nwipe\nDrive Status\n sda | Erased |x|00:00|a" + " " * 600_000 + "b",
    "many beginnings on one line": "nwipe " + "Total Throughput ," * 60_000,
    "names for all below": "{" + "".join(f'"k{at}":"a",' for at in range(60_000)) + '"l":[' + "{}," * 200_000 + "{}]}",
}  # fmt: skip


@pytest.mark.timeout(20)
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_no_file_keeps_the_server_busy(content):
    with contextlib.suppress(Unreadable):
        read(content.encode())


LEAVES = some.none() | some.booleans() | some.integers() | some.text()
TREES = some.recursive(
    LEAVES,
    lambda inner: some.lists(inner) | some.dictionaries(some.sampled_from(["serial", "status", "model", "x"]), inner),
)  # fmt: skip


@given(TREES)
def test_any_json_is_read_or_refused(tree):
    try:
        found = read(json.dumps(tree).encode())
    except Unreadable:
        return
    assert all(set(one) == {"serial", "model", "method", "result"} for one in found.drives)


@given(some.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    with contextlib.suppress(Unreadable):
        read(content)
