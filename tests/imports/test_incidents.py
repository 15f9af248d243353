"""A file of incidents: each row opens one, once, whatever is wrong with the others."""

import pytest

from fieldapp.imports.incidents_file import run
from fieldapp.imports.text import Unreadable
from fieldapp.sync.audit import faults
from tests.imports.books import all_of
from tests.world import build

FILE = """reference,problem,person,impact
A-1,"It shuts down, twice",jo,team
A-2,No picture,nobody,person
A-3,,jo,
"""


@pytest.fixture
def file(app, tmp_path):
    build()
    path = tmp_path / "incidents.csv"
    path.write_text(FILE)
    return path


def test_each_row_opens_an_incident_once_and_says_what_is_wrong_with_the_others(file):
    first, again = run(file), run(file)
    assert [line.what for line in first.lines] == ["created", "error", "error"]
    assert "no person called “nobody”" in first.lines[1].why
    assert [line.what for line in again.lines] == ["unchanged", "error", "error"]
    assert len(all_of("job")) == 1
    assert faults() == []


def test_a_file_without_problems_is_none(file):
    file.write_text("reference,person\nA-1,jo\n")
    with pytest.raises(Unreadable, match="needs the columns “problem”"):
        run(file)
