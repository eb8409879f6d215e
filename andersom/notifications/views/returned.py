"""What the mail provider reports: addresses that do not work, and complaints of readers."""

from typing import Any

import structlog
from anymail.signals import AnymailTrackingEvent, EventType
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from andersom.notifications import outbox
from andersom.notifications.domain import undeliverable
from andersom.notifications.models import Undeliverable

log = structlog.get_logger(__name__)
CAUSES = {
    EventType.BOUNCED: Undeliverable.Cause.BOUNCED,
    EventType.REJECTED: Undeliverable.Cause.BOUNCED,
    EventType.COMPLAINED: Undeliverable.Cause.COMPLAINED,
}


@csrf_exempt  # the provider posts, and shows the secret of ANYMAIL_WEBHOOK_SECRET
@require_http_methods(["HEAD", "POST"])
def returned(request: HttpRequest) -> HttpResponse:
    """Hands the report to the anymail view that `MAIL_WEBHOOK` names.

    Without one, or without the secret by which we know the provider, 404.
    """
    if not settings.MAIL_WEBHOOK or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    view = import_string(settings.MAIL_WEBHOOK).as_view()
    try:
        answer: HttpResponse = view(request)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        log.error("report was not understood", error=type(error).__name__)  # or the fault is ours
        raise BadRequest("not a report of the mail provider") from error
    return answer


def heard(event: AnymailTrackingEvent, **_: Any) -> None:
    """Receiver of anymail's ``tracking`` signal."""
    cause = CAUSES.get(event.event_type)
    if not cause or not event.recipient:
        return
    try:
        address = outbox.clean_address(event.recipient)
    except ValueError:  # a refusal would only have the provider send the same again
        log.warning("report names no address", cause=cause.value)
        return
    said = event.mta_response or event.description or event.reject_reason or ""
    undeliverable.flag(address, cause=cause, said=str(said), at=timezone.now())
