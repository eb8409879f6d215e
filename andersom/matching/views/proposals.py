"""Proposals as their askers and askees see them, and the answer without signing in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from andersom.accounts.hats import PersonRequest
from andersom.accounts.models import User
from andersom.lib.dates import local_date
from andersom.matching import links, rules, texts
from andersom.matching.domain import answers as known
from andersom.matching.domain import offers, proposals, waves
from andersom.matching.engine import Explanation
from andersom.matching.forms import AnswerForm, DecideForm, YesOrNoForm
from andersom.matching.models import NotForMe, Proposal
from andersom.matching.states import PROPOSAL_VERBS, UNANSWERED, ProposalState
from andersom.matching.views.links import dead
from andersom.placements.domain import planning
from andersom.placements.domain.refusals import Refused
from andersom.placements.states import PlacementState
from andersom.placements.texts import short_text
from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move

PER_PAGE = 25


@require_safe
def inbox(http: PersonRequest) -> HttpResponse:
    """What was asked of this provider or professional; what waits for an answer first."""
    mine = Proposal.objects.answerable_by(http.user).for_reading()
    waiting = mine.waiting().order_by("answer_by", "pk")
    past = Paginator(mine.exclude(state=ProposalState.ASKED), PER_PAGE)
    page = past.get_page(http.GET.get("page"))
    return render(http, "matching/inbox.html", {"waiting": waiting, "page": page})


def proposal(http: PersonRequest, pk: int) -> HttpResponse:
    """One proposal; whoever may answer finds the form here too."""
    found = get_object_or_404(Proposal.objects.visible_to(http.user).for_reading(), pk=pk)
    may_answer = rules.may_answer(http.user, found) or rules.may_decide(http.user, found)
    form = _form(found, http.POST or None) if may_answer else None
    if http.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            return _answered(http, found, form, by=http.user)
    asker = rules.may_seek(http.user, found.request)
    say = texts.lines if asker else texts.for_provider
    context = _context(found, form) | {
        "asker": asker,
        "lines": say(Explanation.from_json(found.score)),
        "may_withdraw": rules.may_withdraw(http.user, found),
        "may_take_back": rules.may_take_back(http.user, found),
        "may_ask_other_days": rules.may_ask_other_days(http.user, found),
        "entries": _entries(found, asker=asker),
    }
    return render(http, "matching/proposal.html", context, status=_status(form))


def _entries(found: Proposal, *, asker: bool) -> list[dict[str, Any]]:
    """What happened; who was asked does not read that she stood in line first."""
    moves = list(Move.objects.of(found).select_related("by"))
    if not asker:
        moves = [each for each in moves if each.verb != "line_up"]
    asked = PROPOSAL_VERBS["ask"]
    return [
        {
            "when": each.at,
            "title": asked if each.verb == "call" and not asker else each.what,
            "who": each.by,
        }
        for each in moves
    ]


@require_POST
def withdraw(http: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Proposal.objects.visible_to(http.user), pk=pk)
    if not rules.may_withdraw(http.user, found):
        raise PermissionDenied
    now = timezone.now()
    try:
        if found.state == ProposalState.LINED_UP:
            proposals.take_out(found, by=http.user, at=now)
            done = _("Taken out of the line. Nothing had been asked yet, so nobody hears of it.")
        else:
            proposals.withdraw(found, by=http.user, at=now)
            done = _("Your question has been taken back. We let the provider know.")
        messages.success(http, done)
    except IllegalMove:
        messages.info(http, _("That is not possible any more: look what happened meanwhile."))
    return redirect("matching:candidates", found.request_id)


@require_POST
def ask_other_days(http: PersonRequest, pk: int) -> HttpResponse:
    """Ask somebody for the day parts that she named with her no."""
    found = get_object_or_404(Proposal.objects.visible_to(http.user).for_reading(), pk=pk)
    if not rules.may_ask_other_days(http.user, found):
        messages.info(http, _("That is not possible any more: look what happened meanwhile."))
        return redirect("matching:proposal", pk)
    asked = proposals.ask_other_days(found, by=http.user, at=timezone.now())
    for professional, broken in asked.unfit:
        messages.warning(http, f"{professional}: {texts.why_not(broken)} {texts.fix(broken)}")
    if asked.proposals:
        messages.success(http, _("Asked for the other day parts. Your request accepts them now."))
    return redirect("schools:request", found.request_id)


@require_safe
def answers(http: PersonRequest) -> HttpResponse:
    """What we know from the reasons of a provider or professional, and what it changes."""
    since = timezone.now() - known.COUNTS
    mine = Proposal.objects.answerable_by(http.user).with_reason(since).for_reading()
    page = Paginator(mine.order_by("-answered_at", "-pk"), PER_PAGE).get_page(http.GET.get("page"))
    rows = [(each, texts.EFFECTS[Proposal.Refusal(each.refusal)]) for each in page]
    unasked = NotForMe.objects.answerable_by(http.user).with_reason(since)
    passed = [
        (each, texts.EFFECTS[Proposal.Refusal(each.reason)])
        for each in unasked.select_related("request__school", "professional")[:PER_PAGE]
    ]
    context = {"rows": rows, "page": page, "passed": passed}
    return render(http, "matching/answers.html", context)


@require_POST
def forget(http: PersonRequest, pk: int) -> HttpResponse:
    """Let a reason change no later ranking any more."""
    found = get_object_or_404(Proposal.objects.answerable_by(http.user), pk=pk)
    if found.refusal:
        known.forget(found, by=http.user, at=timezone.now())
        messages.success(http, _("Forgotten. Your no stays; the reason changes nothing any more."))
    return redirect("matching:answers")


@require_POST
def forget_passed(http: PersonRequest, pk: int) -> HttpResponse:
    """The same for what was said of a request that nobody asked about."""
    found = get_object_or_404(NotForMe.objects.answerable_by(http.user), pk=pk)
    known.forget(found, by=http.user, at=timezone.now())
    messages.success(http, _("Forgotten. Your no stays; the reason changes nothing any more."))
    return redirect("matching:answers")


@require_POST
def take_back(http: PersonRequest, pk: int) -> HttpResponse:
    """The provider takes back the offer to come."""
    found = get_object_or_404(Proposal.objects.visible_to(http.user), pk=pk)
    if not rules.may_take_back(http.user, found):
        raise PermissionDenied
    try:
        offers.take_back(found, by=http.user, at=timezone.now())
        messages.success(http, _("Your offer has been taken back. We let the school know."))
    except proposals.TooLate:
        messages.info(http, _("The answer was already there."))
    return redirect("matching:proposal", found.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(http: PersonRequest, key: str) -> HttpResponse:
    """The link from the mail: shows what is asked or offered; only the form's POST answers.

    Mail scanners open links, so that a GET changes nothing. After the answer the link only says
    what became of the question. Whoever was asked and left since, or reads the mail of somebody
    else, may not answer: to her the link is dead like one that was changed.
    """
    link = links.read_answer_key(key)
    if link is None or not _is_hers(http, link):
        return dead(http, ours=link is not None)
    user, found = link
    if found.state not in UNANSWERED or found.answer_by < local_date(timezone.now()):
        return _over(http, found, reader=user)
    given = {"answer": http.GET.get("antwoord")} if http.GET.get("antwoord") else None
    data = http.POST if http.method == "POST" else None
    form = _form(found, data, initial=given)
    if http.method == "POST" and form.is_valid():
        return _answered(http, found, form, by=user, key=key)
    return render(http, _page(found, "answer"), _context(found, form), status=_status(form))


def _is_hers(http: PersonRequest, link: links.Link) -> bool:
    """Whether its reader is still one of those who were asked, and nobody else is signed in."""
    visitor = not http.user.is_authenticated or http.user == link.user
    return visitor and rules.was_put_to(link.user, link.proposal)


def _over(http: PersonRequest, found: Proposal, *, reader: User, late: str = "") -> HttpResponse:
    """What became of it; with 409 for a POST, which has changed nothing.

    ``late`` is what a `TooLate` told. Only who gave the answer herself is thanked for it.
    """
    posted = http.method == "POST"
    context = {
        "proposal": found,
        "outcome": _outcome(found, late),
        "posted": posted,
        "already": posted or found.answered_by_id != reader.pk,
    }
    return render(http, _page(found, "answered"), context, status=409 if posted else 200)


def _outcome(found: Proposal, late: str) -> str:
    """A state, ``taken`` by somebody else's yes, or ``called_off``: a yes of which nothing came.

    The state of such a yes says little: it stays accepted until the next sweep lets go of it.
    """
    if found.state in UNANSWERED:
        return late or ProposalState.EXPIRED
    yes = found.answered_at and found.state in (ProposalState.ACCEPTED, ProposalState.WITHDRAWN)
    placement = found.placement if found.state == ProposalState.ACCEPTED else None
    if yes and (placement is None or placement.state == PlacementState.CANCELLED):
        return "called_off"
    return found.state


def _page(found: Proposal, name: str) -> str:
    return f"matching/{'offer_' if found.offered else ''}{name}.html"


def _form(found: Proposal, data: Any, **facts: Any) -> YesOrNoForm:
    if found.offered:
        return DecideForm(data, **facts)
    return AnswerForm(data, asked=found.request.day_parts, **facts)


def _give(found: Proposal, data: dict[str, Any], *, by: User) -> None:
    """Give the answer to the verb of whoever was asked: the school, or the provider."""
    now, yes, note = timezone.now(), data["answer"] == AnswerForm.YES, data["note"]
    if found.offered and yes:
        offers.agree(found, by=by, at=now, note=note)
    elif found.offered:
        offers.turn_down(found, by=by, at=now, reason=data["refusal"], note=note)
    elif yes:
        proposals.accept(found, by=by, at=now, note=note)
    else:
        other_day = data["answer"] == AnswerForm.OTHER_DAY
        proposals.decline(
            found,
            by=by,
            at=now,
            refusal=Proposal.Refusal.OTHER_DAY if other_day else data["refusal"],
            note=note,
            other_day_parts=data["other_day_parts"] if other_day else 0,
        )


def _answered(
    http: PersonRequest, found: Proposal, form: YesOrNoForm, *, by: User, key: str = ""
) -> HttpResponse:
    """Give the answer; whoever is too late reads kindly what happened meanwhile."""
    try:
        _give(found, form.cleaned_data, by=by)
    except proposals.TooLate as late:
        return _over(http, found, reader=by, late=late.code)
    except proposals.Unfit as unfit:
        form.add_error("answer", f"{texts.why_not(unfit.broken)} {texts.fix(unfit.broken)}")
        return render(http, _page(found, "answer"), _context(found, form), status=422)
    except Refused as refused:
        form.add_error(None, refused.text)
        return render(http, _page(found, "answer"), _context(found, form), status=422)
    if key:
        return redirect("matching:answer", key)
    messages.success(http, _("Thank you, your answer has been sent."))
    if found.placement:
        for group, moments in planning.short_of_moments(found.placement):
            messages.warning(http, short_text(group, moments))
        return redirect("placements:placement", found.placement_id)
    return redirect("matching:proposal", found.pk) if found.offered else redirect("matching:inbox")


def _context(found: Proposal, form: YesOrNoForm | None) -> dict[str, Any]:
    """``of`` is how many are asked beside each other, when it is a question."""
    explanation, asked = Explanation.from_json(found.score), found.state == ProposalState.ASKED
    return {
        "of": waves.asked_beside(found.request, found.asked_groups) if form and asked else 0,
        "proposal": found,
        "request_": found.request,
        "groups": found.asked_groups,
        "form": form,
        "lines": texts.lines(explanation),
        "value": explanation.total // 100,
    }


def _status(form: YesOrNoForm | None) -> int:
    return 422 if form is not None and form.is_bound else 200
