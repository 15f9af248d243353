"""A phone that speaks ``docs/sync.md``, for tests: an outbox, a replica, and nothing clever."""

from uuid import uuid4

from fieldapp.sync.moments import moment_now

HEADERS = {"Origin": "http://localhost", "X-Fieldapp": "1"}


class Phone:
    """One device of one person. ``act`` queues, ``sync`` sends and listens until nothing is left."""

    def __init__(self, app, username: str, password: str):
        self.http = app.test_client()
        answer = self.http.post("/login", data={"username": username, "password": password})
        assert answer.status_code == 302, answer.text
        self.user = self.http.get("/me").json["user"]
        self.device = str(uuid4())
        self.next_seq = 1
        self.queue: list[dict] = []
        self.made: list[dict] = []
        self.answered: dict[str, dict] = {}
        self.replica: dict[str, dict[str, dict]] = {}
        self.cursors: dict[str, str] = {}
        self.anchor: str | None = None

    def act(self, kind: str, target: str, args: dict, **more) -> dict:
        """Something done on this phone, now, whether there is a network or not."""
        made = {
            "id": str(uuid4()), "kind": kind, "v": 1, "target": target, "args": args, "expect": {}, "after": [],
            "at": moment_now(), "anchor": self.anchor, **more, "seq": self.next_seq,
        }  # fmt: skip
        self.next_seq += 1
        self.queue.append(made)
        self.made.append(made)
        return made

    def start_again(self) -> None:
        """As another device, which offers all that it still has, answered or not, in the order queued."""
        self.device, self.cursors, self.answered = str(uuid4()), {}, {}
        self.made = [one | {"seq": seq} for seq, one in enumerate(self.made, 1)]
        self.queue, self.next_seq = list(self.made), len(self.made) + 1

    def post(self, operations=(), **more):
        """One request, as it is."""
        body = {
            "protocol": 1, "app": "test", "device": self.device, "user": self.user, "sent_at": moment_now(),
            "oldest_retained": 1, "witness": None, "queue": {"operations": len(self.queue)},
            "cursors": self.cursors, "operations": list(operations), **more,
        }  # fmt: skip
        return self.http.post("/sync", json=body, headers=HEADERS)

    def send(self, operations) -> list[dict]:
        """Send these; answers their results. What else comes with the answer is stored."""
        answer = self.post(operations)
        assert answer.status_code == 200, answer.text
        return self.store(answer.json)

    def store(self, answer: dict) -> list[dict]:
        self.anchor = answer["anchor"]
        for result in answer["results"]:
            self.answered.setdefault(result["id"], result)
        self.queue = [one for one in self.queue if one["id"] not in self.answered]
        for gone in set(self.replica) - set(answer["scopes"]):
            del self.replica[gone]
        for scope, page in answer["scopes"].items():
            held = {} if page["reset"] else self.replica.get(scope, {})
            held |= {one["id"]: one["body"] for one in page["put"]}
            self.replica[scope] = {
                id_: body for id_, body in held.items() if id_ not in page["gone"]
            }
            self.cursors[scope] = page["cursor"]
        return answer["results"]

    def sync(self) -> list[dict]:
        """Everything that waits, and all there is to hear."""
        results = self.send(self.queue)
        while True:
            answer = self.post().json
            self.store(answer)
            if not any(page["more"] for page in answer["scopes"].values()):
                return results

    def do(self, kind: str, target: str, args: dict, **more) -> dict:
        """Done and sent at once; answers the result."""
        made = self.act(kind, target, args, **more)
        return next(one for one in self.sync() if one["id"] == made["id"])

    def documents(self) -> dict[str, dict]:
        """All that this phone holds."""
        return {id_: body for held in self.replica.values() for id_, body in held.items()}
