"""Requests: the list, one request, and what can be done with it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from andersom.lib import dates
from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move
from schools import rules, texts
from schools.domain import calendar, conditions, requests
from schools.filters import TABS, RequestFilter
from schools.forms.requests import ReasonForm
from schools.hats import SCHOOL
from schools.models import Request
from schools.models.request import RequestQuerySet

PER_PAGE = 20


def visible(http: HttpRequest) -> RequestQuerySet:
    """Requests with all that a page shows of them."""
    found = Request.objects.visible_to(http.user)  # type: ignore[arg-type]
    return found.select_related(
        "school__board", "domain", "learning_area", "offer", "created_by"
    ).prefetch_related("groups", "tags")


@require_safe
def request_list(http: HttpRequest) -> HttpResponse:
    """Those of the school whose hat is worn; the team sees those of all schools."""
    hat = http.hats.of(SCHOOL)  # type: ignore[attr-defined]
    mine = visible(http).filter(school=hat.object_id) if hat else visible(http)
    chosen = http.GET.get("stand", "")
    chosen = chosen if chosen in TABS else "alle"
    narrowed = RequestFilter(http.GET)
    found = narrowed.apply(mine.filter(state__in=TABS[chosen][1]))
    context = {
        "school": hat and hat.label,
        "page": Paginator(found, PER_PAGE).get_page(http.GET.get("page")),
        "filter": narrowed,
        "stand": chosen,
        "tabs": _tabs(mine.counted(), chosen, team=not hat),
        "tones": texts.TONES,
    }
    return render(http, "schools/request_list.html", context)


def _tabs(counts: dict[str, int], chosen: str, *, team: bool) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"?stand={name}",
            "current": name == chosen,
            "count": sum(counts.get(state, 0) for state in states),
        }
        for name, (label, states) in TABS.items()
        if not (team and name == "concept")
    ]


@require_safe
def request_detail(http: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible(http), pk=pk)
    if rules.may_edit(http.user, found):  # type: ignore[arg-type]
        return redirect("schools:request_step", pk, requests.next_step(found))
    moves = list(Move.objects.of(found).select_related("by"))
    context = facts_of(found) | {
        "timeline": texts.timeline(moves),
        "tone": texts.TONES[found.state],  # type: ignore[index]
        "reason_form": ReasonForm(),
        "may_seek": found.is_seeking,
        "may_withdraw": rules.may_move(http.user, found, "withdraw"),  # type: ignore[arg-type]
        "may_close": rules.may_move(http.user, found, "close"),  # type: ignore[arg-type]
        "may_copy": rules.may_ask(http.user, found.school),  # type: ignore[arg-type]
    }
    return render(http, "schools/request.html", context)


def facts_of(request: Request) -> dict[str, Any]:
    """What a summary of a request shows: it, its weeks and lessons."""
    weeks = lessons = 0
    if request.start and request.end:
        period = (request.school, request.start, request.end, request.day_parts)
        weeks = calendar.school_weeks(*period)
        lessons = calendar.lessons(*period, per_week=request.blocks_per_week)
    groups = list(request.groups.all())
    return {
        "request_": request,
        "school": request.school,
        "weeks": weeks,
        "lessons": lessons * request.lessons_per_block,
        "pupils": sum(group.pupils for group in groups),
        "warnings": conditions.missing(
            request.school_id, dates.school_year_of(request.start or timezone.localdate())
        ),
    }


@require_POST
def request_post(http: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible(http), pk=pk)
    if not rules.may_ask(http.user, found.school):  # type: ignore[arg-type]
        raise PermissionDenied
    try:
        requests.post(found, by=http.user, at=timezone.now())  # type: ignore[arg-type]
    except requests.Incomplete:
        messages.error(http, _("Your request is not complete yet. See below what is missing."))
        return redirect("schools:request_step", pk, requests.CHECK)
    except IllegalMove:
        messages.info(http, _("This request was posted already."))
        return redirect("schools:request", pk)
    messages.success(http, _("Your request is posted. These professionals fit."))
    return redirect("matching:candidates", pk)


@require_POST
def request_withdraw(http: HttpRequest, pk: int) -> HttpResponse:
    return _end(http, pk, "withdraw", _("The request was withdrawn."))


@require_POST
def request_close(http: HttpRequest, pk: int) -> HttpResponse:
    return _end(http, pk, "close", _("The request was closed."))


def _end(http: HttpRequest, pk: int, verb: str, done: str) -> HttpResponse:
    found = get_object_or_404(visible(http), pk=pk)
    if not rules.may_move(http.user, found, verb):  # type: ignore[arg-type]
        messages.info(http, _("That is not possible any more."))
        return redirect("schools:request", pk)
    form = ReasonForm(http.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    getattr(requests, verb)(found, by=http.user, at=timezone.now(), reason=reason)
    messages.success(http, done)
    return redirect("schools:request", pk)


@require_POST
def request_copy(http: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible(http), pk=pk)
    if not rules.may_ask(http.user, found.school):  # type: ignore[arg-type]
        raise PermissionDenied
    draft = requests.copy(found, by=http.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(http, _("We made a copy. Check the groups and the period."))
    return redirect("schools:request_step", draft.pk, requests.CHECK)


@require_POST
def request_discard(http: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible(http), pk=pk)
    if not rules.may_edit(http.user, found):  # type: ignore[arg-type]
        raise PermissionDenied
    requests.discard(found)
    messages.success(http, _("The draft was thrown away."))
    return redirect("schools:request_list")
