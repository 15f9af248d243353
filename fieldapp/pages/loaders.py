"""What a screen wants, read from the database: the server's half of ``client/worker/loaders.ts``."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from fieldapp.operations.jobs.own_kinds import is_own, kinds_in
from fieldapp.pages.library import Body, Library
from fieldapp.screens.codes import read_code
from fieldapp.screens.evidence import PREFIX
from fieldapp.screens.finding import matching
from fieldapp.sync.merge import FOLLOWS
from fieldapp.workflows import WORKFLOWS

WORKFLOW_DATA: dict[str, Any] = msgspec.to_builtins(WORKFLOWS)
CLOSED_DAYS = 14
SEARCH_LIMIT = 50


def load(wants: list[str], library: Library, here: dict) -> dict[str, Any]:
    """``found``: everything that the screen wants, in the order in which it says so."""
    found: dict[str, Any] = {}
    for want in wants:
        found[want] = LOADERS[want](library, here, found)
    return found


def _jobs(library: Library, here: dict, found: dict) -> list[Body]:
    since = (datetime.now(UTC) - timedelta(days=CLOSED_DAYS)).isoformat()
    closed = library.of_type("job", ["closed"])
    recent = [job for job in closed if (job["closed_at"] or "") >= since]
    return library.of_type("job", ["open", "held"]) + recent


def _orders(library: Library, here: dict, found: dict) -> list[Body]:
    return library.of_type("order", ["placed", "partly", "received", "prepared"])


UNDECIDED = ["unexpected", "elsewhere"]


def _since() -> str:
    return (datetime.now(UTC) - timedelta(days=CLOSED_DAYS)).isoformat()


def _deliveries(library: Library, here: dict, found: dict) -> list[Body]:
    key = here["params"].get("id")
    return [
        one
        for one in library.of_type("delivery")
        if one["at"] >= _since() or one["id"] == f"delivery:{key}"
    ]


def _boxes(library: Library, here: dict, found: dict) -> list[Body]:
    key = here["params"].get("id")
    return [
        one
        for one in library.of_type("box")
        if one["at"] >= _since() or one["state"] in UNDECIDED or key and one["delivery"] == key
    ]


def _box(library: Library, here: dict, found: dict) -> Body | None:
    return library.one(f"box:{bare(here['params'].get('id') or '')}")


def _sites(library: Library, here: dict, found: dict) -> list[Body]:
    return library.some([f"site:{key}" for key in library.user.sites])


def _people(library: Library, here: dict, found: dict) -> list[Body]:
    return _searched(library, ["person"], here["query"].get("q", ""))


def _sought(library: Library, here: dict, found: dict) -> dict[str, list[Body]]:
    typed = {name: words for name, words in here["query"].items() if name.startswith("q.")}
    return {name.removeprefix("q."): _searched(library, ["person"], words) for name, words in typed.items()}


def _person(library: Library, here: dict, found: dict) -> Body | None:
    whom = here["query"].get("whom", "")
    return library.one(whom) if whom.startswith("person:") else None


def _leavers(library: Library, here: dict, found: dict) -> list[Body]:
    return [one for one in library.of_type("person") if not one["active"]]


def _search(library: Library, here: dict, found: dict) -> list[Body]:
    return _searched(library, ["job", "asset", "person", "order"], here["query"].get("q", ""))


def _searched(library: Library, kinds: list[str], text: str) -> list[Body]:
    bodies = [one for kind in kinds for one in library.of_type(kind)] if text.strip() else []
    return matching(bodies, text)[:SEARCH_LIMIT]


def _job(library: Library, here: dict, found: dict) -> Body | None:
    key = here["params"].get("id") or here["query"].get("for")
    order = found.get("order")
    if order is not None:
        key = order["job"]
    return library.one(f"job:{bare(key)}") if key else None


def _others(library: Library, here: dict, found: dict) -> list[Body]:
    """The open incidents at the site of an incident, itself too."""
    job = found["job"]
    if job is None or job["kind"] != "incident":
        return []
    live = library.of_type("job", ["open", "held"])
    return [one for one in live if one["kind"] == "incident" and one["site"]["id"] == job["site"]["id"]]


def bare(key: str) -> str:
    """A document's key, with or without its type before it."""
    return key.partition(":")[2] or key


def _workflow(library: Library, here: dict, found: dict) -> Any:
    kind = found["job"]["kind"] if found["job"] else ""
    known = _workflows(library, here, found) if is_own(kind) else WORKFLOW_DATA
    return known.get(kind)


def _workflows(library: Library, here: dict, found: dict) -> dict[str, Any]:
    return WORKFLOW_DATA | kinds_in(library.own_workflows())


def _site(library: Library, here: dict, found: dict) -> Body | None:
    return library.one(f"site:{found['job']['site']['id']}") if found["job"] else None


def _order(library: Library, here: dict, found: dict) -> Body | None:
    job = found.get("job")
    key = job["order"] if job else here["params"].get("id")
    return library.one(f"order:{bare(key)}") if key else None


def _assets(library: Library, here: dict, found: dict) -> dict[str, Body]:
    machines = found["job"]["assets"] if found["job"] else {}
    bodies = {role: library.one(f"asset:{one['id']}") for role, one in machines.items()}
    return {role: body for role, body in bodies.items() if body is not None}


