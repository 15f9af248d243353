"""A mail server that behaves badly in one way, as told; it counts the letters that it has taken."""

import socket
import threading
from contextlib import suppress


class Rude:
    """``manner`` maps a command (``greeting``, EHLO, MAIL, RCPT, DATA, ``.``, QUIT) to what it answers instead; ``hang`` says nothing more, ``drop``
    hangs up, ``drip`` says a letter now and then and never ends its line."""

    def __init__(self, **manner: str):
        self.manner = {name.replace("dot", "."): what for name, what in manner.items()}
        self.letters: list[str] = []
        self.over = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"smtp://127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.over.set()
        self.listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                talk, _ = self.listener.accept()
                threading.Thread(target=self._talk, args=(talk,), daemon=True).start()

    def _talk(self, talk: socket.socket) -> None:
        with suppress(OSError, EOFError), talk, talk.makefile("rb") as lines:
            self._say(talk, "greeting", "220 here")
            while True:
                word = next(iter(self._line(lines).split()), "").upper()
                self._say(talk, word, {"DATA": "354 go on", "QUIT": "221 bye"}.get(word, "250 fine"))
                if word == "DATA":
                    text = self._letter(lines)
                    self.letters.append(text)
                    self._say(talk, ".", "250 taken")
                if word == "QUIT":
                    return

    def _line(self, lines) -> str:
        line = lines.readline()
        if not line:
            raise EOFError
        return line.decode()

    def _letter(self, lines) -> str:
        text = ""
        while (line := self._line(lines)).rstrip("\r\n") != ".":
            if self.manner.get("body") == "drop":
                raise EOFError
            text += line
        return text

    def _say(self, talk: socket.socket, name: str, usual: str) -> None:
        what = self.manner.get(name, usual)
        if what == "drop":
            raise EOFError
        if what == "hang":
            self.over.wait(60)
            raise EOFError
        while what == "drip" and not self.over.wait(0.05):
            talk.sendall(b"2")
        talk.sendall(f"{what}\r\n".encode())
