"""What the links of our mails have in common."""

import structlog
from allauth.core.internal import ratelimit
from django.http import HttpResponse
from django.shortcuts import render

from andersom.accounts.hats import PersonRequest

log = structlog.get_logger(__name__)


def dead(http: PersonRequest, *, ours: bool) -> HttpResponse:
    """A link that was changed or guessed, or is not this visitor's; it gives nothing away.

    ``ours`` is whether we made it, which is no guess.
    """
    log.info("answer link refused", ours=ours)  # without the key, and whose it is
    # Guessing is done by GET too, which the limiter for forms lets through.
    if not (
        ours or ratelimit.consume(http, app="allauth.account", action="answer", limit_get=True)
    ):
        return render(http, "429.html", status=429)
    return render(http, "matching/link_dead.html", status=404)
