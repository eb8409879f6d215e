"""A visitor's own page, behind the link from her mail. Looking never acts; forms do."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from andersom.accounts.models import User
from andersom.notifications.links import absolute
from andersom.ui.qr import svg
from events.domain import calendars, registrations, rounds, visits
from events.domain.refusals import Refused
from events.forms.registration import RoundsForm, VisitForm
from events.models import Registration
from events.states import EventState, RegistrationState
from events.views.public import calendar
from events.views.secret import secret


@require_safe
@secret
def registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    """How it stands, what is next, and everything she can change."""
    return _page(request, registration)


@require_POST
@secret
def confirm(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Her address is right."""
    thanks = _("Your place is sure. See you there!")
    return _act(request, registration, registrations.confirm, thanks)


@require_POST
@secret
def answer_offer(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Yes to the place that came free; the no is cancelling."""
    thanks = _("Your place is sure. See you there!")
    return _act(request, registration, registrations.accept, thanks)


@require_POST
@secret
def cancel_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    thanks = _("You have cancelled. Thank you for telling us.")
    return _act(request, registration, registrations.cancel, thanks)


@require_POST
@secret
def choose_rounds(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Be in other rounds than before."""
    form = _rounds_form(registration, request.POST)
    if form.is_valid():
        try:
            rounds.choose(registration, form.chosen(), by=_user(request), at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            return _kept(request, registration, _("Your choice has been kept."))
    return _page(request, registration, rounds_form=form)


@require_POST
@secret
def change_visit(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Another name, or something else that we should know."""
    form = VisitForm.of(registration, request.POST)
    if form.is_valid():
        try:
            visits.change(registration, form.change(), by=_user(request), at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            return _kept(request, registration, _("Kept."))
    return _page(request, registration, visit_form=form)


@require_safe
@secret
def registration_ical(request: HttpRequest, registration: Registration) -> HttpResponse:
    content = calendars.of_registration(registration, at=timezone.now())
    return calendar(content, registration.event.slug)


def _act(
    request: HttpRequest, registration: Registration, verb: Callable[..., object], thanks: str
) -> HttpResponse:
    """One click: done, or why not; then her own page tells how it stands."""
    try:
        verb(registration, by=_user(request), at=timezone.now())
    except Refused as refused:
        messages.warning(request, refused.text)
        return redirect(registration)
    return _kept(request, registration, thanks)


def _kept(request: HttpRequest, registration: Registration, thanks: str) -> HttpResponse:
    messages.success(request, thanks)
    return redirect(registration)


def _page(
    request: HttpRequest,
    registration: Registration,
    *,
    rounds_form: RoundsForm | None = None,
    visit_form: VisitForm | None = None,
) -> HttpResponse:
    event, now = registration.event, timezone.now()
    confirmed = registration.state == RegistrationState.CONFIRMED
    running = event.state in {EventState.PUBLISHED, EventState.CLOSED} and now < event.during.upper
    context = {
        "registration": registration,
        "event": event,
        "running": running,
        "in_time": registration.answer_by is None or now < registration.answer_by,
        "position": registration.position,
        "rounds_form": rounds_form or _rounds_form(registration),
        "visit_form": visit_form or VisitForm.of(registration),
        "qr": _code(registration) if confirmed and running else "",
        "open_again": not registrations.closed(event, now),
    }
    status = 422 if rounds_form or visit_form else 200
    return render(request, "events/registration.html", context, status=status)


def _code(registration: Registration) -> str:
    """What the door reads from the phone."""
    return svg(absolute("events:check_in", registration.event.slug, registration.key))


def _rounds_form(registration: Registration, data: Any = None) -> RoundsForm:
    chosen = registration.choices.values_list("item", flat=True)
    return RoundsForm(data, items=rounds.of(registration.event), chosen=chosen)


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
