"""Open requests that fit: seen from a page of one's own, or through the link in a digest."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from andersom.accounts.hats import PersonRequest
from andersom.accounts.models import User
from andersom.lib.dates import local_date
from andersom.matching import texts
from andersom.matching.domain import fits, offers, proposals, waves
from andersom.matching.domain.candidates import Candidate
from andersom.matching.forms import OfferForm
from andersom.matching.models import Proposal
from andersom.matching.states import ProposalState
from andersom.matching.views.links import dead
from schools.models import Request

MOST = 25


@require_safe
def openings(http: PersonRequest) -> HttpResponse:
    """What is open and fits, best first."""
    today = local_date(timezone.now())
    mine = [each.pk for each in offers.offerable(http.user)]
    found = fits.fits(fits.openings(today=today), mine, today=today)
    cards = [_card(card) for card in fits.by_request(found)[:MOST]]
    return render(http, "matching/openings.html", {"cards": cards})


def _card(card: list[fits.Fit]) -> dict[str, Any]:
    return {
        "request": card[0].request,
        "value": card[0].explanation.total // 100,
        "lines": [line for line in texts.for_provider(card[0].explanation) if line.tone == "ok"],
        "names": [fit.professional.name for fit in card],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def opening(http: PersonRequest, pk: int) -> HttpResponse:
    """One open request and the form that offers, or says that it is nothing."""
    request = get_object_or_404(Request.objects.seeking().select_related("school"), pk=pk)
    earlier = _earlier(http.user, request)
    if earlier and earlier.state == ProposalState.ASKED:
        return redirect("matching:proposal", earlier.pk)
    mine = offers.offerable(http.user)
    found = offers.fitting(request, mine, today=local_date(timezone.now()))
    if not found:
        # What does not fit anybody of theirs is no more theirs to read than a draft.
        if earlier is None:
            raise Http404
        return redirect("matching:proposal", earlier.pk)
    return _answer(http, http.user, request, found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opening_by_link(http: PersonRequest, key: str) -> HttpResponse:
    """The link of a digest: shows what is asked; only the form's POST answers, and only once.

    A link that was changed, has expired, or is of somebody else than who is signed in, gives away
    nothing.
    """
    link = offers.read_key(key)
    if link is None or (http.user.is_authenticated and http.user != link.user):
        return dead(http, ours=link is not None)
    user, request, provider = link
    mine = offers.offerable(user, provider)
    if not mine:  # she left the provider meanwhile
        return dead(http, ours=True)
    earlier = _earlier(user, request, provider)
    if over := _used(user, request, provider, earlier):
        return render(http, "matching/opening_over.html", over)
    found = offers.fitting(request, mine, today=local_date(timezone.now()))
    if not found:
        return render(http, "matching/opening_over.html", _nobody(request, earlier))
    return _answer(http, user, request, found, key=key)


def _earlier(user: User, request: Request, provider: int | None = None) -> Proposal | None:
    """The last proposal of one of theirs for this request, at all or at one provider."""
    mine = request.proposals.answerable_by(user)
    if provider is not None:
        mine = mine.filter(professional__provider=provider)
    return mine.order_by("-asked_at", "-pk").first()


def _used(
    user: User, request: Request, provider: int, earlier: Proposal | None
) -> dict[str, Any] | None:
    """What became of it, when the link was answered or the school asked them itself.

    What the school asked one of them, and is over, says nothing about the others.
    """
    if earlier and (earlier.offered or earlier.state == ProposalState.ASKED):
        return {"request_": request, "over": earlier.state, "proposal": earlier}
    passed = request.not_for_me.filter(by=user, professional__provider=provider).first()
    if passed is None:
        return None
    counts = passed.reason in texts.EFFECTS
    return {"request_": request, "over": "not_for_me", "counts": counts}


def _nobody(request: Request, earlier: Proposal | None) -> dict[str, Any]:
    """Why nobody of theirs can be offered now."""
    if earlier:
        return {"request_": request, "over": earlier.state, "proposal": earlier}
    return {"request_": request, "over": "unfit" if request.is_seeking else "closed"}


def _answer(
    http: PersonRequest, user: User, request: Request, found: list[Candidate], key: str = ""
) -> HttpResponse:
    given = {"answer": http.GET["antwoord"]} if "antwoord" in http.GET else None
    data = http.POST if http.method == "POST" else None
    form = OfferForm(data, fitting=found, initial=given)
    if form.is_valid():
        try:
            return _given(http, user, request, form, key)
        except proposals.TooLate as late:
            context = {"request_": request, "over": late.code}
            return render(http, "matching/opening_over.html", context, status=409)
        except proposals.Unfit as unfit:
            form.add_error(None, f"{texts.why_not(unfit.broken)} {texts.fix(unfit.broken)}")
    context = {
        "request_": request,
        "groups": proposals.open_groups(request),
        "form": form,
        "cards": [
            {"name": each.professional.name, "lines": texts.for_provider(each.explanation)}
            for each in found
        ],
        "term": waves.answer_term(local_date(timezone.now())),
    }
    return render(http, "matching/opening.html", context, status=422 if data is not None else 200)


def _given(
    http: PersonRequest, user: User, request: Request, form: OfferForm, key: str
) -> HttpResponse:
    """Give the answer to the verb. Raises what `offers.offer` raises."""
    data, now = form.cleaned_data, timezone.now()
    if data["answer"] == OfferForm.YES:
        made = offers.offer(request, data["who"], by=user, at=now, note=data["note"])
        if not key:
            messages.success(http, _("Thank you, the school reads that you would like to come."))
            return redirect("matching:proposal", made.pk)
    else:
        people = form.people.values()
        reason, note = data["refusal"], data["note"]
        offers.pass_by(request, people, by=user, at=now, reason=reason, note=note)
        if not key:
            messages.success(http, _("Thank you. You do not read of this request any more."))
            return redirect("matching:openings")
    return redirect("matching:opening_by_link", key)
