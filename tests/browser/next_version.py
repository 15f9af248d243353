"""The app as it is after a deployment: the same, but for a worker of another version.

As long as its instance has a file ``closed``, it takes nothing that phones have done; with a file ``strict``
it takes nothing from phones of the version before.
"""

import os
from pathlib import Path

from flask import Response, abort, request

from fieldapp import create_app
from fieldapp.version import VERSION

NEXT = "1.99.0"

app = create_app()
built = Path(app.static_folder) / "build" / "worker.js"


def worker() -> Response:
    script = built.read_text().replace(f'"{VERSION}"', f'"{NEXT}"')
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


app.view_functions["shell.worker"] = worker
if Path(app.instance_path, "strict").exists():
    app.config["MIN_APP"] = NEXT


@app.before_request
def take_nothing():
    if request.path == "/sync" and Path(os.environ["INSTANCE_PATH"], "closed").exists():
        abort(503)
