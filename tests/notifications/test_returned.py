"""What is said of a report of the mail provider that stumbles."""

from collections.abc import Callable

import pytest
from django.core.exceptions import BadRequest
from structlog.testing import capture_logs

from andersom.notifications.views.returned import returned


class Stumbling:
    """A view of the mail library over which a report stumbles."""

    @classmethod
    def as_view(cls) -> Callable[..., None]:
        def view(request: object) -> None:
            raise KeyError("noor@example.org")

        return view


def test_report_that_stumbles_is_logged_without_what_it_says(rf, settings):
    settings.MAIL_WEBHOOK = f"{__name__}.Stumbling"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "a:b"}
    with capture_logs() as logged, pytest.raises(BadRequest):
        returned(rf.post("/"))
    told = {"event": "report was not understood", "error": "KeyError", "log_level": "error"}
    assert logged == [told]
