"""fieldapp: the phone app that on-site IT support runs on.

``create_app`` reads as the table of contents.
"""

import os
from pathlib import Path

from flask import Flask

from fieldapp.config import settings
from fieldapp.version import VERSION

__version__ = VERSION


def create_app(**overrides) -> Flask:
    """The application: settings, extensions, pages, commands. ``overrides`` are for tests."""
    instance = Path(os.environ.get("INSTANCE_PATH", Path.cwd() / "instance")).resolve()
    app = Flask(__name__, instance_path=str(instance))
    app.config.update({**settings(instance), **overrides})

    from fieldapp import commands, extensions, logs, pages, rendering
    from fieldapp.sync import postman

    logs.configure()
    extensions.connect(app)
    rendering.connect(app)
    pages.connect(app)
    commands.connect(app)
    postman.connect(app)
    return app
