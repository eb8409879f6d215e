"""The digests: one letter each, made here and written many at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation

from andersom.accounts.models import User
from andersom.matching import rules, texts
from andersom.matching.domain import offers
from andersom.matching.domain.fits import Fit
from andersom.matching.models import Proposal
from andersom.notifications.domain import Letter
from andersom.notifications.kinds import Kind, Topic
from andersom.notifications.links import absolute, whole
from andersom.overview.models import Edition
from andersom.placements.models import Placement
from providers.models import Professional, Provider
from schools.models import Member, Request, School

FEW = 5  # requests that a digest names to be asked about once more
SAID = 4  # reasons for one match: a digest is read in a minute


def provider_holds(about: str) -> bool:
    """Whether its reader still speaks for somebody there, and one of its requests still looks."""
    reader, provider, requests = about.split(":")
    hers = Professional.objects.filter(
        rules.speaks_for(User(pk=int(reader))), provider=int(provider)
    )
    return _seeking(requests) and hers.exists()


def school_holds(about: str) -> bool:
    """Whether its reader still belongs to the school, and one of its requests still looks.

    What tells more than a few candidates names no requests.
    """
    reader, school, requests = about.split(":")
    member = Member.objects.filter(school=int(school), user=int(reader))
    return member.exists() and (not requests or _seeking(requests))


def team_holds(about: str) -> bool:
    """Whether its reader still belongs to the team."""
    return User.objects.filter(pk=about, is_staff=True, is_active=True).exists()


def _seeking(requests: str) -> bool:
    return Request.objects.seeking().filter(pk__in=requests.split(",")).exists()


def _about(user: User, place: int, cards: Sequence[list[Fit]]) -> str:
    return f"{user.pk}:{place}:" + ",".join(str(card[0].request.pk) for card in cards)


KINDS = {
    "digest_provider": Kind(topic=Topic.DIGEST, holds=provider_holds, harmless_twice=True),
    "digest_school": Kind(topic=Topic.DIGEST, holds=school_holds, harmless_twice=True),
    "digest_team": Kind(topic=Topic.DIGEST, holds=team_holds, harmless_twice=True),
}


def digest_provider(
    user: User,
    provider: Provider,
    cards: Sequence[list[Fit]],
    *,
    more: bool,
    key: str,
    edition: Edition,
    at: datetime,
) -> Letter:
    """New requests that fit, each with why, and with a yes and a no of one click."""
    with translation.override(user.language):
        context = {
            "provider": provider,
            "cards": [_opening(user, card) for card in cards],
            "more": more,
            "url": absolute("matching:openings"),
        }
    return Letter(
        kind="overview.digest_provider",
        to=user,
        key=key,
        context=context,
        at=at,
        link=reverse("matching:openings"),
        about=_about(user, provider.pk, cards),
        not_after=edition.last_moment,
    )


def _opening(user: User, card: list[Fit]) -> dict[str, Any]:
    opening, best = card[0].opening, card[0]
    key = offers.link_key(user.pk, opening.request.pk, best.professional.provider_id)
    link = absolute("matching:opening_by_link", key)
    lines = texts.for_provider(best.explanation)
    return {
        "request": opening.request,
        "school": opening.request.school.name,
        "groups": [group.label for group in opening.groups],
        "who": [fit.professional.name for fit in card],
        "reasons": [line.text for line in lines if line.tone == "ok"][:SAID],
        "yes_url": f"{link}?antwoord=yes",
        "no_url": f"{link}?antwoord=no",
    }


def digest_school(
    user: User,
    school: School,
    cards: Sequence[list[Fit]],
    *,
    counts: Sequence[int],
    offers: Sequence[Proposal],
    answers: Sequence[Proposal],
    placements: Sequence[Placement],
    lessons: int,
    key: str,
    edition: Edition,
    at: datetime,
) -> Letter:
    """New candidates, offers, answers, and what waits for a yes; ``counts`` of all new ones."""
    more = bool(offers or answers or placements or lessons)
    with translation.override(user.language):
        context = {
            "school": school,
            "cards": [_candidates(*pair) for pair in zip(cards, counts, strict=True)],
            "offers": [
                {"proposal": one, "url": absolute("matching:proposal", one.pk)} for one in offers
            ],
            "answers": [
                {
                    "proposal": one,
                    "refusal": one.get_refusal_display(),
                    "url": absolute("matching:proposal", one.pk),
                }
                for one in answers
            ],
            "placements": [
                {"placement": one, "url": absolute("placements:placement", one.pk)}
                for one in placements
            ],
            "lessons": lessons,
            "lessons_url": absolute("placements:calendar"),
        }
    return Letter(
        kind="overview.digest_school",
        to=user,
        key=key,
        context=context,
        at=at,
        link=reverse("overview:home"),
        about=_about(user, school.pk, [] if more or len(cards) > FEW else cards),
        not_after=edition.last_moment,
    )


def _candidates(card: list[Fit], count: int) -> dict[str, Any]:
    request = card[0].request
    people = []
    for fit in card:
        reasons = [line.text for line in texts.lines(fit.explanation) if line.tone == "ok"]
        people.append({"professional": fit.professional, "reasons": reasons[:2]})
    url = absolute("matching:candidates", request.pk)
    return {"request": request, "people": people, "count": count, "url": url}


def digest_team(
    user: User, items: Sequence[Any], *, key: str, edition: Edition, at: datetime
) -> Letter:
    """What is stuck, each with the way to it."""
    said = [{"title": one.title, "text": one.text, "url": whole(one.url)} for one in items]
    return Letter(
        kind="overview.digest_team",
        to=user,
        key=key,
        context={"items": said},
        at=at,
        link=reverse("overview:home"),
        about=str(user.pk),
        not_after=edition.last_moment,
    )
