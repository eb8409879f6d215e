"""Chromium for the journeys: found, never fetched; whoever has none is told so loudly.

`$CHROMIUM` names one, else those of the path are tried. With REQUIRE_BROWSER=1 (`.ci/run`) a
journey that is skipped, for whatever reason, counts as failed.
"""

import os
import shutil
from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # root, as in most containers, cannot have one
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """The path of a Chromium on this machine, None without one."""
    names = (os.environ.get("CHROMIUM", ""), *NAMES)
    return next((path for name in names if name and (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all journeys of a worker; each makes a context of its own."""
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if chromium():
        return
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let no journey be skipped where REQUIRE_BROWSER insists on all of them."""
    report = yield
    if os.environ.get("REQUIRE_BROWSER") and item.get_closest_marker("journey") and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_BROWSER is set, but: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if chromium():
        return
    terminalreporter.section("THE BROWSER JOURNEYS DID NOT RUN", sep="!", red=True, bold=True)
    terminalreporter.line("There is no Chromium here. Install one, or name yours with CHROMIUM=…")
