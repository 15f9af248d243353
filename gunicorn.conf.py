"""How the server runs, wherever it is started from: `make run`, the Procfile, by hand."""

import gc
import os

bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"

# One process and a few threads carry thousands of operations a second, and SQLite has one writer
# anyway. More processes (WEB_CONCURRENCY) pay off with PostgreSQL and as many cores.
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gthread"
threads = 4
keepalive = 15

timeout = 60
graceful_timeout = 20
# The heartbeat must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
# Nothing of ours talks to it, and two servers of one user would share its one path.
control_socket_disable = True


def post_worker_init(worker):
    """What is loaded by now stays; a merge makes many objects for a moment, and few that refer in a ring."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


# Set by `make run HTTPS=1`. In production a proxy in front speaks TLS.
certfile = os.environ.get("TLS_CERT")
keyfile = os.environ.get("TLS_KEY")
