"""A phone: a browser with a profile of its own, which can be killed and opened again."""

import contextlib
import os
import re
import signal
import subprocess
from pathlib import Path

from playwright.sync_api import Error, Page, Playwright, expect

from tests.browser.server import PASSWORD, ROOT

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
# Longer than the longest pause between two tries to send.
SLOW = 40_000
expect.set_options(timeout=SLOW)


def chromium() -> str:
    """The browser that make found, or that its script finds now."""
    found = os.environ.get("FIELDAPP_CHROMIUM")
    if not found:
        found = subprocess.run(
            [ROOT / "scripts" / "browser.sh"], capture_output=True, text=True, check=True
        ).stdout.strip()
    return found


class Phone:
    """What a person does with it. ``page`` is what they see."""

    def __init__(
        self, playwright: Playwright, address: str, profile: Path, flags: list[str] = (), **options
    ):
        self.playwright, self.address, self.profile = playwright, address, profile
        self.flags, self.options = (
            [*FLAGS, *flags],
            {"viewport": {"width": 390, "height": 844}, **options},
        )
        self.open()

    def open(self) -> None:
        """Switch it on, with whatever it held."""
        self.context = self.playwright.chromium.launch_persistent_context(
            self.profile, executable_path=chromium(), args=self.flags, **self.options
        )
        self.context.set_default_timeout(SLOW)
        self.page: Page = self.context.pages[0] if self.context.pages else self.context.new_page()

    def kill(self) -> None:
        """The battery is empty: nothing is closed in good order."""
        listed = subprocess.run(
            ["pgrep", "-f", f"user-data-dir={self.profile}"], capture_output=True, text=True
        )
        for process in listed.stdout.split():
            os.kill(int(process), signal.SIGKILL)
        with contextlib.suppress(Error):
            self.context.close()

    def close(self) -> None:
        self.context.close()

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, username: str) -> "Phone":
        """Sign in, and wait until the work is on the phone."""
        self.go("/login")
        self.page.fill("#username", username)
        self.page.fill("#password", PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        start = self.page.get_by_role("link", name="Start working")
        start.wait_for(state="visible")
        start.click()
        self.page.wait_for_url(re.compile("/(work|receiving|supervisor|contracts|admin)"))
        return self

    def says(self, words) -> None:
        """The one-line state under the title, in words."""
        expect(self.page.locator("[data-status]")).to_contain_text(words)

    def sees(self, words) -> None:
        expect(self.page.locator("body")).to_contain_text(words)

    def title(self, words) -> None:
        expect(self.page.locator("h1")).to_contain_text(words)

    def complete(self, **answers: str) -> None:
        """Answer what the current step asks for, and complete it."""
        for label, value in answers.items():
            self.answer(label.replace("_", " "), value)
        self.page.get_by_role("button", name="Complete step").first.click()

    def answer(self, label: str, value: str) -> None:
        if value == "choose":
            self.page.get_by_role("radio", name=label, exact=True).first.check()
        elif value == "tick":
            self.page.get_by_role("checkbox", name=re.compile(label)).first.check()
        else:
            self.page.get_by_label(re.compile(label)).first.fill(value)

    def look_up(self, code: str) -> None:
        """Type what a label says into the scanner."""
        self.go("/scan")
        self.page.fill("#code", code)
        self.page.get_by_role("button", name="Look up").click()
