"""What the server's books have, read beside the server."""

import json
import sqlite3
from pathlib import Path


def _connect(server) -> sqlite3.Connection:
    return sqlite3.connect(Path(server.env["INSTANCE_PATH"]) / "fieldapp.db")


def documents(server, kind: str) -> list[dict]:
    with _connect(server) as connection:
        rows = connection.execute(
            "SELECT body FROM document WHERE type = ? ORDER BY id", [kind]
        ).fetchall()
    return [json.loads(body) for (body,) in rows]


def document(server, id_: str) -> dict:
    return next(one for one in documents(server, id_.partition(":")[0]) if one["id"] == id_)


def operations(server) -> int:
    with _connect(server) as connection:
        return connection.execute("SELECT count(*) FROM operation").fetchone()[0]
