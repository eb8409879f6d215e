"""The intake as a trainer sees it: moments to offer, the conversation, and the goals."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from andersom.accounts.hats import PersonRequest
from training.domain import intake as intakes
from training.domain.refusals import Refused
from training.forms.intake import GoalForm, NotesForm, SlotsForm
from training.models import Cohort, Enrolment, Intake, IntakeSlot, LearningGoal, Trainer


def slots(request: PersonRequest) -> HttpResponse:
    """Her own moments, and a form to add several at once."""
    trainer = get_object_or_404(Trainer.objects.active(), user=request.user)
    cohorts = Cohort.objects.trained_by(request.user).for_reading()
    form = SlotsForm(cohorts, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added, left_out = intakes.add_slots(
                **form.cleaned_data, trainer=trainer, by=request.user, at=timezone.now()
            )
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            messages.success(request, _said(len(added), left_out))
            return redirect("training:slots")
    rows = trainer.intake_slots.filter(during__endswith__gt=timezone.now()).for_reading()
    context = {"form": form, "slots": rows.select_related("intake__enrolment__professional")}
    status = 422 if form.errors else 200
    return render(request, "training/slots.html", context, status=status)


@require_POST
def slot_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back a moment that nobody chose."""
    slot = get_object_or_404(IntakeSlot, pk=pk, trainer__user=request.user)
    try:
        intakes.remove_slot(slot, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.text)
    else:
        messages.success(request, _("The moment is gone."))
    return redirect("training:slots")


def intake_conversation(request: PersonRequest, pk: int) -> HttpResponse:
    """What she wrote, notes, goals, and finishing."""
    found = _trained(request, pk)
    form = NotesForm(request.POST or None, initial={"notes": _intake(found).notes})
    if request.method == "POST" and form.is_valid():
        notes, by, at = form.cleaned_data["notes"], request.user, timezone.now()
        try:
            if request.POST.get("do") == "finish":
                intakes.finish(found, notes=notes, by=by, at=at)
                said = _("The intake is finished. The trainee gets a mail about the goals.")
            else:
                intakes.take_notes(found, notes, by=by, at=at)
                said = _("Your notes are kept.")
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            messages.success(request, said)
            return redirect("training:intake_conversation", pk)
    return _page(request, found, form=form)


@require_POST
def goal_add(request: PersonRequest, pk: int) -> HttpResponse:
    """One more learning goal, during the intake or later."""
    found = _trained(request, pk)
    form = GoalForm(request.POST)
    if not form.is_valid():
        return _page(request, found, goal_form=form)
    try:
        intakes.agree(found, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refused:
        form.add_error(None, refused.text)
        return _page(request, found, goal_form=form)
    messages.success(request, _("The learning goal is added."))
    return redirect("training:intake_conversation", pk)


@require_POST
def goal(request: PersonRequest, pk: int) -> HttpResponse:
    """Tick a goal as reached, or drop one that was a mistake."""
    goals = LearningGoal.objects.filter(
        enrolment__cohort__in=Cohort.objects.trained_by(request.user).values("pk")
    )
    found = get_object_or_404(goals, pk=pk)
    try:
        act = intakes.drop if request.POST.get("do") == "drop" else intakes.reach
        act(found, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.text)
    else:
        messages.success(request, _("The learning goals are up to date."))
    return redirect("training:intake_conversation", found.enrolment_id)


def _trained(request: PersonRequest, pk: int) -> Enrolment:
    """An enrolment in an edition in which she trains."""
    cohorts = Cohort.objects.trained_by(request.user).values("pk")
    return get_object_or_404(Enrolment.objects.filter(cohort__in=cohorts).for_reading(), pk=pk)


def _intake(enrolment: Enrolment) -> Intake:
    """Her intake, or an empty one that is not kept."""
    rows = Intake.objects.select_related("slot__trainer__user", "done_by__user")
    return rows.filter(enrolment=enrolment).first() or Intake(enrolment=enrolment)


def _page(request: PersonRequest, found: Enrolment, **forms: Any) -> HttpResponse:
    intake = _intake(found)
    context = {
        "enrolment": found,
        "intake": intake,
        "goals": found.goals.all(),
        "form": NotesForm(initial={"notes": intake.notes}),
        "goal_form": GoalForm(),
        "now": timezone.now(),
    } | forms
    wrong = any(form.errors for form in forms.values())
    return render(
        request, "training/intake_conversation.html", context, status=422 if wrong else 200
    )


def _said(added: int, left_out: int) -> str:
    said = ngettext("%(count)d moment is added.", "%(count)d moments are added.", added) % {
        "count": added
    }
    if left_out:
        said += " " + ngettext(
            "%(count)d is left out: you have something else then.",
            "%(count)d are left out: you have something else then.",
            left_out,
        ) % {"count": left_out}
    return said
