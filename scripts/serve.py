"""`make run`: migrate, load the demo into an empty database, say where it is, and serve.

HTTPS=1 serves the local network with a certificate made here: on a phone, the service worker
and the camera need one.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path

import segno
from certificate import ensure_certificate, lan_addresses

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    os.chdir(ROOT)
    https = os.environ.get("HTTPS", "0") not in ("", "0")
    os.environ.setdefault("HOST", "0.0.0.0" if https else "127.0.0.1")
    port = free_port(os.environ["HOST"], os.environ.get("PORT", "8000"))
    address = f"https://{lan_addresses()[0]}:{port}" if https else f"http://localhost:{port}"
    os.environ.setdefault("PUBLIC_URL", address)

    flask("demo", "--if-empty")
    flask("retry-held")
    print(f"\n  fieldapp is at {address}   (Ctrl-C stops it)\n")
    if https:
        show_phone(address)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "app:app"])


def free_port(host: str, port: str) -> int:
    """The port, if it can be had. gunicorn would try for five seconds, and not say what to do."""
    if not (port.isdigit() and 0 < int(port) < 65536):
        sys.exit(f"PORT={port} is not a port. Give a number, as in: make run PORT=8001")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            sys.exit(f"Port {port}: {error.strerror}. Choose another: make run PORT=8001")
    return int(port)


def flask(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "flask", *arguments])
    if done.returncode:
        sys.exit(done.returncode)


def show_phone(address: str) -> None:
    authority = ensure_certificate(ROOT / "instance" / "tls")
    os.environ["TLS_CERT"] = str(authority.with_name("server.pem"))
    os.environ["TLS_KEY"] = str(authority.with_name("server.key"))
    segno.make_qr(address).terminal(border=2, compact=True)
    print(f"  A phone trusts this server once it trusts {authority.relative_to(ROOT)}.")
    print("  The README says how, under “On a phone”.\n")


if __name__ == "__main__":
    main()
