"""Somebody at a browser. She reads Dutch, or English; tests name what she reads by its msgid."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.totp.internal import auth as totp
from django.utils import translation
from django.utils.functional import Promise
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from tests.factories.accounts import PASSWORD, TOTP_SECRET
from tests.journeys import looks, mailbag

WAIT = 15_000  # milliseconds; generous for a busy machine, a page takes far less
MOST_TABS = 150
# The browser notes these in its console, rightly.
EXPECTED_STATUS = ("403", "404", "409", "410", "422")
OFFLINE = "ERR_INTERNET_DISCONNECTED"  # only ever because a journey took the network away


@dataclass
class Person:
    """A browser of her own: ``journey`` names the pictures that are kept of what she saw."""

    browser: Browser
    site: str
    journey: str
    language: str = "nl"
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)
    seen: int = 0

    def __post_init__(self) -> None:
        self.context: BrowserContext = self.browser.new_context(
            base_url=self.site,
            locale="nl-NL",
            java_script_enabled=self.scripts,
            viewport={"width": looks.DESK[0], "height": looks.DESK[1]},
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(WAIT)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: Any) -> None:
        """Errors of the browser: scripts, broken links to files, and whatever the CSP refused."""
        if message.type != "error" or OFFLINE in message.text:
            return
        expected = any(f"status of {status}" in message.text for status in EXPECTED_STATUS)
        if not (expected and message.location.get("url") == self.page.url):
            self.complaints.append(f"{message.text} {message.location.get('url')}")

    # --- reading ---------------------------------------------------------------------------------
    def text(self, msgid: str | Promise, **values: Any) -> str:
        """How she reads a text of the house."""
        with translation.override(self.language):
            read = translation.gettext(str(msgid))
        return read % values if values else read

    def expect_title(self, msgid: str, **values: Any) -> None:
        """The one heading of the page, and with it that the page has come."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(
            self.text(msgid, **values), timeout=WAIT
        )

    def expect_text(self, msgid: str, **values: Any) -> None:
        found = self.page.locator("#inhoud, #content, #container").get_by_text(
            self.text(msgid, **values)
        )
        expect(found.first).to_be_visible(timeout=WAIT)

    def expect_error(self, msgid: str, **values: Any) -> None:
        """In the summary on top, which leads to the field, and at the field itself."""
        words = self.text(msgid, **values)
        summary = self.page.locator("[data-error-summary]")
        expect(summary).to_contain_text(words)
        expect(self.page.locator(".errorlist").get_by_text(words).first).to_be_visible()

    def check(self, name: str) -> None:
        """Look around: the page is as every page has to be (see `looks`)."""
        self.page.wait_for_load_state()
        self.seen += 1
        looks.check(self.page, f"{self.journey}-{self.seen:02}-{name}")
        assert not self.complaints, self.complaints

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    # --- doing -----------------------------------------------------------------------------------
    def go(self, path: str) -> Response:
        response = self.page.goto(path)
        assert response
        return response

    def within(self, heading: str) -> Locator:
        """The part of the page under a heading."""
        name = self.text(heading)
        return self.page.locator("section, article, form, li").filter(
            has=self.page.get_by_role("heading", name=name)
        )

    def button(self, msgid: str, where: Locator | None = None) -> Locator:
        name = self.text(msgid)
        return (where or self.page).get_by_role("button", name=name).first

    def press(self, msgid: str, where: Locator | None = None) -> None:
        """Press a button that leads to a page."""
        with self.page.expect_navigation():
            self.button(msgid, where).click()

    def follow(self, msgid: str, where: Locator | None = None) -> None:
        with self.page.expect_navigation():
            (where or self.page.locator("body")).get_by_role(
                "link", name=self.text(msgid)
            ).first.click()

    def fill(self, field: str, value: str) -> None:
        """Type into the field of this name."""
        self.page.locator(f"[name={field}]").fill(value)

    def fill_all(self, **values: str) -> None:
        for name, value in values.items():
            self.fill(name, value)

    def choose(self, field: str, *values: object) -> None:
        """Tick boxes or a radio button by value."""
        for value in values:
            self.page.locator(f"input[name={field}][value='{value}']").check()

    def tick(self, name: str) -> None:
        """Tick the box of this name, as it stands on the page."""
        self.page.get_by_role("checkbox", name=name, exact=True).check()

    def select(self, field: str, label: str) -> None:
        self.page.locator(f"select[name={field}]").select_option(label=label)

    def run_action(self, msgid: str) -> None:
        """An action of the admin, on the page of the thing itself."""
        self.page.locator("select[name$=action]").first.select_option(label=self.text(msgid))
        with self.page.expect_navigation():
            self.page.locator("button[name=index]").first.click()

    def upload(self, field: str, *, name: str, kind: str, content: bytes) -> None:
        self.page.locator(f"[name={field}]").set_input_files(
            {"name": name, "mimeType": kind, "buffer": content}
        )

    def speak(self, language: str) -> None:
        """Press the language in the head of the page, named in its own words."""
        with self.page.expect_navigation():
            self.page.locator(f"button[name=language][value={language}]").click()
        self.language = language

    # --- with nothing but the keyboard -----------------------------------------------------------
    def tab_to(self, target: Locator) -> None:
        """Press Tab until the focus is there; whatever cannot be reached is a failure."""
        for _press in range(MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST_TABS} times Tab never came to {target}")

    def enter(self, target: Locator) -> None:
        """Go to a button or link by Tab and press Enter; it leads to a page."""
        self.tab_to(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def space(self, *targets: Locator) -> None:
        for target in targets:
            self.tab_to(target)
            self.page.keyboard.press("Space")

    # --- signing in ------------------------------------------------------------------------------
    def sign_in(self, email: str, *, second_step: bool = False) -> None:
        self.go("/account/login/")
        self.sign_in_here(email)
        if second_step:
            self.fill("code", current_code())
            self.press("Sign in", self.page.locator("main"))

    def sign_in_here(self, email: str) -> None:
        """On the page that asks for it, which leads on to where she wanted to be."""
        self.fill_all(login=email, password=PASSWORD)
        self.press("Sign in", self.page.locator("main"))

    def read_mail(self, email: str, kind: str, part: str) -> None:
        """Open the link of a mail."""
        self.go(mailbag.link_in(mailbag.latest(email, kind), part))


def current_code(secret: str = TOTP_SECRET) -> str:
    """What the app on her phone shows now."""
    value = totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(value)
