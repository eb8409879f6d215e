"""What everybody may read: the editions, and the information page of each."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from training.domain import cohorts
from training.models import Cohort, Enrolment


@require_safe
def cohort_list(request: HttpRequest) -> HttpResponse:
    """Published editions that are not over, the first to begin in front."""
    today = timezone.localdate()
    found = Cohort.objects.shown_on(today).for_reading().order_by("start", "pk")
    editions = [{"cohort": each, "window": each.window(today)} for each in found]
    return render(request, "training/cohort_list.html", {"editions": editions, "today": today})


@require_safe
def cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """One edition: what, for whom, when, where, for how much, and whether one can enrol."""
    visible = Cohort.objects.visible_to(request.user).for_reading()  # type: ignore[arg-type]
    found = get_object_or_404(visible, slug=slug)
    context = facts(found, timezone.localdate()) | {
        "modules": cohorts.modules(found),
        "mine": _mine(request, found),
    }
    return render(request, "training/cohort.html", context)


def facts(found: Cohort, today: date) -> dict[str, Any]:
    """What both the information page and the enrolment page say of an edition."""
    waiting = cohorts.waiting_count(found)
    return {
        "cohort": found,
        "programme": found.programme,
        "window": found.window(today),
        "waiting": waiting,
        "left": max(0, found.free - waiting),
    }


def _mine(request: HttpRequest, found: Cohort) -> Enrolment | None:
    """The visitor's own open enrolment."""
    if not request.user.is_authenticated:
        return None
    return Enrolment.objects.open().filter(cohort=found, user=request.user).first()
