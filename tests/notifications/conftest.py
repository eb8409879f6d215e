from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from andersom.notifications import texts
from tests.notifications.sink import Sink, serve

SMTP = "andersom.notifications.smtp.EmailBackend"


@pytest.fixture
def sink(settings: Any, tmp_path: Path) -> Iterator[Sink]:
    """A real SMTP server; the delivery goes there."""
    sink = Sink(log=tmp_path / "relay.log")
    controller = serve(sink)
    options = {"host": "127.0.0.1", "port": controller.port, "timeout": 5}
    settings.MAILERS = settings.MAILERS | {"delivery": {"BACKEND": SMTP, "OPTIONS": options}}
    yield sink
    controller.stop()


@pytest.fixture
def relay(sink: Sink, settings: Any) -> Sink:
    """The same server, behind a backend that can look a Message-ID up."""
    delivery = settings.MAILERS["delivery"]
    settings.MAILERS = settings.MAILERS | {
        "delivery": {
            "BACKEND": "tests.notifications.sink.LoggedRelay",
            "OPTIONS": delivery["OPTIONS"] | {"log": str(sink.log)},
        }
    }
    return sink


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Writes a mail template; returns the kind that names it."""
    folder = tmp_path / "emails" / "tests"
    folder.mkdir(parents=True)
    made = texts.engine_of(folder.parent)
    monkeypatch.setattr(texts, "engine", lambda: made)

    def write(source: str, name: str = "letter") -> str:
        (folder / f"{name}.md").write_text(source)
        return f"tests.{name}"

    return write
