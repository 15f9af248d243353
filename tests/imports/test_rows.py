"""Rows as exporters break them: quotes, columns too few or too many, headings of other years."""

import pytest

from tests.imports.books import all_of, asset, problems

OLD = "Full Name,Email,Username,item Name,,Category,Model name,Manufacturer,Model Number,Serial number,Asset Tag,Location,Category,Notes,Purchase Date,Status\r"


def test_an_old_export_is_read_by_its_own_headings(imported):
    row = "Jo Bell,jo@example.com,jo,Jo's box,,Laptop,Latitude,Dell,L1,abc1,970-8,Tower,Laptop,,4/15/16,Archived\r"
    code, report = imported("assets", OLD + row)
    assert code == 0, report
    made = asset("970-8")
    assert (made["name"], made["serial"], made["purchased"]) == ("Jo's box", "ABC1", "2016-04-15")
    assert (made["person"]["name"], made["model"], made["category"]) == (
        "Jo Bell",
        "Latitude",
        "Laptop",
    )
    assert [one["why"] for one in report["lines"] if one["kind"] == "asset"] == [
        "status in the file: Archived"
    ]
    assert any("Named twice: “Category”" in note for note in report["notes"])


@pytest.mark.parametrize("heading", ["ASSET TAG", " asset  tag ", "asset_tag", "Asset-Tag", "Tag"])
def test_headings_are_known_however_they_are_written(imported, heading):
    code, _ = imported("assets", f"{heading},Model No.\nT1,L1\n")
    assert (code, asset("T1")["model"]) == (0, "L1")


def test_a_plain_name_is_the_machines_unless_it_has_a_name_of_its_own(imported):
    imported("assets", "Asset Tag,Name\nT1,Jo's box\n")
    imported("assets", "Asset Tag,Item Name,Name,Username\nT2,The box,Al Lee,al\n")
    assert (asset("T1")["name"], asset("T1")["person"]) == ("Jo's box", None)
    assert (asset("T2")["name"], asset("T2")["person"]["name"]) == ("The box", "Al Lee")


def test_a_machine_has_the_room_that_the_file_names(imported):
    imported("assets", "Asset Tag,Location,Room\nT1,Tower,Floor 3\n")
    assert (asset("T1")["place"], asset("T1")["site"]["name"]) == ("Floor 3", "Tower")
    code, report = imported("assets", "Asset Tag,Location,Room\nT1,Tower,Floor 4\n")
    assert (code, asset("T1")["place"]) == (0, "Floor 4")
    assert imported("assets", "Asset Tag,Location,Room\nT1,Tower,\n") and asset("T1")["place"] == "Floor 4"


def test_a_quote_that_is_never_closed_costs_its_row_alone(imported):
    rows = 'Asset Tag,Name,Notes\nT1,one,\nT2,"two,\nT3,three,"a\nb"\nT4,"13"" screen",\nT5,"odd" quotes,\n'
    code, report = imported("assets", rows)
    assert code == 1
    assert [one[:2] for one in problems(report)] == [(3, "Name")]
    assert "quotation mark" in problems(report)[0][2]
    assert sorted(one["tag"] for one in all_of("asset")) == ["T1", "T3", "T4", "T5"]
    assert asset("T4")["name"] == '13" screen'


def test_an_open_quote_on_the_last_line_is_told_too(imported):
    code, report = imported("assets", 'Asset Tag,Name\nT1,one\nT2,"two\n')
    assert (code, problems(report)[0][0]) == (1, 3)
    assert [one["tag"] for one in all_of("asset")] == ["T1"]


def test_lines_are_counted_as_the_file_has_them(imported):
    code, report = imported(
        "assets", 'Asset Tag,Notes,Purchase Date\r\nT1,"a\r\nb\r\nc",\r\n\r\n,,\r\nT2,,bad\r\n'
    )
    assert code == 1
    assert [one[:2] for one in problems(report)] == [(7, "Purchase Date")]


def test_empty_columns_at_the_end_of_a_row_are_no_fault(imported):
    code, _ = imported("assets", "Asset Tag,Name\nT1,one,,,\nT2,two\n")
    assert (code, len(all_of("asset"))) == (0, 2)


def test_a_column_too_many_is_told_by_its_number(imported):
    _, report = imported("assets", "Asset Tag,Name\nT1,one,two\n")
    assert problems(report)[0][:2] == (2, "3")


