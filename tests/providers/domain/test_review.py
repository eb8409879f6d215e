from datetime import UTC, datetime

import pytest

from andersom.notifications.models import Email
from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move
from providers.domain import review
from providers.models import Offer, Provider
from providers.states import Review
from tests.factories.accounts import UserFactory
from tests.factories.providers import (
    MemberFactory,
    OfferFactory,
    ProfessionalFactory,
    ProviderFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def provider() -> Provider:
    provider = ProviderFactory(name="Klankrijk", draft=True)
    MemberFactory(provider=provider, user__email="olga@example.org")
    ProfessionalFactory(provider=provider)
    return provider


@pytest.fixture
def offer(provider: Provider) -> Offer:
    provider.state = Review.APPROVED
    provider.save()
    return OfferFactory(
        provider=provider, title="Trommelen", draft=True, professionals=provider.professionals.all()
    )


def mails() -> list[tuple[str, str, str]]:
    return list(Email.objects.order_by("pk").values_list("kind", "address", "subject"))


def test_submit_tells_the_team(provider: Provider) -> None:
    UserFactory(email="tess@example.org", staff=True)
    review.submit(provider, by=None, at=NOW)
    assert provider.state == Review.SUBMITTED
    assert mails() == [
        ("providers.submitted", "tess@example.org", "Nieuwe aanbieder om te bekijken: Klankrijk")
    ]


def test_submit_says_what_is_missing_and_changes_nothing() -> None:
    provider = ProviderFactory(bare=True)
    with pytest.raises(review.Incomplete) as refused:
        review.submit(provider, by=None, at=NOW)
    assert refused.value.missing == [
        "Vertel wie u bent",
        "Schrijf uw visie op onderwijs",
        "Voeg een vakprofessional toe",
    ]
    provider.refresh_from_db()
    assert (provider.state, Move.objects.count(), mails()) == (Review.DRAFT, 0, [])


def test_submit_of_an_empty_offer_names_everything() -> None:
    offer = OfferFactory(draft=True, description="", goals="", rate=0, provider__draft=True)
    assert review.missing(offer) == [
        "Beschrijf wat er in de lessen gebeurt",
        "Schrijf wat leerlingen leren",
        "Kies wie de lessen geeft",
        "Vul een tarief in",
        "Dien eerst uw profiel in",
    ]


@pytest.mark.parametrize(
    ("verb", "start", "state", "subject"),
    [
        ("approve", "submitted", Review.APPROVED, "Goedgekeurd: Klankrijk"),
        ("ask_changes", "submitted", Review.CHANGES_ASKED, "Graag iets aanpassen: Klankrijk"),
        ("decline", "submitted", Review.DECLINED, "Niet aangenomen: Klankrijk"),
        ("suspend", "approved", Review.SUSPENDED, "Tijdelijk uit het aanbod: Klankrijk"),
        ("resume", "suspended", Review.APPROVED, "Weer in het aanbod: Klankrijk"),
    ],
)
def test_decision_moves_journals_and_mails(
    provider: Provider, verb: str, start: str, state: str, subject: str
) -> None:
    Provider.objects.update(state=start)
    team = UserFactory(staff=True)
    getattr(review, verb)(provider, by=team, at=NOW, reason="Omdat <b>het</b> zo is.")
    assert provider.state == state
    move = Move.objects.of(provider).get()
    assert (move.verb, move.reason, move.by) == (verb, "Omdat <b>het</b> zo is.", team)
    assert [(address, words) for _kind, address, words in mails()] == [
        ("olga@example.org", subject)
    ]
    assert "het" in Email.objects.get().text
    assert "<b>het</b>" not in Email.objects.get().html


@pytest.mark.parametrize("verb", ["ask_changes", "decline", "suspend"])
def test_decision_without_its_reason_is_refused(provider: Provider, verb: str) -> None:
    start = Review.APPROVED if verb == "suspend" else Review.SUBMITTED
    Provider.objects.update(state=start)
    with pytest.raises(review.ReasonMissing):
        getattr(review, verb)(provider, by=None, at=NOW, reason="  ")
    provider.refresh_from_db()
    assert (provider.state, mails()) == (start, [])


def test_decision_that_came_too_late_changes_nothing(provider: Provider) -> None:
    with pytest.raises(IllegalMove):
        review.approve(provider, by=None, at=NOW)
    assert mails() == []


def test_offer_has_its_own_words(offer: Offer) -> None:
    review.submit(offer, by=None, at=NOW)
    review.approve(offer, by=None, at=NOW)
    email = Email.objects.get(kind="providers.approved")
    assert email.subject == "Goedgekeurd: Trommelen"
    assert f"/aanbieder/aanbod/{offer.pk}/" in email.text
    assert Offer.objects.public().get() == offer


def test_withdrawn_offer_leaves_the_catalogue_without_mail(offer: Offer) -> None:
    Offer.objects.update(state=Review.APPROVED)
    review.withdraw(offer, by=None, at=NOW)
    assert not Offer.objects.public().exists()
    assert mails() == []
