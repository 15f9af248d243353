"""Whatever a hostile client says of a hand-over: it counts, is held or is refused, and breaks nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldapp.documents import decode, encode
from fieldapp.operations import KINDS
from fieldapp.screens import asset as asset_page
from fieldapp.screens import hands, holders, receipt
from tests.operations.both import AT, in_python
from tests.operations.scenes import WHO, as_json, keep, operation, place, signed
from tests.screens.samples import here
from tests.screens.test_custody import found

MOVES = [name for name in KINDS if name.startswith(("custody.", "loan."))]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 99) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
WHOM = st.sampled_from(["staff:2", "staff:", "person:jo", "person:", "store", "receiving", ":", "x:y:z", ""])  # fmt: skip
PARTS = ("text", "version", "language", "values", "sha", "picture", "witness", "by")


@st.composite
def signatures(draw):
    """A proper one, with some of it replaced or missing."""
    made = signed(draw(st.sampled_from(["delivery", "return", "loan", "hand-over"])))
    for name in draw(st.sets(st.sampled_from(PARTS), max_size=3)):
        if draw(st.booleans()):
            made.pop(name, None)
        else:
            made[name] = draw(JUNK)
    return made


ARGS = st.fixed_dictionaries(
    {},
    optional={
        "whom": WHOM | JUNK,
        "also": st.lists(st.sampled_from(["m2", "spare0", "nothing", "m1"]), max_size=3) | JUNK,
        "code": st.sampled_from(["M1", "m2", "s1", ""]) | JUNK,
        "note": st.text(max_size=20) | JUNK,
        "reason": st.text(max_size=20) | JUNK,
        "text": st.text(max_size=20) | JUNK,
        "offer": st.just("nothing") | JUNK,
        "person": st.sampled_from(["jo", "nobody"]) | JUNK,
        "due": st.sampled_from(["2026-12-24", "2026-02-30"]) | JUNK,
        "signature": signatures() | JUNK,
    },
)
TARGETS = st.sampled_from(["asset:m1", "asset:spare0", "asset:nothing", "person:jo", "site:1", "x"])
EXPECT = st.just({}) | st.dictionaries(st.just("op"), JUNK, max_size=1)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(MOVES), TARGETS, ARGS, EXPECT), min_size=1, max_size=4))
def test_nothing_but_an_outcome_comes_of_it(tried):
    documents = place()
    for number, (kind, target, args, expect) in enumerate(tried):
        made = operation(kind, target, args, f"hostile {number}", expect=expect, at=AT)
        told = in_python(documents, WHO["ana"], made)
        assert told["code"] in ("ok", "already_done", "disputed", "unknown_target", "not_allowed", "forbidden", "invalid")  # fmt: skip
        keep(documents, told)
    shows(documents)


def shows(documents) -> None:
    """The pages can be shown all the same, of what is stored and read again."""
    machines = []
    for id_, one in documents.items():
        if id_.startswith("asset:"):
            asset = as_json(decode(id_, encode(one)))
            machines.append(asset)
            asset_page.page({"asset": asset, "jobs_of_asset": []}, here())
            for link in asset["chain"]:
                receipt.page({"asset": asset}, here(params={"op": link["op"]}))
    hands.page(found(machines), here())
    holders.page(found(machines), here())
