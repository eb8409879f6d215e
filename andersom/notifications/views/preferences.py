"""Choosing which mails one gets: in the profile, or from a mail without signing in."""

import structlog
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from andersom.accounts.hats import PersonRequest
from andersom.notifications.domain import preferences, undeliverable
from andersom.notifications.forms import PreferencesForm
from andersom.notifications.kinds import ALWAYS

log = structlog.get_logger(__name__)
AGAIN = "again"


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: PersonRequest) -> HttpResponse:
    """The reader's own page: a row per topic, and why some mails always come."""
    form = PreferencesForm(preferences.chosen(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        preferences.choose(request.user, form.chosen())
        messages.success(request, _("Your choices are saved."))
        return redirect("notifications:preferences")
    context = {
        "form": form,
        "always": [(topic.label, why) for topic, why in ALWAYS.items()],
        "unreachable": bool(undeliverable.among([request.user.email])),
    }
    return render(request, "notifications/preferences.html", context)


@csrf_exempt  # RFC 8058: the mail program posts, without having seen a page of ours
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, key: str) -> HttpResponse:
    """The link below a mail. Opening it changes nothing, because scanners open links too.

    Nobody needs to sign in for it; but who is signed in changes nothing for somebody else.
    """
    try:
        reader, topic = preferences.opened(key)
        if request.user.is_authenticated and request.user != reader.user:
            log.warning("unsubscribe link refused", why="somebody else", method=request.method)
            return render(request, "notifications/unsubscribe_not_yours.html", status=404)
        done = request.method == "POST"
        again = AGAIN in request.POST
        if done:
            preferences.switch(key, mail=again, at=timezone.now())
    except preferences.UnknownTopic as refusal:
        log.warning("unsubscribe link refused", why=str(refusal), method=request.method)
        return render(request, "notifications/unsubscribe_unknown.html", status=404)
    context = {
        "topic": topic,
        "done": done,
        "again": again,
        "again_field": AGAIN,
        "has_account": reader.user is not None,
    }
    return render(request, "notifications/unsubscribe.html", context)
