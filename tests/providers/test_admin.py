"""The team looks, decides with a reason, and the provider hears of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from andersom.notifications.models import Email
from andersom.workflow.models import Move
from providers.models import Offer, Provider
from providers.states import Review
from tests import people
from tests.factories.providers import (
    OfferFactory,
    ProfessionalFactory,
    ProviderFactory,
    VogRecordFactory,
)

pytestmark = pytest.mark.django_db


def page(thing: Provider | Offer) -> str:
    return reverse(f"admin:providers_{thing._meta.model_name}_review", args=[thing.pk])


@pytest.fixture
def waiting(cast: people.Cast) -> Offer:
    return OfferFactory(provider=cast.provider, title="Trommelen", submitted=True)


def test_team_approves_with_a_mail_and_a_line_in_the_journal(
    cast: people.Cast, waiting: Offer
) -> None:
    answer = cast.client("team").post(page(waiting), {"verb": "approve", "reason": "Mooi!"})
    assert answer.status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == Review.APPROVED
    assert Move.objects.of(waiting).get().by == cast.team
    assert Email.objects.get(kind="providers.approved").address == cast.owner.email


@pytest.mark.parametrize("verb", ["ask_changes", "decline"])
def test_no_without_a_reason_is_refused_at_the_field(
    cast: people.Cast, waiting: Offer, verb: str
) -> None:
    shown = cast.client("team").post(page(waiting), {"verb": verb}).content.decode()
    assert "Schrijf waarom: de aanbieder moet weten wat te doen." in shown
    waiting.refresh_from_db()
    assert waiting.state == Review.SUBMITTED


def test_verb_that_the_state_does_not_allow_is_no_choice(cast: people.Cast, waiting: Offer) -> None:
    assert cast.client("team").post(page(waiting), {"verb": "resume"}).status_code == 200
    waiting.refresh_from_db()
    assert waiting.state == Review.SUBMITTED


@pytest.mark.parametrize("who", ["owner", "leader", "professional_user", "team_without_mfa"])
def test_nobody_else_comes_in(cast: people.Cast, waiting: Offer, who: str) -> None:
    assert cast.client(who).get(page(waiting)).status_code in {302, 403}
    assert cast.client(who).post(page(waiting), {"verb": "approve"}).status_code in {302, 403}
    waiting.refresh_from_db()
    assert waiting.state == Review.SUBMITTED


def test_several_are_approved_and_the_rest_is_named(cast: people.Cast, waiting: Offer) -> None:
    draft = OfferFactory(provider=cast.provider, title="Nog niet", draft=True)
    answer = cast.client("team").post(
        reverse("admin:providers_offer_changelist"),
        {"action": "approve_all", "_selected_action": [waiting.pk, draft.pk]},
        follow=True,
    )
    assert "Nog niet wacht niet op goedkeuring." in answer.content.decode()
    assert list(Offer.objects.public()) == [waiting]


def test_what_waits_stands_first(cast: people.Cast) -> None:
    ProviderFactory(name="Nieuwste")
    ProviderFactory(name="Wachtende", submitted=True)
    shown = cast.client("team").get(reverse("admin:providers_provider_changelist"))
    assert next(iter(shown.context["cl"].result_list)).name == "Wachtende"


@pytest.mark.parametrize(
    "model", ["provider", "professional", "offer", "member", "vogrecord", "availability"]
)
def test_lists_and_pages_open_with_the_same_queries_at_every_size(
    cast: people.Cast, model: str
) -> None:
    browser = cast.client("team")
    address = reverse(f"admin:providers_{model}_changelist")
    numbers = []
    for _round in range(2):
        for _number in range(3):
            professional = ProfessionalFactory(provider=cast.provider, free=True)
            VogRecordFactory(professional=professional)
            OfferFactory(provider=cast.provider)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address, {"q": "a"}).status_code == 200
        numbers.append(sum(bool(re.search(r'FROM "providers_', q["sql"])) for q in captured))
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("model", ["provider", "professional", "offer"])
def test_change_page_shows_the_journal(cast: people.Cast, model: str) -> None:
    thing = {
        "provider": cast.provider,
        "professional": cast.professional,
        "offer": OfferFactory(provider=cast.provider),
    }[model]
    address = reverse(f"admin:providers_{model}_change", args=[thing.pk])
    assert cast.client("team").get(address).status_code == 200
