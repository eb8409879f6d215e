"""Registering, with an account or without one."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from andersom.accounts.hats import PersonRequest
from events import rules
from events.domain import registrations
from events.domain.refusals import SENTENCES, Refused
from events.forms.registration import Colleagues, RegisterForm
from events.models import Event, Registration
from events.states import RegistrationState
from providers.models import Professional, Provider
from schools.models import School


def register(request: PersonRequest, slug: str) -> HttpResponse:
    """The form; or why there is none now, and what to do instead."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    if code := _closed_to(request, event):
        context = {"event": event, "code": code, "reason": SENTENCES[code]}
        return render(request, "events/register_closed.html", context)
    if mine := _standing(request, event):
        return redirect(mine)
    form = RegisterForm(request.POST or None, initial=_known(request), known_email=_email(request))
    colleagues = Colleagues(request.POST or None, prefix="colleagues")
    valid = request.method == "POST" and all([form.is_valid(), colleagues.is_valid()])
    if valid and (answer := _register(request, event, form, colleagues)):
        return answer
    context = {"event": event, "form": form, "colleagues": colleagues}
    status = 422 if form.errors or colleagues.total_error_count() else 200
    return render(request, "events/register.html", context, status=status)


@require_safe
def look_in_mail(request: PersonRequest, slug: str) -> HttpResponse:
    """After registering without an account: what to do now."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    return render(request, "events/look_in_mail.html", {"event": event})


def _register(
    request: PersonRequest, event: Event, form: RegisterForm, colleagues: Any
) -> HttpResponse | None:
    """None when the form has to say something first. Who is registered already and does not sign
    in reads what everybody reads, and the rest in her mail: so nobody learns who comes.
    """
    user = request.user if request.user.is_authenticated else None
    visitors = form.visitors(colleagues.people(), **_organisation(request))
    now = timezone.now()
    if not ratelimit.consume(request, action="register"):
        form.add_error(None, _("Many people registered from here just now. Try again shortly."))
        return None
    try:
        made = registrations.register(event, visitors, user=user, at=now)
    except Refused as refused:
        if refused.code == "twice":
            registrations.send_link_again(event, refused.params["email"], at=now)
            if user is None:
                return redirect("events:look_in_mail", event.slug)
        form.add_error(None, refused.text)
        return None
    return _lead_on(request, made)


def _lead_on(request: PersonRequest, made: list[Registration]) -> HttpResponse:
    """With an account to her own page; without one to her mailbox, since we cannot know her yet."""
    first, waiting = made[0], [one for one in made if one.state == RegistrationState.WAITING]
    if first.user is None:
        return redirect("events:look_in_mail", first.event.slug)
    text = _("All places are taken. %(name)s is number %(position)s on the waiting list.")
    for one in waiting:
        messages.warning(request, text % {"name": one.name, "position": one.position})
    if len(waiting) < len(made):
        text = _("You are registered. We have mailed you the link to this page.")
        messages.success(request, text)
    return redirect(first)


def _closed_to(request: PersonRequest, event: Event) -> str:
    """Code of the refusal for everybody, or for this person."""
    if code := registrations.closed(event, timezone.now()):
        return code
    return "" if rules.is_of_audience(request.user, event) else f"for_{event.audience}"


def _standing(request: PersonRequest, event: Event) -> Registration | None:
    if not request.user.is_authenticated:
        return None
    return event.registrations.standing().filter(user=request.user).first()


def _email(request: PersonRequest) -> str:
    return request.user.email if request.user.is_authenticated else ""


def _known(request: PersonRequest) -> dict[str, Any]:
    """What an account fills in."""
    if not request.user.is_authenticated:
        return {}
    hat = request.hats.worn
    organisation = hat.label if hat and hat.kind != "team" else ""
    return {"name": request.user.name, "organisation": organisation}


def _organisation(request: PersonRequest) -> dict[str, Provider | School | None]:
    """The provider or school of the worn hat."""
    hat = request.hats.worn
    if hat and hat.kind == "school":
        return {"school": School.objects.filter(pk=hat.object_id).first()}
    if hat and hat.kind == "provider":
        return {"provider": Provider.objects.filter(pk=hat.object_id).first()}
    if hat and hat.kind == "professional":
        works = Professional.objects.filter(pk=hat.object_id).select_related("provider").first()
        return {"provider": works.provider if works else None}
    return {}
