"""A phone: a browser with a profile of its own, which can be killed and opened again."""

import contextlib
import os
import re
import signal
import subprocess
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, Playwright, expect

from tests.browser.programs import ROOT
from tests.browser.server import PASSWORD

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
# Longer than the pause between two tries to send, on a busy machine.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)

# An answer to a step: what is typed, or True for a choice or a tick.
Answers = dict[str, str | bool]


def chromium() -> str:
    """The browser that make found, or that its script finds now."""
    found = os.environ.get("FIELDAPP_CHROMIUM")
    return found or subprocess.check_output([ROOT / "scripts" / "browser.sh"], text=True).strip()


class Phone:
    """What a person does with it. ``page`` is what they see."""

    def __init__(
        self, playwright: Playwright, address: str, profile: Path, flags: list[str] = (), **options
    ):
        self.playwright, self.address, self.profile = playwright, address, profile
        self.flags = [*FLAGS, *flags]
        self.options = {"viewport": {"width": 390, "height": 844}, **options}
        self.open()

    def open(self) -> None:
        """Switch it on, with whatever it held."""
        self.context = self.playwright.chromium.launch_persistent_context(
            self.profile, executable_path=chromium(), args=self.flags, **self.options
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.pages[0] if self.context.pages else self.context.new_page()

    def kill(self) -> None:
        """The battery is empty: nothing is closed in good order."""
        listed = ["pgrep", "-f", f"user-data-dir={self.profile}( |$)"]
        for process in subprocess.run(listed, capture_output=True, text=True).stdout.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(process), signal.SIGKILL)
        with contextlib.suppress(Error):
            self.context.close()

    def close(self) -> None:
        with contextlib.suppress(Error):
            self.context.close()

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, username: str) -> "Phone":
        """Sign in, and wait until all the work is on the phone."""
        self.offer_password(username)
        expect(self.page.locator("[data-progress-text]")).to_have_text("Ready")
        self.page.get_by_role("link", name="Start working").click()
        self.page.wait_for_url(re.compile("/(work|receiving|supervisor|contracts|admin)"))
        return self

    def go_on(self) -> "Phone":
        """Whoever signed in before opens it again. Chromium has their cookies on the disk, which it writes when it closes or
        half a minute late: such a phone can be killed at once."""
        self.go("/work")
        self.says("All sent")
        return self

    def offer_password(self, username: str) -> None:
        """Fill the sign-in form, and send it."""
        self.go("/login")
        self.page.fill("#username", username)
        self.page.fill("#password", PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()

    def hear_of_network(self) -> None:
        """What the system says by itself when there is a network again. Nobody touches anything."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def says(self, words: str) -> None:
        """The one-line state under the title, in words."""
        expect(self.page.locator("[data-status]")).to_contain_text(words)

    def sees(self, words: str) -> None:
        expect(self.page.locator("#page")).to_contain_text(words)

    def sees_not(self, words: str) -> None:
        expect(self.page.locator("#page")).not_to_contain_text(words)

    def title(self, words: str) -> None:
        expect(self.page.locator("h1")).to_contain_text(words)

    def step(self, title: str) -> None:
        """The step in front of them is this one."""
        expect(self.page.locator("#step-title")).to_have_text(title)

    def complete(self, answers: Answers | None = None) -> None:
        """Answer what the current step asks for, and complete it."""
        form = self.page.locator("form").filter(
            has=self.page.get_by_role("button", name="Complete step")
        )
        for label, value in (answers or {}).items():
            self.answer(form.first, label, value)
        self.press(form.first.get_by_role("button", name="Complete step"))

    def answer(self, form: Locator, label: str, value: str | bool) -> None:
        if value is True:
            name = re.compile(f"^{re.escape(label)}")
            form.get_by_role("radio", name=name).or_(
                form.get_by_role("checkbox", name=name)
            ).check()
        else:
            form.get_by_label(label).first.fill(value)

    def press(self, button: Locator) -> None:
        """Send the button's form, and wait until the page that answers it is there."""
        op = button.evaluate("button => button.form.elements.op.value")
        with self.page.expect_response(lambda answer: "/do/" in answer.url):
            button.click()
        expect(self.page.locator(f'input[name="op"][value="{op}"]')).to_have_count(0)

    def sheet(
        self, opener: str, button: str, answers: Answers, choices: Answers | None = None
    ) -> None:
        """Open one of the sheets of a job, fill it, and send it. The rarer ones stand under *More*."""
        known = self.page.get_by_role("button", name=opener, exact=True, include_hidden=True)
        if not known.first.is_visible():
            self.unfold("More")
        known.first.click()
        opened = self.page.locator("[popover]:popover-open")
        for label, value in answers.items():
            opened.get_by_label(label).fill(value)
        for label, value in (choices or {}).items():
            opened.get_by_label(label, exact=True).select_option(label=value)
        self.press(opened.get_by_role("button", name=button, exact=True))

    def unfold(self, words: str) -> None:
        """Open what stands under these words."""
        self.page.locator("#page summary").filter(has_text=words).first.click()

    def look_up(self, code: str) -> None:
        """Type what a label says into the scanner."""
        self.go("/scan")
        self.page.fill("#code", code)
        self.page.get_by_role("button", name="Look up").click()
