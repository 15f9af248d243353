"""A new job: which kind, for which machines, for whom."""

from fieldapp.portable.natives import derive
from fieldapp.screens.problem import problem_view
from fieldapp.screens.words import asset_state, key_of, place

PORTABLE = True

SHOWN = 20


def page(found, here):
    query = here["query"]
    workflows = found["workflows"]
    kind = query.get("kind") or ""
    workflow = workflows.get(kind)
    op = derive(here["op"], "create")
    key = derive(op, "job")
    return {
        "title": "New job",
        "kinds": [{"kind": one, "title": workflows[one]["title"]} for one in workflows],
        "kind": kind if workflow is not None else "",
        "kind_title": workflow["title"] if workflow is not None else "",
        "machines": machines(workflow, found["named"], query),
        "wants_person": workflow is not None,
        "needs_person": workflow["person"] if workflow is not None else False,
        "q": query.get("q") or "",
        "people": [person_line(one, query) for one in found["people"][:SHOWN]],
        "person": query.get("person") or "",
        "ready": workflow is not None and all_named(workflow, found["named"]),
        "op": op,
        "target": "job:" + key,
        "back": "/jobs/" + key,
        "problem": problem_view(None, {}, here),
    }


def machines(workflow, named, query):
    """The machines that this kind of job wants named, and what was typed for each."""
    if workflow is None:
        return []
    return [
        machine_line(role, workflow["assets"][role]["title"], named.get(role), query)
        for role in workflow["assets"]
        if workflow["assets"][role]["given"]
    ]


def machine_line(role, title, asset, query):
    typed = query.get("asset." + role) or ""
    return {
        "role": role,
        "title": title,
        "typed": asset["tag"] if asset is not None else typed,
        "unknown": typed != "" and asset is None,
        "id": key_of(asset) if asset is not None else "",
        "model": (asset["model"] or "") if asset is not None else "",
        "state": asset_state(asset["state"]) if asset is not None else "",
        "holder": asset["person"]["name"] if asset is not None and asset["person"] else "",
    }


def all_named(workflow, named):
    for role in workflow["assets"]:
        if workflow["assets"][role]["given"] and named.get(role) is None:
            return False
    return True


def person_line(person, query):
    return {
        "id": key_of(person),
        "name": person["name"],
        "vip": person["vip"],
        "place": place(person) or person["site"]["name"],
        "chosen": query.get("person") == key_of(person),
    }
