"""Lessons of a month, as a month or as a list, for the worn hat."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from andersom.accounts.hats import Hat
from andersom.lib.dates import local_date, month_of, next_month
from andersom.placements.forms import EARLIEST, LATEST, CalendarFilter
from andersom.placements.models import Lesson
from andersom.placements.views import shown_as
from andersom.placements.views.answers import now, who, worn
from andersom.ui import calendar as grid
from providers.models import Professional
from schools.models import Group


def calendar(request: HttpRequest) -> HttpResponse:
    """A month of lessons; a filter that makes no sense shows this month, unfiltered."""
    hat, today = worn(request), local_date(now())
    form = _filter(request, hat)
    chosen = form.cleaned_data if form.is_valid() else {}
    month = month_of(chosen.get("maand") or today)
    lessons = Lesson.objects.visible_to(who(request)).of_hat(hat).in_month(month)
    if group := chosen.get("groep"):
        lessons = lessons.filter(groups=group)
    if professional := chosen.get("professional"):
        lessons = lessons.filter(professional=professional)
    lessons = lessons.for_display()[: shown_as.MOST_IN_A_MONTH]
    context = shown_as.month(lessons, month, hat=hat, today=today) | {
        "form": form,
        "active": sum(1 for name in ("groep", "professional") if chosen.get(name)),
        "as_list": chosen.get("weergave") == "lijst",
        "views": _views(form),
        "previous_url": _address(form, maand=grid.shifted(month, -1)),
        "next_url": _address(form, maand=next_month(month)),
    }
    return render(request, "placements/calendar.html", context)


def _filter(request: HttpRequest, hat: Hat) -> CalendarFilter:
    form = CalendarFilter(request.GET)
    if hat.kind == "school":
        groups = Group.objects.visible_to(who(request)).filter(school=hat.object_id)
        form.fields["groep"].queryset = groups  # type: ignore[attr-defined]
    else:
        del form.fields["groep"]
    if hat.kind == "provider":
        people = Professional.objects.visible_to(who(request)).filter(provider=hat.object_id)
        form.fields["professional"].queryset = people  # type: ignore[attr-defined]
    else:
        del form.fields["professional"]
    return form


def _address(form: CalendarFilter, **changes: Any) -> str:
    """This page with a part of its query changed; empty beyond the calendar's ends."""
    chosen = form.cleaned_data if form.is_valid() else {}
    query: dict[str, Any] = {}
    for name, value in (chosen | changes).items():
        if isinstance(value, date):
            if not EARLIEST <= value <= LATEST:
                return ""
            query[name] = f"{value:%Y-%m}"
        elif value:
            query[name] = getattr(value, "pk", value)
    return f"?{urlencode(query)}"


def _views(form: CalendarFilter) -> list[dict[str, Any]]:
    chosen = (form.cleaned_data if form.is_valid() else {}).get("weergave") or "maand"
    return [
        {"url": _address(form, weergave=name), "label": label, "current": name == chosen}
        for name, label in shown_as.CALENDAR_VIEWS.items()
    ]
