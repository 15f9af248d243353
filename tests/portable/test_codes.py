"""What a scanned text is: here and on the phone alike, whatever was printed, and by whom."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldapp.screens import codes
from tests.portable.phone import agreed, answer

HOSTS = ["https://desk.example.com", "localhost:5000"]
GS, RS, EOT = "\x1d", "\x1e", "\x04"

READ = [
    # text, kind, code, names
    ("HTTPS://DESK.EXAMPLE.COM/A/K7M3Q9X", "tag", "K7M3Q9X", ["K7M3Q9X"]),
    ("https://desk.example.com:443/a/k7m3q9x/?from=mail", "tag", "K7M3Q9X", ["K7M3Q9X"]),
    ("http://localhost:5000/A/X1", "tag", "X1", ["X1"]),
    ("HTTPS://ELSEWHERE.EXAMPLE/A/NW12345", "label", "NW12345", []),
    ("https://desk.example.com@elsewhere.example/A/X1", "label", "X1", []),
    ("https://desk.example.com\\@elsewhere.example/A/X1", "address", None, []),
    ("https://desk.example.com.elsewhere.example/A/X1", "label", "X1", []),
    ("https://maker.example/support/PF2ABCDE", "address", None, []),
    ("https://desk.example.com/jobs/1", "address", None, []),
    ("k7m3q9x", "code", "k7m3q9x", ["K7M3Q9X"]),
    ("  ", "nothing", "", []),
    # Lenovo: 1S, type and model, serial
    ("1S20XW0026USPF2ABCDE", "code", None, ["1S20XW0026USPF2ABCDE", "PF2ABCDE"]),
    ("1S2007A21R912345", "code", None, ["1S2007A21R912345", "R912345"]),
    ("1S20XW0026US", "code", None, ["1S20XW0026US"]),
    # Dell: service tag, and express service code
    ("5CKR2X2", "code", None, ["5CKR2X2"]),
    ("11730340838", "code", None, ["11730340838", "5DZXWX2"]),
    ("99999999999", "code", None, ["99999999999"]),
    ("123456789", "code", None, ["123456789"]),
    # HP, Cisco, Apple: S and the serial
    ("S5CG1234ABC", "code", None, ["S5CG1234ABC", "5CG1234ABC"]),
    ("SC02XK1J3JGH5", "code", None, ["SC02XK1J3JGH5", "C02XK1J3JGH5"]),
    ("S1234567", "code", None, ["S1234567"]),
    ("S/N: 5CG1234ABC", "code", None, ["S/N: 5CG1234ABC", "5CG1234ABC"]),
    # Data Matrix: ISO 15434, and GS1
    (f"[)>{RS}06{GS}P20XW0026US{GS}SPF2ABCDE{RS}{EOT}", "code", None, None),
    ("(01)00889842651234(21)PF2ABCDE(11)260101", "code", None, None),
    (f"010088984265123421PF2ABCDE{GS}11260101", "code", None, None),
]


@pytest.mark.parametrize(("text", "kind", "code", "names"), READ)
def test_a_scanned_text_is_what_it_is(text, kind, code, names):
    read = codes.read_code(text, HOSTS)
    assert read["kind"] == kind
    assert code is None or read["code"] == code
    assert names is None or read["names"] == names


@pytest.mark.parametrize("text", [text for text, _, _, names in READ if names is None])
def test_the_serial_is_found_among_other_fields(text):
    assert codes.read_code(text, HOSTS)["serial"] == "PF2ABCDE"


@pytest.fixture(scope="module")
def rules(phone):
    return phone.rules(codes)


def differences(phone, rules, texts) -> list:
    calls = [[rules, "fieldapp.screens.codes.read_code", [text, HOSTS]] for text in texts]
    theirs = [agreed(one) for one in phone.ask(calls)]
    mine = [answer(codes.read_code, (text, HOSTS)) for text in texts]
    return [(text, a, b) for text, a, b in zip(texts, mine, theirs, strict=True) if a != b]


def test_the_phone_reads_them_alike(phone, rules):
    assert differences(phone, rules, [one[0] for one in READ]) == []


PIECES = st.sampled_from(
    [*"SPX1209/:#?@()[].-\\ ", "1S", "HTTPS://", "/A/", "desk.example.com", "01", "(21)", "[)>", "S/N", "٣", "ß", GS,
     RS, "\u241d", "\0", "00889842651234", "5CG1234ABC", "😀", "%41", ":443"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_whatever_was_scanned_they_agree(phone, rules, text):
    assert differences(phone, rules, [text]) == []
