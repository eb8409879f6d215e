"""Short answers: stopping, an offered place, and the school's yes or no."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from andersom.accounts.hats import PersonRequest
from training import rules
from training.domain import enrolments, weekly
from training.domain.refusals import Refused
from training.forms.enrolling import ConfirmForm, OfferForm, WithdrawForm
from training.models import Enrolment


def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Stop with an edition; asks once more, and why."""
    found = _own(request, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            enrolments.withdraw(found, by=request.user, at=timezone.now(), reason=reason)
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            messages.success(request, _("You have left this edition. We confirm it by mail."))
            return redirect("training:enrolment", pk)
    return _shown(request, "training/withdraw.html", found, form)


def answer_offer(request: PersonRequest, pk: int) -> HttpResponse:
    """Say yes or no to a place that came free."""
    found = _own(request, pk)
    form = OfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act = enrolments.accept if form.yes else enrolments.turn_down
            act(found, by=request.user, at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            said = _("The place is yours.") if form.yes else _("Thank you: it goes to the next.")
            messages.success(request, said)
            return redirect("training:enrolment", pk)
    return _shown(request, "training/offer.html", found, form)


def confirm_school(request: HttpRequest, key: str) -> HttpResponse:
    """The link of a school: a GET only shows who asks what, as mail scanners open links too."""
    asked = weekly.read(key)
    if asked is None:
        return render(request, "training/confirm_unknown.html", status=404)
    now, question = timezone.now(), asked.weekly
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    context = {"weekly": question, "member": asked.member, "form": form}
    if not weekly.waits(question, now):
        return render(request, "training/confirmed.html", context, status=410)
    if request.method == "POST" and form.is_valid():
        try:
            weekly.answer(question, yes=form.yes, name=str(asked.member), by=None, at=now)
        except Refused as refused:
            if refused.code != "busy":
                return render(request, "training/confirmed.html", context, status=410)
            form.add_error(None, refused.text)
        else:
            return render(request, "training/confirmed.html", context)
    return render(request, "training/confirm_school.html", context, status=_status(form))


def _own(request: PersonRequest, pk: int) -> Enrolment:
    """Whoever may see it but not act gets a no."""
    visible = Enrolment.objects.visible_to(request.user).for_reading()
    found = get_object_or_404(visible, pk=pk)
    if not rules.may_answer(request.user, found):
        raise PermissionDenied
    return found


def _shown(
    request: PersonRequest, template: str, found: Enrolment, form: WithdrawForm | OfferForm
) -> HttpResponse:
    context = {"enrolment": found, "cohort": found.cohort, "form": form, "now": timezone.now()}
    return render(request, template, context, status=_status(form))


def _status(form: ConfirmForm | OfferForm | WithdrawForm) -> int:
    return 422 if form.is_bound else 200
