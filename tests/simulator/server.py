"""The real server on a real database, with time and chance of the simulator's, told what to do by commands."""

import base64
import json
import logging
import traceback
from collections import Counter
from hashlib import blake2b
from pathlib import Path

from flask import g
from flask_migrate import upgrade

from fieldapp import create_app
from fieldapp.models import db
from fieldapp.models.backup import back_up, restore
from fieldapp.staff import find_staff
from fieldapp.sync import devices, pull
from fieldapp.sync.incoming import Actor
from fieldapp.sync.messages import Whole
from fieldapp.sync.submit import OPERATOR, submit
from fieldapp.sync.submit import operation as made
from fieldapp.sync.upgrade import retry_held
from tests.phone import HEADERS
from tests.simulator import programs
from tests.simulator.checker import (
    Memory,
    free_machines,
    happened,
    open_cases,
    projection,
    sound,
    whole,
)
from tests.simulator.clock import Outside
from tests.simulator.store import Store
from tests.simulator.worker import Worker, busy, place_hooks
from tests.world import PASSWORD, SECRET, build, evidence


class Server:
    """Commands are its public methods that begin with ``do_``: JSON in, JSON out."""

    def __init__(self, folder: Path, store: Store):
        self.folder, self.store = folder, store
        self.outside = Outside()
        place_hooks(store.waits)
        settings = {
            "SECRET_KEY": SECRET,
            "PUBLIC_URL": "http://localhost",
            "RATELIMIT_ENABLED": False,
            "MERGE_DEADLINE": 600.0,
            "BLOB_DIR": str(folder / "blobs"),
            "BLOB_SPARE": 0,
        }
        self.app = create_app(SQLALCHEMY_DATABASE_URI=store.address, **settings)
        self.app.before_request(lambda: g.pop("_login_user", None) and None)
        # What the server answers is looked at; what it says of it besides is not.
        self.app.logger.setLevel(logging.CRITICAL + 1)
        self.jars: dict = {}
        self.workers: dict[int, Worker] = {}
        self.memory = Memory()
        with self.app.app_context():
            self.outside.begin(0, 1_790_000_000_000)
            store.hasten(self.app)
            upgrade()
            build()
            self._let_go()
        store.keep_first()

    def answer(self, command: dict) -> dict:
        """What came of the command; ``raised`` where that is an error of the program."""
        self.outside.now = command["now"]
        try:
            return getattr(self, f"do_{command['do']}")(**command.get("with", {}))
        except Exception:
            return {"raised": traceback.format_exc()}

    def do_begin(self, seed: int, page: int) -> dict:
        """Everything as on the first day; ``page`` is the size of the feed's pages."""
        for worker in self.workers.values():
            if worker.is_stopped:
                worker.go_on(kill=True)
        with self.app.app_context():
            self._let_go()
        self.store.begin()
        self.app.config |= {"MIN_APP": None, "BLOB_DAILY": 400 * 1024 * 1024}
        programs.run("today")
        self.outside.begin(seed, self.outside.now)
        self.jars, self.workers, self.memory = {}, {}, Memory()
        pull.PAGE = page
        return {}

    def _let_go(self) -> None:
        self.app.extensions["fieldapp_writer"].dispose()
        db.engine.dispose()

    # Requests of phones.

    def do_sign_in(self, jar: str, user: str) -> dict:
        client = self.jars[jar] = self.app.test_client()
        answer = client.post("/login", data={"username": user, "password": PASSWORD})
        return client.get("/me").json if answer.status_code == 302 else {}

    def do_sign_out(self, jar: str) -> dict:
        self.jars.pop(jar, None)
        return {}

    def do_post(self, at: int, jar: str, body: str, fates: dict[str, str]) -> dict:
        """One POST /sync: its answer, or where it stopped, or that its worker was killed."""
        worker = self.workers[at] = Worker(lambda: self._post(jar, body), fates)
        return self._looked_at(body, worker.start(), True)

    def do_go_on(self, at: int, body: str, kill: bool = False) -> dict:
        """On with a request that had stopped; or its worker is killed there."""
        return self._looked_at(body, self.workers[at].go_on(kill))

    def _post(self, jar: str, body: str) -> dict:
        client = self.jars.get(jar) or self.app.test_client()
        answer = client.post(
            "/sync", data=body.encode(), headers=HEADERS, content_type="application/json"
        )
        return _told(answer)

    def do_photo(self, jar: str, path: str, method: str, headers: dict, bytes: str) -> dict:
        """One request about a photo."""
        client = self.jars.get(jar) or self.app.test_client()
        content = base64.b64decode(bytes)
        return _told(client.open(path, method=method, headers=HEADERS | headers, data=content))

    def _looked_at(self, body: str, outcome: dict, at_once: bool = False) -> dict:
        if "status" in outcome:
            self.memory.hear(outcome["status"], body, outcome["text"], at_once)
        return outcome

    # What others do meanwhile.

    def do_submit(self, user: str | None, operations: list[dict]) -> dict:
        """On the server's own road: by a user's page, or by the operator."""
        with self.app.app_context():
            actor = Actor.of(find_staff(user)) if user else OPERATOR
            try:
                results = submit([made(**one) for one in operations], actor)
            except Whole as busy:
                return {"outcomes": [busy.error]}
        return {"outcomes": [f"{one.outcome}/{one.code}" for one in results]}

    def do_program(self, name: str) -> dict:
        """The server is stopped, and another version of it started; what it knows by now is tried again."""
        programs.run(name)
        with self.app.app_context():
            try:
                return {"outcomes": [f"{one.outcome}/{one.code}" for one in retry_held()]}
            except Whole as whole:
                return {"outcomes": [whole.error]}

    def do_demand(self, app: str | None) -> dict:
        """Older apps are turned away."""
        self.app.config["MIN_APP"] = app
        return {}

    def do_quota(self, bytes: int) -> dict:
        """So much of photos is taken from one person in a day."""
        self.app.config["BLOB_DAILY"] = bytes
        return {}

    def do_revoke(self, device: str, again: bool = False) -> dict:
        """A supervisor revokes the phone, or allows it ``again``; not while the database is someone's."""
        with self.app.app_context():
            try:
                done = devices.allow(device) if again else devices.revoke(device, "4")
            except type(busy()):
                return {"done": False}
        if done:
            (self.memory.revoked.discard if again else self.memory.revoked.add)(device)
        return {"done": done}

    def do_hasten(self, job: str, steps: list[str]) -> dict:
        """Those steps of the job are done at the office, with proper evidence."""
        with self.app.app_context():
            actor, told = Actor.of(find_staff("sam")), []
            for step in steps:
                body = projection(actor.id)["documents"].get(job)
                if body is None:
                    return {"outcomes": told}
                args = {"step": step, "evidence": evidence(body, step)}
                told += self.do_submit("sam", [{"kind": "step.complete", "target": job, "args": args}])["outcomes"]  # fmt: skip
        return {"outcomes": told}

    def do_backup(self, name: str) -> dict:
        """False where this database is not copied while it is at work."""
        if not self.store.copies:
            return {"done": False}
        with self.app.app_context():
            back_up(self.folder / f"{name}.db")
        return {"done": True}

    def do_restore(self, name: str) -> dict:
        with self.app.app_context():
            restore(self.folder / f"{name}.db")
            self.memory.forget_what_is_not_logged()
            self.memory.revoked.clear()
        return {}

    # What is looked at in the end.

    def do_logged(self, ids: list[str]) -> dict:
        with self.app.app_context():
            return {"logged": self.memory.logged(ids)}

    def do_results(self, ids: list[str]) -> dict:
        """What the log answers to each."""
        with self.app.app_context():
            return {"results": self.memory.results(ids)}

    def do_cases(self) -> dict:
        """The open ones, as the supervisor sees them."""
        with self.app.app_context():
            return {"open": open_cases()}

    def do_free(self) -> dict:
        """Keys of the machines that are part of no job."""
        with self.app.app_context():
            return {"free": free_machines()}

    def do_projection(self, user: str) -> dict:
        with self.app.app_context():
            return projection(user)

    def do_check(self, promised: dict, excused: list[str]) -> dict:
        """All that does not hold, in sentences; ``promised`` maps what phones have queued to who did it."""
        with self.app.app_context():
            return {"faults": whole(self.memory, promised, set(excused))}

    def do_photos(self, names: list[str]) -> dict:
        """Those that are here, whole."""
        with self.app.app_context():
            return {"sound": sound(names)}

    def do_digest(self) -> dict:
        """The log in a few letters, and how often each thing became of an operation."""
        with self.app.app_context(), db.engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "select id, outcome, code, result, inputs from operation order by position"
            )
            log = [list(row) for row in rows]
            more = happened(connection)
        outcomes = Counter(f"{outcome}/{code}" for _, outcome, code, *_ in log)
        told = blake2b(json.dumps(log).encode(), digest_size=8).hexdigest()
        return {"digest": told, "outcomes": outcomes | more}


def _told(answer) -> dict:
    """What a phone hears of an answer."""
    names = ("Retry-After", "ETag", "Upload-Offset")
    headers = {name: answer.headers[name] for name in names if name in answer.headers}
    text = answer.get_data(as_text=True) if answer.mimetype == "application/json" else ""
    return {"status": answer.status_code, "headers": headers, "text": text}
