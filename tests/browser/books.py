"""What the server's books have, read beside the server."""

import json
import sqlite3


def _rows(server, query: str, *values: str) -> list[tuple]:
    connection = sqlite3.connect(server.instance / "fieldapp.db")
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def documents(server, kind: str) -> list[dict]:
    rows = _rows(server, "SELECT body FROM document WHERE type = ? ORDER BY id", kind)
    return [json.loads(body) for (body,) in rows]


def document(server, id_: str) -> dict:
    return next(one for one in documents(server, id_.partition(":")[0]) if one["id"] == id_)


def operations(server) -> int:
    return _rows(server, "SELECT count(*) FROM operation")[0][0]


def outcomes(server, target: str, kind: str) -> list[str]:
    """What became of such operations, in the order in which they came."""
    query = "SELECT outcome FROM operation WHERE target = ? AND kind = ? ORDER BY position"
    return [outcome for (outcome,) in _rows(server, query, target, kind)]


def path(job: dict) -> str:
    """Where a job's page is."""
    return "/jobs/" + job["id"].partition(":")[2]


def step_of(job: dict, key: str) -> dict:
    return next(step for step in job["steps"] if step["key"] == key)
