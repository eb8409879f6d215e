"""The first page of a school: what waits, the next step, the facts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from andersom.lib import dates
from schools import rules
from schools.domain import conditions
from schools.models import School
from schools.states import SEEKING, RequestState

from .current import current_school


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: what, why, and where it is done."""

    title: str
    text: str
    url: str
    action: str


@require_safe
def home(http: HttpRequest) -> HttpResponse:
    school = current_school(http)
    today = timezone.localdate()
    year = dates.school_year_of(today)
    counts = school.requests.counted()
    tasks = [task for task in _tasks(school, today, counts) if task]
    context = {
        "school": school,
        "school_year": dates.school_year_label(year),
        "tasks": tasks[1:],
        "next": tasks[0] if tasks else _ask(),
        "groups": school.groups.in_year(year).active().count(),
        "seeking": sum(counts.get(state, 0) for state in SEEKING),
        "drafts": counts.get(RequestState.DRAFT, 0),
        "filled": counts.get(RequestState.FILLED, 0),
        "recent": _recent(school),
        "checklist": conditions.checklist(school, year),
        "may_manage_members": rules.may_manage_members(http.user, school),  # type: ignore[arg-type]
    }
    return render(http, "schools/home.html", context)


def _recent(school: School) -> Any:
    return school.requests.select_related("domain").prefetch_related("groups")[:3]


def _tasks(school: School, today: date, counts: dict[str, int]) -> list[Task | None]:
    """In the order in which a new school comes to them."""
    year = dates.school_year_of(today)
    return [
        _times(school),
        _groups(school, year),
        _drafts(school, counts.get(RequestState.DRAFT, 0)),
        _conditions(school, year),
    ]


def _times(school: School) -> Task | None:
    if school.days.exists():
        return None
    return Task(
        _("Check your school times"),
        _(
            "We reckon with 08:30 to 14:15 until you tell otherwise. "
            "Lessons are planned within them."
        ),
        reverse("schools:week"),
        _("Check the times"),
    )


def _groups(school: School, year: int) -> Task | None:
    if school.groups.in_year(year).active().exists():
        return None
    return Task(
        _("Enter your groups"),
        _("Lessons and hours are counted per group. You can paste them from a list."),
        reverse("schools:groups"),
        _("Enter groups"),
    )


def _drafts(school: School, count: int) -> Task | None:
    if not count:
        return None
    title = ngettext(
        "You have %(count)s draft of a request", "You have %(count)s drafts of requests", count
    )
    latest = school.requests.drafts().values_list("pk", flat=True)[0]
    return Task(
        title % {"count": count},
        _("Professionals see it once you post it."),
        reverse("schools:request", args=[latest])
        if count == 1
        else reverse("schools:request_list") + "?stand=concept",
        _("Go on"),
    )


def _conditions(school: School, year: int) -> Task | None:
    missing = conditions.missing(school, year)
    if not missing:
        return None
    return Task(
        _("Complete the conditions of this school year"),
        _("Still open: %(names)s.") % {"names": "; ".join(item.name for item in missing)},
        reverse("schools:conditions"),
        _("To the conditions"),
    )


def _ask() -> Task:
    return Task(
        _("What would you like for your pupils?"),
        _("Tell what you are looking for and why. You see at once which professionals fit."),
        reverse("schools:request_new"),
        _("New request"),
    )
