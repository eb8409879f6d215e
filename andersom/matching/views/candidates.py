"""Candidates of a request: who fits and why, why somebody does not, and asking them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from andersom.accounts.hats import PersonRequest
from andersom.lib.dates import local_date
from andersom.matching import rules, texts
from andersom.matching.domain import candidates, demand, proposals, shown
from andersom.matching.engine import Broken, Explanation
from andersom.matching.forms import AskForm, WhoForm
from providers.models import Professional
from schools.models import Group, Request
from schools.states import SEEKING, RequestState

NAMES_SHOWN = 10

UNMATCHABLE = {
    "no_place": gettext_lazy("We do not know where your school stands. Tell us its postcode."),
    "no_groups": gettext_lazy("Choose at least one group in your request."),
    "incomplete": gettext_lazy("Complete your request first."),
    "over": gettext_lazy("The period of this request is over. Copy it and choose a new period."),
}


def _request(http: PersonRequest, pk: int) -> Request:
    """The request, for those who may seek for it; 404 for strangers."""
    visible = Request.objects.visible_to(http.user).select_related(
        "school__postcode_area", "domain", "offer"
    )
    request = get_object_or_404(visible.prefetch_related("groups", "tags"), pk=pk)
    if not rules.may_seek(http.user, request):
        raise PermissionDenied
    return request


@require_safe
def candidate_list(http: PersonRequest, pk: int) -> HttpResponse:
    request = _request(http, pk)
    if request.state not in SEEKING:
        draft = request.state == RequestState.DRAFT
        later = _("Post your request first: then we look for candidates.")
        over = _("This request is not looking for anybody any more.")
        messages.info(http, later if draft else over)
        return redirect("schools:request", pk)
    open_ = proposals.open_groups(request)
    groups = _choice(request, open_)
    form = AskForm(groups=groups, initial={"groups": proposals.unasked(request, groups)})
    return _page(http, request, form, open_)


@require_POST
def ask(http: PersonRequest, pk: int) -> HttpResponse:
    request = _request(http, pk)
    open_ = proposals.open_groups(request)
    form = AskForm(http.POST, groups=_choice(request, open_))
    if not form.is_valid():
        return _page(http, request, form, open_, status=422)
    try:
        asked = proposals.ask(
            request,
            form.in_order(),
            by=http.user,
            at=timezone.now(),
            message=form.cleaned_data["message"],
            groups=form.cleaned_data.get("groups"),
            at_once=form.cleaned_data["at_once"],
        )
    except proposals.TooLate:
        messages.warning(http, _("This request is not looking for anybody any more."))
        return redirect("schools:request", pk)
    except demand.Unmatchable as lack:
        messages.warning(http, UNMATCHABLE[lack.code])
        return redirect("matching:candidates", pk)
    _tell(http, asked)
    _remember(http, request)
    return redirect("matching:candidates", pk)


def _remember(http: PersonRequest, request: Request) -> None:
    """Who chose among the candidates has seen them: the next digest need not tell of them."""
    now = timezone.now()
    groups = proposals.open_groups(request) or None
    found = candidates.best(request, today=local_date(now), groups=groups)
    shown.remember_candidates(http.user, request, found, at=now)


def _choice(request: Request, open_: list[Group]) -> list[Group]:
    """Groups to ask for: those that are open, or all while somebody's yes is being worked out."""
    return open_ or sorted(request.groups.all(), key=lambda group: group.label)


def _tell(http: PersonRequest, asked: proposals.Asked) -> None:
    if count := len(asked.proposals):
        day = max(proposal.answer_by for proposal in asked.proposals)
        messages.success(
            http,
            ngettext(
                "Your question is on its way. You get an answer by %(day)s.",
                "Your %(count)d questions are on their way. You get answers by %(day)s.",
                count,
            )
            % {"count": count, "day": texts.day(day.isoformat())},
        )
    if count := len(asked.in_line):
        messages.success(
            http,
            ngettext(
                "%(count)d professional stands in line, and is asked as soon as there is room.",
                "%(count)d professionals stand in line, and are asked as soon as there is room.",
                count,
            )
            % {"count": count},
        )
    for professional, broken in asked.unfit:
        messages.warning(http, f"{professional}: {texts.why_not(broken)} {texts.fix(broken)}")
    if not (asked.proposals or asked.in_line or asked.unfit):
        messages.info(http, _("You had already asked them. We wait for the answer."))


