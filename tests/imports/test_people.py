"""Who a row means: by user name, by address, by name; and when it can't be told."""

from tests.imports.books import all_of, asset, operations, problems

MACHINES = (
    "Asset Tag,Location,Checked Out To: Username,Checked Out To: Full Name,Checked Out To: Email\n"
)


def people() -> list[tuple]:
    return sorted((one["name"], one["username"], one["email"]) for one in all_of("person"))


def test_the_people_file_completes_whom_the_asset_file_made(imported):
    imported("assets", MACHINES + "T1,Tower,jo,,\n")
    _, report = imported(
        "people",
        "Username,First Name,Last Name,Email,VIP,Location\nJO,Jo,Bell,jo@example.com,yes,Annex\n",
    )
    assert [one["what"] for one in report["lines"] if one["kind"] == "person"] == ["changed"]
    assert people() == [("Jo Bell", "JO", "jo@example.com")]
    assert (asset("T1")["person"]["name"], asset("T1")["site"]["name"]) == ("Jo Bell", "Tower")


def test_whoever_is_known_by_address_gets_the_user_name(imported):
    imported("assets", MACHINES + "T1,Tower,,Jo Bell,Jo@Example.com\n")
    imported("people", "Username,Full Name,Email\njo,Jo Bell,jo@example.com\n")
    assert people() == [("Jo Bell", "jo", "jo@example.com")]


def test_whoever_is_known_by_name_alone_gets_the_rest(imported):
    imported("assets", MACHINES + "T1,Tower,,Jo Bell,\n")
    rows = "Username,Full Name,Email\njo,Jo Bell,jo@example.com\njo2,Jo Bell,jo2@example.com\n"
    imported("people", rows)
    assert people() == [("Jo Bell", "jo", "jo@example.com"), ("Jo Bell", "jo2", "jo2@example.com")]
    before = operations()
    imported("people", rows)
    imported("assets", MACHINES + "T1,Tower,,Jo Bell,\n")
    assert operations() == before


def test_one_address_for_two_user_names_makes_two_people(imported):
    imported("people", "Username,Email\njo,office@example.com\nal,office@example.com\n")
    assert [one[1] for one in people()] == ["al", "jo"]


def test_a_name_that_two_people_bear_does_not_say_which(imported):
    imported("people", "Username,Full Name\njo,Jo Bell\njo2,Jo Bell\n")
    code, report = imported("assets", MACHINES + "T1,Tower,,Jo Bell,\nT2,Tower,jo2,,\n")
    assert code == 1
    assert "give the user name" in problems(report)[0][2]
    assert [one["tag"] for one in all_of("asset")] == ["T2"]


def test_the_asset_file_changes_nobody_whom_the_people_file_made(imported):
    imported("people", "Username,Full Name,Location,Cost Centre\njo,Jo Bell,Annex,CC-1\n")
    rows = "Asset Tag,Location,Username,Full Name,Cost Centre,Line of Business\nT1,Tower,jo,Josephine,CC-2,Claims\n"
    imported("assets", rows)
    (made,) = all_of("person")
    assert (made["name"], made["site"]["name"]) == ("Jo Bell", "Annex")
    assert (made["cost_centre"], made["line_of_business"]) == ("CC-1", "Claims")
    before = operations()
    imported("assets", rows)
    assert operations() == before


def test_a_machine_without_a_place_is_where_its_holder_is(imported):
    imported("people", "Username,Location\njo,Annex\n")
    imported("assets", "Asset Tag,Username\nT1,jo\nT2,\n", "--site", "Depot")
    assert (asset("T1")["site"]["name"], asset("T2")["site"]["name"]) == ("Annex", "Depot")


def test_a_file_that_names_no_places_moves_nothing(imported):
    imported("people", "Username,Location\njo,Annex\n")
    imported("assets", "Asset Tag,Location,Username\nT1,Tower,jo\n")
    before = operations()
    imported("people", "Username\njo\n")
    imported("assets", "Asset Tag,Username\nT1,jo\n", "--site", "Depot")
    assert operations() == before


def test_a_machine_checked_out_to_a_place_is_there_and_both_places_are_made(imported):
    rows = "Asset Tag,Location,Checkout Type,Checked Out To: Location\nT1,Tower,Location,Annex\n"
    imported("assets", rows)
    assert asset("T1")["site"]["name"] == "Annex"
    assert sorted(one["name"] for one in all_of("site")) == ["Annex", "Tower"]


def test_an_empty_vip_cell_leaves_a_vip_one(imported):
    imported("people", "Username,VIP\njo,yes\n")
    imported("people", "Username,VIP\njo,\n")
    assert all_of("person")[0]["vip"] is True
    imported("people", "Username,VIP\njo,no\n")
    assert all_of("person")[0]["vip"] is False


def test_the_same_user_name_twice_in_a_file_counts_once(imported):
    code, report = imported("people", "Username,Full Name\njo,Jo Bell\nJo,Al Lee\n")
    assert (code, report["summary"]["skipped"]) == (0, 1)
    assert people() == [("Jo Bell", "jo", None)]
