"""The intake as the trainee sees it: the form, and a moment for the conversation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from andersom.accounts.hats import PersonRequest
from training import rules
from training.domain import intake as intakes
from training.domain.refusals import Refused
from training.forms.intake import CancelForm, IntakeForm, SlotForm
from training.models import Enrolment, Intake
from training.views import shown_as
from training.views.trainee import seen


def intake(request: PersonRequest, pk: int) -> HttpResponse:
    """What she writes before; kept as a draft, or sent to the trainers."""
    found = _hers(request, pk)
    send = request.POST.get("do") == "send"
    draft = request.method == "POST" and not send
    form = IntakeForm(request.POST or None, draft=draft, initial=_written(found))
    if request.method == "POST" and form.is_valid():
        try:
            intakes.save(found, **form.cleaned_data, by=request.user, at=timezone.now(), send=send)
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            sent = _("Sent. Your trainer reads it before the conversation.")
            messages.success(request, sent if send else _("Your draft is kept."))
            return redirect("training:intake", pk)
    return _page(request, found, form=form)


@require_POST
def intake_slot(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one of the free moments, or another one than before."""
    found = _hers(request, pk)
    form = SlotForm(found.cohort, request.POST)
    if form.is_valid():
        try:
            slot = form.cleaned_data["slot"]
            intakes.choose(found, slot, by=request.user, at=timezone.now())
        except Refused as refused:
            form.add_error("slot", refused.text)
        else:
            messages.success(request, _("The moment is yours. We confirm it by mail."))
            return redirect("training:intake", pk)
    return _page(request, found, slot_form=form)


def intake_cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Give the moment back; the trainee or a trainer."""
    found = seen(request, pk)
    hers = rules.is_hers(request.user, found)
    if not (hers or rules.trains(request.user, found)):
        raise PermissionDenied
    form = CancelForm(request.POST or None)
    back = "training:intake" if hers else "training:intake_conversation"
    if request.method == "POST" and form.is_valid():
        try:
            intakes.cancel(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refused:
            messages.error(request, refused.text)
        else:
            messages.success(request, _("The moment is off. Both of you get a mail."))
        return redirect(back, pk)
    moment = Intake.objects.filter(enrolment=found).select_related("slot__trainer__user").first()
    context = {"enrolment": found, "form": form, "back": back, "intake": moment}
    status = 422 if form.errors else 200
    return render(request, "training/intake_cancel.html", context, status=status)


def _hers(request: PersonRequest, pk: int) -> Enrolment:
    """Trainers have the page of the conversation; the team sees that it was, not what."""
    found = seen(request, pk)
    if not rules.is_hers(request.user, found):
        raise PermissionDenied
    return found


def _written(enrolment: Enrolment) -> dict[str, str]:
    intake = Intake.objects.filter(enrolment=enrolment).first() or Intake()
    return {"experience": intake.experience, "brings": intake.brings, "needs": intake.needs}


def _page(
    request: PersonRequest,
    found: Enrolment,
    *,
    form: IntakeForm | None = None,
    slot_form: SlotForm | None = None,
) -> HttpResponse:
    bound: Any = slot_form or form
    context = shown_as.intake(found, at=timezone.now()) | {
        "form": form or IntakeForm(initial=_written(found)),
        "slot_form": slot_form or SlotForm(found.cohort),
    }
    status = 422 if bound and bound.errors else 200
    return render(request, "training/intake.html", context, status=status)
