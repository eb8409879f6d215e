"""The page of one lesson, and the acts on it."""

from datetime import datetime, time

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from andersom.placements import rules
from andersom.placements.domain import lessons
from andersom.placements.forms import AddForm, MomentForm, MoveForm, ReasonForm, TeacherForm
from andersom.placements.models import Lesson, Placement
from andersom.placements.states import LessonState
from andersom.placements.views import shown_as
from andersom.placements.views.answers import at_form, now, telling, who, worn


def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """When, where, for whom, and what can be done."""
    shown = _visible(request, pk)
    side = rules.side_of(who(request), shown.placement, worn(request))
    context = shown_as.lesson(shown) | {
        "may_change": rules.may_change(who(request), shown),
        "may_tick": rules.may_tick(who(request), shown) and shown.during.lower <= now(),
        "may_record_teacher": rules.may_record_teacher(who(request), shown, side, now()),
        "teacher_form": TeacherForm() if shown.has_begun(now()) else None,
    }
    return render(request, "placements/lesson.html", context)


def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the lesson on another moment."""
    shown = _changeable(request, pk)
    initial = {"day": shown.day, "start": _clock(shown.starts), "minutes": shown.minutes}
    form = MoveForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with at_form(form):
            lessons.move(shown, by=who(request), at=now(), **form.cleaned_data)
            messages.success(request, _("The lesson is moved. The others got a message."))
            return redirect(shown)
    context = {"lesson": shown, "form": form, **shown_as.week(shown.placement)}
    return render(request, "placements/lesson_move.html", context, status=_status(form))


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """The lesson does not take place."""
    shown = _changeable(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with at_form(form):
            lessons.cancel(shown, by=who(request), at=now(), **form.cleaned_data)
            messages.success(request, _("The lesson is cancelled. Its hours are free again."))
            return redirect(shown)
    context = {"lesson": shown, "form": form}
    return render(request, "placements/lesson_cancel.html", context, status=_status(form))


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more lesson in a placement."""
    rows = Placement.objects.visible_to(who(request)).for_display()
    placement = get_object_or_404(rows, pk=pk)
    if not rules.may_plan(who(request), placement):
        raise PermissionDenied
    initial = {"minutes": shown_as.usual_minutes(placement)}
    form = AddForm(request.POST or None, initial=initial, placement=placement)
    if request.method == "POST" and form.is_valid():
        with at_form(form):
            lessons.add(placement, by=who(request), at=now(), **form.cleaned_data)
            messages.success(request, _("The lesson is added."))
            return redirect(placement)
    context = {"placement": placement, "form": form, **shown_as.week(placement)}
    return render(request, "placements/lesson_add.html", context, status=_status(form))


@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick off (``on`` is 1), or take the tick away.

    The form says what is wished: on a page that has grown old the same button undoes nothing.
    """
    shown = _visible(request, pk)
    if not rules.may_tick(who(request), shown):
        raise PermissionDenied
    wished = request.POST.get("on") == "1"
    if wished == (shown.state == LessonState.GIVEN):
        return redirect(shown)
    text = _("The lesson is given.") if wished else _("The lesson counts as planned again.")
    with telling(request, text):
        (lessons.give if wished else lessons.undo_give)(shown, by=who(request), at=now())
    return redirect(shown)


@require_POST
def teacher(request: HttpRequest, pk: int) -> HttpResponse:
    """Record whether a licensed teacher is in the room (``on`` is 1) or not."""
    shown = _visible(request, pk)
    side = rules.side_of(who(request), shown.placement, worn(request))
    if not rules.may_record_teacher(who(request), shown, side, now()):
        raise PermissionDenied
    form = TeacherForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    present = request.POST.get("on") == "1"
    text = (
        _("Recorded: a licensed teacher is in the room.")
        if present
        else _("Recorded: no licensed teacher is in the room.")
    )
    with telling(request, text):
        lessons.set_teacher_present(
            shown, present, side=side, by=who(request), at=now(), reason=reason
        )
    return redirect(shown)


def _visible(request: HttpRequest, pk: int) -> Lesson:
    return get_object_or_404(Lesson.objects.visible_to(who(request)).for_display(), pk=pk)


def _changeable(request: HttpRequest, pk: int) -> Lesson:
    shown = _visible(request, pk)
    if not rules.may_change(who(request), shown):
        raise PermissionDenied
    return shown


def _clock(moment: datetime) -> time:
    return moment.time()


def _status(form: MomentForm | ReasonForm) -> int:
    return 422 if form.errors else 200