def test_a_spreadsheet_may_say_its_delimiter(imported):
    code, report = imported("assets", "sep=|\nAsset Tag|Name\nT1|one, two; three\n")
    assert (code, asset("T1")["name"]) == (0, "one, two; three")
    assert any("bars" in note for note in report["notes"])


def test_the_delimiter_is_the_one_that_makes_headings_that_we_know(imported):
    code, _ = imported("assets", "Asset Tag;Notes, if any, on it;Name\nT1;;one\n")
    assert (code, asset("T1")["name"]) == (0, "one")


def test_what_other_programs_escape_is_unescaped(imported):
    rows = (
        "Username,Full Name,Phone,Location\njo,Jo O&#039;Neill &amp; Co,'+1 555,K\u00a0 \u00f6ln\n"
    )
    imported("people", rows)
    (made,) = all_of("person")
    assert (made["name"], made["phone"], made["site"]["name"]) == (
        "Jo O'Neill & Co",
        "+1 555",
        "K öln",
    )


def test_a_code_that_a_spreadsheet_rounded_is_refused(imported):
    code, report = imported("assets", "Asset Tag,Serial\n9.70882E+15,\nT2,1.2E+9\nT3,12E4\n")
    assert code == 1
    assert [one[:2] for one in problems(report)] == [(2, "Asset Tag"), (3, "Serial")]


@pytest.mark.parametrize("written", ["N/A", "none", "-", "To Be Filled By O.E.M.", "0"])
def test_a_serial_that_says_there_is_none_is_none(imported, written):
    code, _ = imported("assets", f"Asset Tag,Serial\nT1,{written}\nT2,{written}\n")
    assert (code, asset("T1")["serial"]) == (0, None)


@pytest.mark.parametrize("tag", ["two words", "a/b", "x" * 65, "50%"])
def test_a_tag_that_no_label_can_bear_is_refused(imported, tag):
    code, report = imported("assets", f"Asset Tag\n{tag}\n")
    assert (code, problems(report)[0][:2]) == (1, (2, "Asset Tag"))


@pytest.mark.parametrize(
    ("bought", "ends", "column"),
    [
        ("1923-01-01", "", "Purchase Date"),
        ("2123-01-01", "", "Purchase Date"),
        ("2023-01-01", "2022-01-01", "Asset EOL Date"),
        ("2023-01-01", "soon", "Asset EOL Date"),
    ],
)
def test_impossible_days_are_refused(imported, bought, ends, column):
    code, report = imported(
        "assets", f"Asset Tag,Purchase Date,Asset EOL Date\nT1,{bought},{ends}\n"
    )
    assert (code, problems(report)[0][:2]) == (1, (2, column))


def test_a_life_in_months_is_no_day(imported):
    code, _ = imported("assets", "Asset Tag,Purchase Date,EOL\nT1,2023-01-01,36 months\n")
    assert (code, asset("T1")["end_of_life"]) == (0, None)


def test_dates_that_contradict_each_other_are_not_guessed(imported):
    rows = "Asset Tag,Purchase Date\nT1,1/23/23\nT2,23/1/23\nT3,2/3/23\nT4,4/4/23\n"
    code, report = imported("assets", rows)
    assert code == 1
    assert [one[:2] for one in problems(report)] == [(4, "Purchase Date")]
    assert "--dates" in problems(report)[0][2]
    assert (asset("T1")["purchased"], asset("T2")["purchased"]) == ("2023-01-23", "2023-01-23")
    code, _ = imported("assets", rows, "--dates", "dmy")
    assert asset("T3")["purchased"] == "2023-03-02"


@pytest.mark.parametrize(
    ("written", "vip"),
    [
        ("TRUE", True),
        ("1", True),
        ("Yes", True),
        ("x", True),
        ("0", False),
        ("no", False),
        ("", False),
    ],
)
def test_a_vip_is_told_in_many_ways(imported, written, vip):
    imported("people", f"Username,VIP\njo,{written}\n")
    assert all_of("person")[0]["vip"] is vip


def test_what_is_neither_yes_nor_no_is_told(imported):
    _, report = imported("people", "Username,VIP\njo,perhaps\n")
    assert problems(report) == [
        (2, "VIP", "VIP: “perhaps” is neither yes nor no; write true or false")
    ]


def test_an_overlong_cell_is_told(imported):
    _, report = imported("people", f"Username,Full Name\njo,{'x' * 201}\n")
    assert problems(report)[0][:2] == (2, "Full Name")
