"""Lessons of a month, as a month or as a list, for the worn hat."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from andersom.accounts.hats import Hat
from andersom.accounts.models import User
from andersom.lib.dates import local_date, month_of, next_month
from andersom.placements.forms import EARLIEST, LATEST, CalendarFilter
from andersom.placements.models import Lesson, Placement
from andersom.placements.models.lesson import LessonQuerySet
from andersom.placements.views import shown_as
from andersom.placements.views.answers import now, who, worn
from andersom.ui import calendar as grid
from providers.models import Professional, Provider
from schools.models import Group, School

# Filter → the path from a lesson to it.
PATHS = {
    "groep": "groups",
    "professional": "professional",
    "school": "placement__school",
    "aanbieder": "professional__provider",
}


def calendar(request: HttpRequest) -> HttpResponse:
    """A month of lessons; a filter that makes no sense shows this month, unfiltered."""
    hat, today = worn(request), local_date(now())
    form = _filter(request, hat, today)
    chosen = form.cleaned_data if form.is_valid() else {}
    month = month_of(chosen.get("maand") or today)
    lessons = Lesson.objects.visible_to(who(request)).of_hat(hat).in_month(month)
    narrowed = {path: chosen[name] for name, path in PATHS.items() if chosen.get(name)}
    lessons = lessons.filter(**narrowed)
    shown = list(lessons.for_display()[: shown_as.MOST_IN_A_MONTH])
    context = shown_as.month(shown, month, hat=hat, today=today) | {
        "form": form,
        "active": len(narrowed),
        "hidden": _hidden(lessons, shown),
        "as_list": chosen.get("weergave") == "lijst",
        "views": _views(form),
        "previous_url": _address(form, maand=grid.shifted(month, -1)),
        "next_url": _address(form, maand=next_month(month)),
    }
    return render(request, "placements/calendar.html", context)


def _hidden(lessons: LessonQuerySet, shown: list[Lesson]) -> int:
    """How many lessons the page has no room for; counted only when it is full."""
    return lessons.count() - len(shown) if len(shown) == shown_as.MOST_IN_A_MONTH else 0


def _filter(request: HttpRequest, hat: Hat, today: date) -> CalendarFilter:
    """The form with what narrows the calendar of this hat; without a month it names this one."""
    data = request.GET.copy()
    data["maand"] = data.get("maand") or f"{today:%Y-%m}"
    form = CalendarFilter(data)
    choices = _choices(who(request), hat)
    for name in PATHS:
        if name in choices:
            form.fields[name].queryset = choices[name]  # type: ignore[attr-defined]
        else:
            del form.fields[name]
    return form


def _choices(user: User, hat: Hat) -> dict[str, QuerySet[Any]]:
    match hat.kind:
        case "school":
            return {"groep": Group.objects.visible_to(user).filter(school=hat.object_id)}
        case "provider":
            people = Professional.objects.visible_to(user)
            return {"professional": people.filter(provider=hat.object_id)}
        case "team":
            work = Placement.objects.order_by()
            schools = School.objects.filter(pk__in=work.values("school"))
            providers = Provider.objects.filter(pk__in=work.values("professional__provider"))
            return {"school": schools, "aanbieder": providers}
    return {}


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
