"""The page of one practice visit, and the acts on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from andersom.accounts.hats import PersonRequest
from training import rules
from training.domain import visits
from training.domain.refusals import Refused
from training.domain.visits.reports import Incomplete
from training.forms.visits import MissedForm, ReactionForm, ReportForm, SwapForm
from training.models import Visit
from training.states import VisitState
from training.views import visit_page


@contextmanager
def telling(request: PersonRequest, done: str) -> Iterator[None]:
    """Say on the next page what happened, or politely why not."""
    try:
        yield
    except Refused as refused:
        messages.error(request, refused.text)
    else:
        messages.success(request, done)


def visit(request: PersonRequest, pk: int) -> HttpResponse:
    """When, where and by whom; the report; and what waits for whoever looks."""
    shown = _visible(request, pk)
    context = visit_page.of(shown, request.user, at=timezone.now())
    return render(request, "training/visit.html", context)


@require_POST
def visit_confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """The visit goes ahead."""
    shown = _plannable(request, pk)
    with telling(request, _("Confirmed. The school and the trainee get a mail.")):
        visits.confirm(shown, by=request.user, at=timezone.now())
    return redirect(shown)


def visit_swap(request: PersonRequest, pk: int) -> HttpResponse:
    """Another lesson or trainer, out of what is possible."""
    shown, now = _plannable(request, pk), timezone.now()
    if shown.state not in {VisitState.OPEN, VisitState.PROPOSED, VisitState.CONFIRMED}:
        messages.error(request, Refused("too_late").text)
        return redirect(shown)
    form = SwapForm(request.POST or None, choices=visits.choices(shown, at=now))
    if request.method == "POST" and form.is_valid():
        choice, who = form.chosen, request.user
        try:
            visits.swap(shown, lesson=choice.lesson, trainer=choice.trainer, by=who, at=now)
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            messages.success(request, _swapped(shown))
            return redirect(shown)
    context = {"visit": shown, "form": form}
    return render(request, "training/visit_swap.html", context, status=_status(form))


def visit_report(request: PersonRequest, pk: int) -> HttpResponse:
    """Write the report: keep it as a draft, or finish and sign it."""
    shown, now = _reportable(request, pk), timezone.now()
    if request.method != "POST" and _told_why_not(
        request, lambda: visits.refuse_unless_writable(shown, by=request.user, at=now)
    ):
        return redirect(shown)
    form = ReportForm(request.POST or None, visit=shown)
    if request.method == "POST" and form.is_valid():
        finish = request.POST.get("do") == "finish"
        act = visits.report if finish else visits.save_draft
        try:
            act(shown, scores=form.scores, **form.texts, by=request.user, at=now)
        except Incomplete as incomplete:
            form.say_missing(incomplete.fields)
            form.add_error(None, incomplete.text)
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            done = _("Signed. The trainee is asked to sign too.") if finish else _("Draft kept.")
            messages.success(request, done)
            return redirect(shown)
    context = {"visit": shown, "form": form, "over": visit_page.is_over(shown, now)}
    return render(request, "training/visit_report.html", context, status=_status(form))


@require_POST
def visit_react(request: PersonRequest, pk: int) -> HttpResponse:
    """The trainee's reaction; with ``do`` is sign she signs too."""
    shown, now = _visible(request, pk), timezone.now()
    if not rules.may_react(request.user, shown):
        raise PermissionDenied
    form = ReactionForm(request.POST)
    if not form.is_valid():
        context = visit_page.of(shown, request.user, at=now, reaction=form)
        return render(request, "training/visit.html", context, status=422)
    text, sign = form.cleaned_data["reaction"], request.POST.get("do") == "sign"
    done = _("Signed. The visit counts.") if sign else _("Your reaction is kept.")
    with telling(request, done):
        act = visits.sign_as_trainee if sign else visits.react
        act(shown, reaction=text, by=request.user, at=now)
    return redirect(shown)


def visit_missed(request: PersonRequest, pk: int) -> HttpResponse:
    """The trainer says that the visit did not take place."""
    shown, now = _reportable(request, pk), timezone.now()
    if request.method != "POST" and _told_why_not(
        request, lambda: visits.refuse_unless_begun(shown, at=now)
    ):
        return redirect(shown)
    form = MissedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            visits.miss(shown, by=request.user, at=now, reason=reason)
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            messages.success(request, _("Noted. The project team hears of it."))
            return redirect(shown)
    context = {"visit": shown, "form": form}
    return render(request, "training/visit_missed.html", context, status=_status(form))


def _told_why_not(request: PersonRequest, check: Callable[[], None]) -> bool:
    """Whether a form would be of no use now; nobody fills in what is refused afterwards."""
    try:
        check()
    except Refused as refused:
        messages.error(request, refused.text)
        return True
    return False


def _visible(request: PersonRequest, pk: int) -> Visit:
    found: Visit = get_object_or_404(Visit.objects.visible_to(request.user).for_reading(), pk=pk)
    return found


def _plannable(request: PersonRequest, pk: int) -> Visit:
    found = _visible(request, pk)
    if not rules.may_plan_visits(request.user, found.enrolment.cohort):
        raise PermissionDenied
    return found


def _reportable(request: PersonRequest, pk: int) -> Visit:
    found = _visible(request, pk)
    if not rules.may_report(request.user, found):
        raise PermissionDenied
    return found


def _swapped(shown: Visit) -> str:
    if shown.state == VisitState.CONFIRMED:
        return _("It is yours, and confirmed. The school and the trainee get a mail.")
    return _("Changed. The trainer gets a mail to confirm it.")


def _status(form: Any) -> int:
    return 422 if form.is_bound else 200
