"""A session as a trainer leads it: who is there, the code on the screen, what people thought."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from andersom.accounts.hats import PersonRequest
from andersom.notifications.links import absolute
from andersom.ui import qr
from training.domain import attendance as presences
from training.domain import evaluations
from training.domain.refusals import Refused
from training.forms.attendance import AttendanceForm
from training.models import Session


def attendance(request: PersonRequest, pk: int) -> HttpResponse:
    """The list, with one choice for each trainee and one button."""
    session, now = _led(request, pk), timezone.now()
    people = presences.listed(session)
    noted = dict(session.attendances.values_list("enrolment", "state"))
    form = AttendanceForm(people, noted, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            presences.record(session, form.states, by=request.user, at=now)
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            messages.success(request, _("The attendance is kept."))
            return redirect("training:attendance", pk)
    opens = presences.opens_at(session)
    context = {"session": session, "form": form, "people": people, "opens": opens, "now": now}
    context |= {"open": now >= opens, "missing": len(people) - len(noted)}
    status = 422 if form.errors else 200
    return render(request, "training/attendance.html", context, status=status)


def attendance_code(request: PersonRequest, pk: int) -> HttpResponse:
    """The code, large enough for a screen in the room; another one every few minutes."""
    session = _led(request, pk)
    key = presences.key_of(session, at=timezone.now())
    code = qr.svg(absolute("training:check_in", key))
    context = {"session": session, "code": code, "seconds": presences.RENEWED.seconds}
    context |= {"present": session.attendances.present().count()}
    return render(request, "training/attendance_code.html", context)


def check_in(request: PersonRequest, key: str) -> HttpResponse:
    """What the code leads to: a GET shows, a POST notes that she is there."""
    now = timezone.now()
    session, fresh = presences.read_key(key, at=now)
    if session is None:
        return render(request, "training/check_in.html", status=404)
    context = {"session": session, "done": presences.is_present(session, request.user)}
    try:
        if not (fresh or context["done"]):
            raise Refused("code_over")
        if request.method == "POST":
            presences.check_in(session, request.user, at=now)
            messages.success(request, _("You are noted as present. Enjoy the session!"))
            return redirect("training:check_in", key)
        if not context["done"]:
            presences.may_check_in(session, request.user, at=now)
    except Refused as refused:
        context["refusal"] = refused.text
    status = 422 if request.method == "POST" else 200
    return render(request, "training/check_in.html", context, status=status)


def evaluation(request: PersonRequest, pk: int) -> HttpResponse:
    """What those present thought, from five answers on."""
    session = _led(request, pk)
    survey = evaluations.of(session)
    context = {"session": session, "survey": survey, "results": evaluations.results(session)}
    return render(request, "training/evaluation.html", context | {"fewest": 5})


def _led(request: PersonRequest, pk: int) -> Session:
    """A session of an edition in which she trains; the team sees all."""
    return get_object_or_404(Session.objects.visible_to(request.user).for_reading(), pk=pk)
