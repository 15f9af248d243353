"""A new job: which kind, for which machines, for whom, and how many of what."""

from fieldapp.operations.incidents.priority import IMPACTS, LADDER
from fieldapp.portable.natives import derive
from fieldapp.screens.problem import problem_view, value_of
from fieldapp.screens.words import asset_state, key_of, place, spoken

PORTABLE = True

SHOWN = 20
OTHERS = "Other work"
# What stays in the form when something is wrong with it, and its field.
TYPED = {
    "problem": "problem",
    "impact": "impact",
    "contact": "contact",
    "place": "place",
    "queue": "queue",
    "priority": "priority",
    "site": "site",
    "category": "category",
    "quantity": "quantity:int",
    "due": "due",
    "note": "note",
}


def page(found, here):
    query = here["query"]
    workflows = found["workflows"]
    kind = query.get("kind") or ""
    workflow = workflows.get(kind)
    op = derive(here["op"], "create")
    key = derive(op, "job")
    return {
        "title": "New job",
        "groups": groups(workflows),
        "kind": kind if workflow is not None else "",
        "kind_title": workflow["title"] if workflow is not None else "",
        "machines": machines(workflow, found["named"], query),
        "wants_person": workflow is not None,
        "needs_person": workflow["person"] if workflow is not None else False,
        "q": query.get("q") or "",
        "people": people(workflow, found, query),
        "person": query.get("person") or "",
        "others": others(workflow, found["sought"], found["named"], query),
        "categories": (workflow["categories"] or []) if workflow is not None else [],
        "ready": workflow is not None and all_named(workflow, found["named"], query),
        "free": workflow is not None and workflow.get("free") is True,
        "impacts": impact_words(found["sites"]),
        "priorities": LADDER,
        "queues": queue_names(found["sites"]),
        "sites": sites_to_name(workflow, found["sites"]),
        "typed": {name: typed(here, "args." + TYPED[name]) for name in TYPED},
        "op": op,
        "target": "job:" + key,
        "back": "/jobs/" + key,
        "problem": problem_view(None, {}, here),
    }


def sites_to_name(workflow, sites):
    """Where the job may be, for a kind that needs neither a machine nor a person."""
    if workflow is None or workflow["person"]:
        return []
    for role in workflow["assets"]:
        spec = workflow["assets"][role]
        if spec["given"] and not (spec.get("optional") or False):
            return []
    return [{"id": key_of(one), "name": one["name"]} for one in sites]


def typed(here, name):
    return value_of(here["problem"]["fields"], name) if here["problem"] is not None else ""


def impact_words(sites):
    """What can stand still, in words: the contract's own names, or the usual ones."""
    named = [name for terms in terms_of(sites) for name in terms["priorities"]]
    return [{"impact": one, "words": spoken(one)} for one in sorted(set(named)) or [*IMPACTS]]


def queue_names(sites):
    return sorted({name for terms in terms_of(sites) for name in terms["queues"]})


def terms_of(sites):
    """The newest terms about time of each site."""
    versions = [site["service"] for site in sites if site.get("service")]
    return [one[-1]["terms"] for one in versions]


def groups(workflows):
    """The kinds by what one would look for: ``[{title, kinds}]``, each group where its first kind stands."""
    titles = []
    for kind in offered(workflows):
        title = workflows[kind]["group"] or OTHERS
        if title not in titles:
            titles.append(title)
    return [{"title": title, "kinds": kinds_of(title, workflows)} for title in titles]


def offered(workflows):
    """Kinds for new jobs: not the older versions of a contract's own."""
    return [kind for kind in workflows if workflows[kind].get("offered", True)]


def kinds_of(title, workflows):
    return [
        {"kind": kind, "title": workflows[kind]["title"], "help": workflows[kind]["help"] or ""}
        for kind in offered(workflows)
        if (workflows[kind]["group"] or OTHERS) == title
    ]


def machines(workflow, named, query):
    """The machines that this kind of job wants named, and what was typed for each."""
    if workflow is None:
        return []
    return [
        machine_line(role, workflow["assets"][role], named.get(role), query)
        for role in workflow["assets"]
        if workflow["assets"][role]["given"]
    ]


def machine_line(role, spec, asset, query):
    typed = query.get("asset." + role) or ""
    return {
        "role": role,
        "title": spec["title"],
        "optional": spec.get("optional") or False,
        "typed": asset["tag"] if asset is not None else typed,
        "unknown": typed != "" and asset is None,
        "id": key_of(asset) if asset is not None else "",
        "model": (asset["model"] or "") if asset is not None else "",
        "state": asset_state(asset["state"]) if asset is not None else "",
        "holder": asset["person"]["name"] if asset is not None and asset["person"] else "",
    }


def all_named(workflow, named, query):
    """Whether each machine that must be there is known, and each that may be is not in doubt."""
    for role in workflow["assets"]:
        spec = workflow["assets"][role]
        left_empty = (spec.get("optional") or False) and not query.get("asset." + role)
        if spec["given"] and named.get(role) is None and not left_empty:
            return False
    return True


def people(workflow, found, query):
    """Who was looked up; or else whoever has the machine that the job is about."""
    if query.get("q") or workflow is None:
        return [person_line(one, query.get("person")) for one in found["people"][:SHOWN]]
    for role in workflow["assets"]:
        asset = found["named"].get(role)
        if workflow["assets"][role]["theirs"] and asset is not None and asset["person"]:
            return [has_it(asset)]
    return []


def others(workflow, sought, named, query):
    """The further people that this kind wants named, with whom the words typed for each could mean."""
    roles = (workflow.get("people") or {}) if workflow is not None else {}
    return [
        {
            "role": role,
            "title": roles[role],
            "q": query.get("q." + role) or "",
            "people": [person_line(one, "") for one in (sought.get(role) or [])[:SHOWN]]
            or whose(role, workflow, named, query),
        }
        for role in roles
    ]


def whose(giver, workflow, named, query):
    """Whoever has the machine that the job takes from them, where nobody was looked up."""
    for role in workflow["assets"]:
        asset = named.get(role)
        if workflow["assets"][role].get("giver") == giver and not query.get("q." + giver):
            if asset is not None and asset["person"]:
                return [has_it(asset)]
    return []


def has_it(asset):
    return {
        "id": asset["person"]["id"],
        "name": asset["person"]["name"],
        "vip": False,
        "place": f"has {asset['tag']}",
        "chosen": True,
    }


def person_line(person, chosen):
    return {
        "id": key_of(person),
        "name": person["name"],
        "vip": person["vip"],
        "place": place(person) or person["site"]["name"],
        "chosen": chosen == key_of(person),
    }