def _software(library: Library, here: dict, found: dict) -> dict[str, Body]:
    machines = found["job"]["assets"] if found["job"] else {}
    lists = {role: library.software(one["id"]) for role, one in machines.items()}
    return {role: body for role, body in lists.items() if body is not None}


def _cases(library: Library, here: dict, found: dict) -> list[Body]:
    return library.cases(found["job"]["id"]) if found["job"] else []


def _asset(library: Library, here: dict, found: dict) -> Body | None:
    key = here["params"].get("id")
    return library.one(f"asset:{bare(key)}") if key else library.named(here["params"].get("tag"))


def _home(library: Library, here: dict, found: dict) -> Body | None:
    return library.one(f"site:{found['asset']['site']['id']}") if found["asset"] else None


def _jobs_of_asset(library: Library, here: dict, found: dict) -> list[Body]:
    asset = found["scanned"]["asset"] if "scanned" in found else found["asset"]
    if asset is None:
        return []
    jobs = {f"job:{key}" for key in asset["jobs"]} | {
        f"job:{event['job']}" for event in asset["events"] if event["job"]
    }
    return library.some(sorted(jobs))


def _erasures(library: Library, here: dict, found: dict) -> list[Body]:
    keys = (found["job"] or {}).get("erasures") or []
    return library.some([f"erasure:{key}" for key in keys])


def _erasure(library: Library, here: dict, found: dict) -> list[Body]:
    key = (found["asset"] or {}).get("erasure")
    return library.some([f"erasure:{key}"]) if key else []


def _named(library: Library, here: dict, found: dict) -> dict[str, Body | None]:
    given = {
        name.removeprefix("asset."): code
        for name, code in here["query"].items()
        if name.startswith("asset.")
    }
    return {role: library.named(code) for role, code in given.items()}


def _mistaken(library: Library, here: dict, found: dict) -> dict[str, Body | None]:
    fields = here["problem"]["fields"] if here["problem"] else []
    given = [(name, code) for name, code in fields if name.startswith(PREFIX) and ":" not in name]
    return {name: library.named(code) for name, code in given}


def _scanned(library: Library, here: dict, found: dict) -> dict[str, Any]:
    """The code as read: a tag, a serial as makers print it, or the address on a label, ours or another's."""
    query = here["query"]
    text = query.get("code") or query.get(PREFIX + query.get("need", ""))
    return {**scanned(library, text, here), "rolls": library.of_type("roll")}


def scanned(library: Library, text: str | None, here: dict) -> dict[str, Any]:
    """What was scanned, and the machine that it means."""
    read = read_code(text or "", [here["public_url"], here["host"]])
    found = (library.named(name) for name in read["names"])
    return {**read, "asset": next((one for one in found if one is not None), None)}


def _queue(library: Library, here: dict, found: dict) -> dict[str, list]:
    """Without a worker nothing waits here; what became of one's own is shown all the same."""
    mine = [case for case in library.cases() if case["author"]["id"] == library.user.key]
    mine = [case for case in mine if case["state"] == "open"]
    refused = [case for case in mine if case["outcome"] == "refused"]
    return {
        "waiting": [],
        "attention": [case for case in refused if case["seen_at"] is None],
        "deciding": [case for case in mine if case not in refused and case["code"] not in FOLLOWS],
        "decided": _decided(library),
        "sent": [],
        "photos": 0,
        "photos_refused": [],
        "setaside": [],
    }


def _decided(library: Library) -> list[Body]:
    """The user's own that a supervisor has decided in the last two days."""
    since = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    mine = [case for case in library.cases() if case["author"]["id"] == library.user.key]
    return [case for case in mine if case["decided_by"] and case["decided_at"] > since]


# A running list is the phone's alone.
NO_TALLY = {"running": None, "lines": [], "machines": [], "people": []}

LOADERS: dict[str, Callable[[Library, dict, dict], Any]] = {
    "jobs": _jobs,
    "orders": _orders,
    "deliveries": _deliveries,
    "boxes": _boxes,
    "box": _box,
    "sites": _sites,
    "people": _people,
    "sought": _sought,
    "person": _person,
    "leavers": _leavers,
    "machines": lambda library, here, found: library.of_type("asset"),
    "search": _search,
    "job": _job,
    "others": _others,
    "workflow": _workflow,
    "workflows": _workflows,
    "site": _site,
    "order": _order,
    "assets": _assets,
    "software": _software,
    "cases": _cases,
    "waiting": lambda library, here, found: [],
    "asset": _asset,
    "jobs_of_asset": _jobs_of_asset,
    "erasures": _erasures,
    "erasure": _erasure,
    "home": _home,
    "rolls": lambda library, here, found: library.of_type("roll"),
    "named": _named,
    "mistaken": _mistaken,
    "scanned": _scanned,
    "recent": lambda library, here, found: {"scans": [], "counting": False},
    "tally": lambda library, here, found: {**NO_TALLY},
    "counts": lambda library, here, found: library.of_type("count"),
    "count": lambda library, here, found: library.one(f"count:{bare(here['params']['id'])}"),
    "queue": _queue,
}
