"""Nothing that somebody wrote becomes a formula in a spreadsheet."""

import csv
import io
from decimal import Decimal

import pytest

from fieldapp.sheets import as_csv, safe


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "-", "=", "+49 89 1", "--5"],
)  # fmt: skip
def test_what_begins_like_a_formula_gets_an_apostrophe(text):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("number", ["-5", "+5", "-0.5", "12.75", "0"])
def test_a_plain_number_stays_one(number):
    assert safe(number) == number


def test_decimals_are_written_with_digits_alone():
    assert safe(Decimal("-1E+3")) == "-1000"
    assert safe(None) == ""


def test_commas_quotes_and_line_ends_stay_in_their_cell():
    row = ["a,b", 'say "no"', "two\nlines", "=x,y"]
    assert next(csv.reader(io.StringIO(as_csv([row]), newline=""))) == [*row[:3], "'=x,y"]
