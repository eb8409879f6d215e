"""The page on which the team sees what runs by itself; it refreshes itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from andersom.notifications.models import Email
from andersom.overview.domain import running


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    context = {
        "runs": running.runs(now),
        "queue": Email.objects.counted_by_state(),
        "now": now,
    }
    part = "#runs" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"overview/running.html{part}", context)