def _page(
    http: PersonRequest, request: Request, form: AskForm, open_: list[Group], status: int = 200
) -> HttpResponse:
    today = local_date(timezone.now())
    context: dict[str, Any] = {"request_": request, "form": form, "who": WhoForm()}
    try:
        found = candidates.best(request, today=today, groups=open_ or None)
        context["cards"] = _cards(request, found, _choice(request, open_), form)
    except demand.Unmatchable as lack:
        context["lack"] = UNMATCHABLE[lack.code]
    context["offering"] = list(request.proposals.on_offer().for_reading().order_by("answer_by"))
    offering = {proposal.professional_id for proposal in context["offering"]}
    for each in context.get("cards", ()):
        each["offered"] = each["professional"].pk in offering
    context["taken"] = bool(request.groups.all()) and not open_
    context["arranged"] = [group.label for group in request.groups.all() if group not in open_]
    context["may_ask"] = rules.may_ask(http.user, request)
    return render(http, "matching/candidates.html", context, status=status)


def _cards(
    request: Request, found: list[candidates.Candidate], groups: list[Group], form: AskForm
) -> list[dict[str, Any]]:
    """What a match card shows; whoever was asked already says so instead of offering a button."""
    asked = _asked(request, groups)
    offering = _offering(request)
    chosen = form.chosen()
    return [
        card(each.professional, each.explanation)
        | {
            "place": each.place,
            "asked": asked.get(each.professional.pk),
            "offers_this": each.professional.pk in offering,
            "chosen": str(each.professional.pk) in chosen,
        }
        for each in found
    ]


def _asked(request: Request, groups: list[Group]) -> dict[int, str]:
    """Professional → state of what was put to her for these groups and is still open."""
    return dict(request.proposals.open(groups).values_list("professional_id", "state"))


def card(professional: Professional, explanation: Explanation) -> dict[str, Any]:
    return {
        "professional": professional,
        "value": explanation.total // 100,
        "lines": texts.lines(explanation),
        "parts": [
            {"name": texts.part_name(part), "weight": part.weight, "value": part.value // 10}
            for part in explanation.parts
        ],
    }


def _offering(request: Request) -> set[int]:
    """Professionals who give the very offer that the request started from."""
    if request.offer is None:
        return set()
    return set(request.offer.professionals.values_list("pk", flat=True))


@require_safe
def why_not(http: PersonRequest, pk: int) -> HttpResponse:
    """Look somebody up by name: does she fit, and if not, what would mend it?"""
    request = _request(http, pk)
    form = WhoForm(http.GET or None)
    found: list[dict[str, Any]] = []
    context: dict[str, Any] = {"request_": request, "who": form}
    if form.is_valid():
        today = local_date(timezone.now())
        people = Professional.objects.called(form.cleaned_data["name"])
        # Who has not been approved is not the business of a school.
        shown = people if http.user.is_staff else people.filter(provider__state="approved")
        try:
            found = _verdicts(request, list(shown[:NAMES_SHOWN]), today)
        except demand.Unmatchable as lack:
            context["lack"] = UNMATCHABLE[lack.code]
    context |= {"found": found, "may_ask": rules.may_ask(http.user, request)}
    return render(http, "matching/why_not.html", context)


def _verdicts(request: Request, people: list[Professional], today: date) -> list[dict[str, Any]]:
    groups = _choice(request, proposals.open_groups(request))
    verdicts = candidates.judge_each(request, people, today=today, groups=groups)
    asked = _asked(request, groups)
    return [
        {"professional": each, "why_not": texts.why_not(verdict), "fix": texts.fix(verdict)}
        if isinstance(verdict, Broken)
        else card(each, verdict.explanation) | {"asked": asked.get(each.pk), "fits": True}
        for each, verdict in zip(people, verdicts, strict=True)
    ]
