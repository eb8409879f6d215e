"""The school's own page: its requests, its facts, and the way to all that it arranges.

What waits for the school stands on the first page of the site, from one source for every hat.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from andersom.lib import dates
from schools.domain import conditions
from schools.states import SEEKING, RequestState

from .current import current_school

RECENT = 3


@require_safe
def home(http: HttpRequest) -> HttpResponse:
    school = current_school(http)
    year = dates.school_year_of(timezone.localdate())
    counts = school.requests.counted()
    context = {
        "school": school,
        "school_year": dates.school_year_label(year),
        "groups": school.groups.in_year(year).active().count(),
        "seeking": sum(counts.get(state, 0) for state in SEEKING),
        "drafts": counts.get(RequestState.DRAFT, 0),
        "filled": counts.get(RequestState.FILLED, 0),
        "recent": school.requests.select_related("domain").prefetch_related("groups")[:RECENT],
        "checklist": conditions.checklist(school, year),
    }
    return render(http, "schools/home.html", context)
