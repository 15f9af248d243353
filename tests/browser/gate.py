"""A gate in front of the server: open, shut, or a black hole. Closer to a lift than a browser's offline switch."""

import contextlib
import socket
import threading


class Gate:
    """Listens on a port of its own and passes on to the server's, while it is open. One server after the other may
    stand behind it: what a phone keeps is an address's."""

    def __init__(self):
        self.target, self.state = 0, "shut"
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.live: set[socket.socket] = set()
        threading.Thread(target=self._listen, daemon=True).start()

    def lead_to(self, target: int) -> None:
        """The port of the server that is behind it from now on."""
        self.target = target
        self.open()

    def open(self) -> None:
        self.state = "open"

    def shut(self) -> None:
        """Nothing comes through, and what was coming breaks off."""
        self.state = "shut"
        self._break_off()

    def swallow(self) -> None:
        """Connections are taken, and never answered."""
        self.state = "black hole"
        self._break_off()

    def close(self) -> None:
        self.shut()
        self.listener.close()

    def _break_off(self) -> None:
        for one in list(self.live):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.live.clear()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self.listener.accept()
                self._take(caller)

    def _take(self, caller: socket.socket) -> None:
        if self.state == "shut":
            caller.close()
            return
        self.live.add(caller)
        if self.state == "black hole":
            return
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            caller.close()
            return
        self.live.add(server)
        for one, other in ((caller, server), (server, caller)):
            threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            self.live.discard(end)
            with contextlib.suppress(OSError):
                end.close()
