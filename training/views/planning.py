"""The plan of the visits of an edition, and a trainer's own week."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from andersom.accounts.hats import PersonRequest
from andersom.lib.dates import iso_week_label, week_start
from training import rules
from training.domain import visits
from training.domain.refusals import Refused
from training.domain.visits import obstacles
from training.forms.visits import ConfirmVisitsForm, PlanFilter, WeekFilter
from training.models import Cohort, Trainer, Visit
from training.states import DONE, CohortState, VisitState


def visit_plan(request: PersonRequest) -> HttpResponse:
    """Weeks by trainees of one edition, with what is missing and why."""
    cohorts = _cohorts(request)
    form = PlanFilter(request.GET or None, cohorts=cohorts)
    chosen = form.cleaned_data.get("editie") if form.is_valid() else None
    cohort = chosen or _nearest(list(cohorts), timezone.localdate())
    context: dict[str, Any] = {"cohort": cohort, "cohorts": list(cohorts)}
    if cohort:
        context |= _shown(cohort)
    return render(request, "training/visit_plan.html", context)


def _nearest(cohorts: Sequence[Cohort], today: date) -> Cohort | None:
    """The last of those that run, else the first to come, else the last one; None without any.

    They come with the latest start in front.
    """
    open_ones = [one for one in cohorts if one.state != CohortState.CLOSED]
    running = [one for one in open_ones if one.start <= today <= one.end]
    coming = [one for one in reversed(open_ones) if one.start > today]
    return next(iter([*running, *coming, *cohorts]), None)


def _shown(cohort: Cohort) -> dict[str, Any]:
    board = visits.board.of(cohort)
    open_ones = board.open()
    return {
        "board": board,
        "missing": _missing(open_ones),
        "to_plan": board.count(VisitState.OPEN, VisitState.PROPOSED),
        "proposed": board.count(VisitState.PROPOSED),
        "confirmed": board.count(VisitState.CONFIRMED),
        "done": board.count(*DONE),
        "unplanned": len(open_ones),
    }


def _missing(open_ones: Iterable[Visit]) -> list[dict[str, Any]]:
    """Visits without a moment, together when trainee and reason are the same; by name."""
    found: dict[tuple[str, int, str], list[Visit]] = defaultdict(list)
    for visit in open_ones:
        who = visit.enrolment.professional.name.casefold()
        found[who, visit.enrolment_id, visit.obstacle].append(visit)
    return [
        {"enrolment": visits[0].enrolment, "visits": visits, "why": obstacles.sentence(why)}
        for (_who, _pk, why), visits in sorted(found.items())
    ]


@require_POST
def propose_visits(request: PersonRequest, pk: int) -> HttpResponse:
    """Let the planner propose a moment for everything that has none."""
    cohort, now = _plannable(request, pk), timezone.now()
    try:
        visits.due(cohort, at=now)
        made = visits.plan(cohort, by=request.user, at=now)
    except Refused as refused:
        messages.error(request, refused.text)
    else:
        messages.success(request, _planned(made))
    return redirect(_address(cohort))


def _planned(made: visits.Proposal) -> str:
    text = ngettext(
        "%(planned)d visit has a moment.", "%(planned)d visits have a moment.", made.planned
    ) % {"planned": made.planned}
    if made.open:
        text += " " + _("For %(open)d there is none; below you see why.") % {"open": made.open}
        if made.proven:
            text += " " + _("More is not possible.")
    return text


@require_POST
def confirm_visits(request: PersonRequest, pk: int) -> HttpResponse:
    """Confirm the ticked proposals; says which could not be."""
    cohort = _plannable(request, pk)
    form = ConfirmVisitsForm(request.POST, cohort=cohort)
    if not form.is_valid():
        messages.error(request, _("Tick at least one proposal that still stands."))
        return redirect(_address(cohort))
    done = sum(_confirm(request, visit) for visit in form.cleaned_data["visit"])
    if done:
        text = ngettext(
            "%(done)d visit is confirmed. The school and the trainee get a mail.",
            "%(done)d visits are confirmed. The schools and the trainees get a mail.",
            done,
        )
        messages.success(request, text % {"done": done})
    return redirect(_address(cohort))


def _confirm(request: PersonRequest, visit: Visit) -> bool:
    try:
        visits.confirm(visit, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, f"{visit}: {refused.text}")
        return False
    return True


def trainer_week(request: PersonRequest) -> HttpResponse:
    """The trainer's visits of a week, day by day, in the order in which she cycles."""
    trainer = Trainer.objects.select_related("postcode_area").filter(user=request.user).first()
    if trainer is None:
        raise PermissionDenied
    form, now = WeekFilter(request.GET), timezone.now()
    chosen = form.cleaned_data.get("week") if form.is_valid() else None
    today = timezone.localdate(now)
    monday = chosen or week_start(today)
    context = {
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "this_week": monday == week_start(today),
        "previous_url": _week_address(monday - timedelta(days=7)),
        "next_url": _week_address(monday + timedelta(days=7)),
        "days": visits.route.week(trainer, monday),
        "today": today,
        "now": now,
        "to_report": _to_report(trainer, monday, now),
    }
    return render(request, "training/trainer_week.html", context)


def _to_report(trainer: Trainer, monday: date, now: Any) -> list[Visit]:
    """Visits of earlier weeks that still need their report."""
    rows = Visit.objects.for_reading().filter(
        trainer=trainer, state=VisitState.CONFIRMED, during__endswith__lte=now
    )
    return [visit for visit in rows if visit.starts and visit.starts.date() < monday]


def _cohorts(request: PersonRequest) -> QuerySet[Cohort]:
    """Editions whose visits this person plans, the latest first."""
    rows = Cohort.objects.exclude(state=CohortState.DRAFT).for_reading().order_by("-start", "pk")
    if request.user.is_staff:
        return rows
    mine = Cohort.objects.trained_by(request.user).values("pk")
    return rows.filter(pk__in=mine)


def _plannable(request: PersonRequest, pk: int) -> Cohort:
    found: Cohort = get_object_or_404(_cohorts(request), pk=pk)
    if not rules.may_plan_visits(request.user, found):
        raise PermissionDenied
    return found


def _address(cohort: Cohort) -> str:
    return f"{reverse('training:visit_plan')}?editie={cohort.pk}"


def _week_address(monday: date) -> str:
    return f"{reverse('training:trainer_week')}?week={iso_week_label(monday)}"
