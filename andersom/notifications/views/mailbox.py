"""The mail that the demo delivered, for whoever tries it out; nowhere else does it exist."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from andersom.notifications import layout
from andersom.notifications import mailbox as files
from andersom.notifications.forms import MailboxFilter


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    only_in_the_demo()
    found = files.letters(settings.MAILBOX_DIR)
    chosen = MailboxFilter(request.GET)
    if chosen.is_valid() and (wanted := chosen.cleaned_data["q"].lower()):
        found = [one for one in found if wanted in f"{one.to} {one.subject}".lower()]
    context = {"letters": found, "form": chosen}
    return render(request, "notifications/mailbox.html", context)


@never_cache
@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "notifications/letter.html", {"letter": letter_or_404(name)})


@never_cache
@require_safe
@csp_override(layout.MAIL_CSP)
def letter_html(request: HttpRequest, name: str) -> HttpResponse:
    """The mail as its reader sees it: a page of its own, in which nothing runs."""
    return HttpResponse(letter_or_404(name).html)


def letter_or_404(name: str) -> files.Letter:
    only_in_the_demo()
    if (found := files.letter(settings.MAILBOX_DIR, name)) is None:
        raise Http404
    return found


def only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
