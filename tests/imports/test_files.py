"""Files come as they come: encodings, line ends, delimiters, and things that are no CSV at all."""

import pytest

from tests.imports.books import all_of, operations, problems

PEOPLE = 'First Name,Last Name,Username,Location,Notes,VIP\nZoë,Müller,zoe,Köln,"two\nlines",TRUE\nBo,Li,bo,Köln,,false\n'


@pytest.mark.parametrize(
    "content",
    [
        PEOPLE.encode(),
        PEOPLE.encode("utf-8-sig"),
        PEOPLE.encode("utf-16"),
        PEOPLE.encode("utf-16-be"),
        PEOPLE.encode("cp1252"),
        PEOPLE.replace("\n", "\r").encode(),
        PEOPLE.replace("\n", "\r\n").encode(),
        PEOPLE.replace(",", ";").encode(),
        PEOPLE.replace(",", "\t").encode("utf-8-sig"),
    ],
    ids=[
        "utf-8",
        "bom",
        "utf-16",
        "utf-16 without bom",
        "cp1252",
        "cr",
        "crlf",
        "semicolons",
        "tabs",
    ],
)
def test_the_same_people_come_out_of_every_kind_of_file(imported, content):
    code, report = imported("people", content)
    assert code == 0, report
    assert sorted((one["name"], one["vip"], one["site"]["name"]) for one in all_of("person")) == [
        ("Bo Li", False, "Köln"),
        ("Zoë Müller", True, "Köln"),
    ]


def test_a_guessed_encoding_is_told(imported):
    _, report = imported("people", PEOPLE.encode("cp1252"))
    assert any("Windows-1252" in note for note in report["notes"])


def test_a_few_bytes_that_are_not_utf8_cost_their_rows_alone(imported):
    content = "Username,Full Name,Notes\nzoe,Zoë,ok\njoe,Joë,ö\nbo,Bo,ok\n".encode() * 1
    content = content.replace("Joë".encode(), b"Jo\xeb").replace(b"bo,Bo,ok", b"bo,Bo,\xeb")
    content = content.replace(b"zoe,Zo", "zoe,ÄÖÜäöü Zo".encode())
    code, report = imported("people", content)
    assert code == 1
    assert [one[:2] for one in problems(report)] == [(3, "Full Name")]
    assert sorted(one["username"] for one in all_of("person")) == ["bo", "zoe"]


def test_an_encoding_can_be_told(imported):
    code, _ = imported("people", PEOPLE.encode("mac_roman"), "--encoding", "mac_roman")
    assert (code, len(all_of("person"))) == (0, 2)
    assert all_of("person")[0]["site"]["name"] == "Köln"
    code, report = imported("people", PEOPLE.encode(), "--encoding", "klingon")
    assert (code, problems(report)[0][2][:30]) == (1, "There is no encoding “klingon”")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (b"sep=;\n", "names no columns"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html>", "page"),
        (b"First Name\n\x81A\x81B\n", "--encoding"),
        (b"Asset Tag,Serial,Model,Purchase Date\nT1,S1,M,2023-01-01\n", "flask import assets"),
        (b"PK\x03\x04rest", "export it as CSV"),
        (b'{"content": {}}', "flask import inventory"),
        (b"\x00\x01\x02\x03 no text", "no text"),
        (b"Colour,Size\nred,3\n", "needs a column"),
        (b"\xff\xfea", "is not utf-16"),
    ],
)
def test_what_is_no_table_of_people_is_refused_with_a_sentence(imported, content, words):
    code, report = imported("people", content)
    assert code == 1
    assert words in problems(report)[0][2]
    assert operations() == 0


def test_a_file_that_is_not_there_and_a_folder_are_named(app, tmp_path):
    for path, words in ((tmp_path / "none.csv", "can't be read"), (tmp_path, "is a folder")):
        done = app.test_cli_runner().invoke(args=["import", "people", str(path)])
        assert done.exit_code == 1
        assert words in done.output


def test_a_bad_row_is_told_with_line_and_column_and_stops_nothing_else(imported):
    rows = [
        "Asset Tag,Purchase Date,Notes",
        'T1,1/23/23,"first\nsecond"',
        "T2,31/31/23,",
        ",1/1/23,",
        "T4,2023-02-30,",
        "T5,1/2/23",
        f"{'X' * 65},1/1/23,",
        "T1,1/1/23,",
        "T8,1/1/23,",
    ]
    code, report = imported("assets", "\n".join(rows) + "\n")
    assert code == 1
    assert [(line, column) for line, column, _ in problems(report)] == [
        (4, "Purchase Date"),
        (5, "Asset Tag"),
        (6, "Purchase Date"),
        (7, "Notes"),
        (8, "Asset Tag"),
        (9, "Asset Tag"),
    ]
    assert sorted(one["tag"] for one in all_of("asset")) == ["T1", "T8"]


@pytest.mark.parametrize(
    ("written", "others", "read"),
    [
        ("1/2/23", "1/23/23", "2023-01-02"),
        ("1/2/23", "23/1/23", "2023-02-01"),
        ("1.2.2023", "", "2023-02-01"),
        ("2023-02-01 00:00:00", "", "2023-02-01"),
        ("1 Feb 2023", "", "2023-02-01"),
        ("1-2-23", "", "2023-01-02"),
        ("20230201", "", "2023-02-01"),
        ("Wed Feb 1, 2023", "", "2023-02-01"),
        ("1-Feb-23", "", "2023-02-01"),
        ("2/1/2023 12:00 AM", "", "2023-02-01"),
        ("2023-02-01T00:00:00Z", "", "2023-02-01"),
        ("0000-00-00", "", None),
    ],
)
def test_dates_are_read_as_the_file_writes_them(imported, written, others, read):
    code, _ = imported("assets", f'Asset Tag,Purchase Date\nT1,"{written}"\nT2,{others}\n')
    assert code == 0
    assert {one["purchased"] for one in all_of("asset") if one["tag"] == "T1"} == {read}
