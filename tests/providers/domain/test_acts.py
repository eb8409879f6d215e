"""Registering, members, professionals, availability and offers: what each act leaves behind."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from andersom.accounts.domain import invitations
from andersom.workflow.models import Move
from providers.domain import (
    availability,
    images,
    members,
    offers,
    photos,
    places,
    professionals,
    profile,
    registration,
)
from providers.models import Member, Offer, Professional, Provider
from providers.states import Review
from tests.factories.accounts import UserFactory
from tests.factories.providers import (
    AvailabilityFactory,
    MemberFactory,
    OfferFactory,
    OfferPhotoFactory,
    ProfessionalFactory,
    ProviderFactory,
    area,
    domain,
    picture,
    tag,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def details(name: str = "Klankrijk", kvk: str = "12345678") -> registration.Details:
    return registration.Details(name, kvk, "post@klankrijk.example", "070 123 45 67", area())


def verbs(thing: object) -> list[str]:
    return list(Move.objects.of(thing).values_list("verb", flat=True))


# --- Registration ---------------------------------------------------------------------------------


def test_register_makes_a_draft_with_an_owner_and_a_journal() -> None:
    user = UserFactory()
    provider = registration.register(details(), by=user, at=NOW)
    assert (provider.state, provider.slug) == (Review.DRAFT, "klankrijk")
    assert provider.members.get().role == Member.Role.OWNER
    assert Move.objects.of(provider).get().by == user


def test_register_refuses_a_kvk_number_twice_and_keeps_nothing() -> None:
    registration.register(details(), by=UserFactory(), at=NOW)
    with pytest.raises(registration.KvkTaken):
        registration.register(details("Andere naam"), by=UserFactory(), at=NOW)
    assert Provider.objects.count() == Member.objects.count() == 1


def test_register_gives_a_namesake_another_address() -> None:
    registration.register(details(), by=UserFactory(), at=NOW)
    twin = registration.register(details(kvk="87654321"), by=UserFactory(), at=NOW)
    assert twin.slug == "klankrijk-87654321"


def test_register_gives_an_address_to_a_name_without_letters() -> None:
    assert registration.register(details("!!!"), by=UserFactory(), at=NOW).slug == "aanbieder"


# --- Profile --------------------------------------------------------------------------------------


def test_bare_profile_starts_with_the_description() -> None:
    provider = ProviderFactory(bare=True)
    found = profile.checks(provider, profile.facts(provider))
    assert profile.next_check(found).code == "description"
    assert [check.code for check in profile.missing(found)] == [
        "description",
        "vision",
        "professional",
    ]


def test_full_profile_has_nothing_left_to_do() -> None:
    provider = ProviderFactory()
    ProfessionalFactory(provider=provider, free=True, with_vog=True)
    OfferFactory(provider=provider)
    profile.set_logo(provider, BytesIO(picture()), 500, by=None, at=NOW)
    found = profile.checks(provider, profile.facts(provider))
    assert profile.next_check(found) is None


def test_vog_has_to_be_seen_of_everybody_who_is_active() -> None:
    provider = ProviderFactory()
    ProfessionalFactory(provider=provider, with_vog=True)
    ProfessionalFactory(provider=provider, stopped=True)
    assert profile.facts(provider).vog
    ProfessionalFactory(provider=provider)
    assert not profile.facts(provider).vog


def test_facts_take_one_query() -> None:
    provider = ProviderFactory()
    with CaptureQueriesContext(connection) as queries:
        profile.facts(provider)
    assert len(queries) == 1


def test_refused_logo_leaves_the_old_one() -> None:
    provider = ProviderFactory()
    profile.set_logo(provider, BytesIO(picture()), 500, by=None, at=NOW)
    old = provider.logo.name
    with pytest.raises(images.Refused):
        profile.set_logo(provider, BytesIO(b"<svg/>"), 6, by=None, at=NOW)
    provider.refresh_from_db()
    assert provider.logo.name == old


# --- Members --------------------------------------------------------------------------------------


def test_last_owner_cannot_leave_nor_step_down() -> None:
    owner = MemberFactory()
    MemberFactory(provider=owner.provider, editor=True)
    with pytest.raises(members.LastOwner):
        members.remove(owner, by=owner.user, at=NOW)
    with pytest.raises(members.LastOwner):
        members.change_role(owner, Member.Role.EDITOR, by=owner.user, at=NOW)
    owner.refresh_from_db()
    assert owner.role == Member.Role.OWNER


def test_second_owner_may_leave_and_the_journal_says_who() -> None:
    owner = MemberFactory()
    other = MemberFactory(provider=owner.provider, user__name="Otto")
    members.remove(other, by=owner.user, at=NOW)
    assert owner.provider.members.count() == 1
    assert Move.objects.of(owner.provider).get().reason == "Otto"


def test_invited_colleague_joins_with_the_role_of_the_invitation() -> None:
    owner = MemberFactory()
    invitation = members.invite(
        owner.provider, email="Nora@Example.org", name="Nora", role="editor", by=owner.user, at=NOW
    )
    nora = UserFactory(email="nora@example.org")
    assert invitations.accept(invitation, by=nora, at=NOW) == "/aanbieder/"
    assert owner.provider.members.get(user=nora).role == Member.Role.EDITOR


def test_member_is_not_invited_again() -> None:
    owner = MemberFactory()
    with pytest.raises(members.AlreadyMember):
        members.invite(
            owner.provider,
            email=owner.user.email.upper(),
            name="",
            role="editor",
            by=owner.user,
            at=NOW,
        )


# --- Professionals --------------------------------------------------------------------------------


def test_invited_professional_becomes_the_user_of_her_row() -> None:
    professional = ProfessionalFactory()
    invitation = professionals.invite(professional, email="petra@example.org", by=None, at=NOW)
    petra = UserFactory(email="petra@example.org")
    landing = invitations.accept(invitation, by=petra, at=NOW)
    professional.refresh_from_db()
    assert professional.user == petra
    assert landing == f"/aanbieder/vakprofessionals/{professional.pk}/"


def test_second_person_cannot_take_over_a_professional() -> None:
    professional = ProfessionalFactory()
    invitation = professionals.invite(professional, email="eva@example.org", by=None, at=NOW)
    Professional.objects.filter(pk=professional.pk).update(user=UserFactory())
    with pytest.raises(invitations.NotOpen):
        invitations.accept(invitation, by=UserFactory(email="eva@example.org"), at=NOW)


def test_professional_with_an_account_is_not_invited() -> None:
    with pytest.raises(professionals.AlreadyUser):
        professionals.invite(
            ProfessionalFactory(user=UserFactory()), email="a@example.org", by=None, at=NOW
        )


# --- Availability ---------------------------------------------------------------------------------


def test_change_closes_the_period_before_and_drops_later_ones() -> None:
    professional = ProfessionalFactory()
    for start, grid in [(date(2026, 9, 1), 1), (date(2027, 3, 1), 2), (date(2027, 1, 1), 4)]:
        availability.change(professional, grid=grid, start=start, by=None, at=NOW)
    assert list(professional.availability.values_list("valid_from", "valid_until", "grid")) == [
        (date(2026, 9, 1), date(2026, 12, 31), 1),
        (date(2027, 1, 1), None, 4),
    ]


def test_change_on_the_same_day_replaces_the_grid() -> None:
    professional = ProfessionalFactory()
    for grid in (1, 2):
        availability.change(professional, grid=grid, start=date(2026, 9, 1), by=None, at=NOW)
    assert professional.availability.get().grid == 2


def test_week_shows_periods_and_days_off() -> None:
    professional = ProfessionalFactory()
    AvailabilityFactory(professional=professional, grid=0b11, valid_until=date(2026, 11, 24))
    AvailabilityFactory(professional=professional, grid=0b1100000000, valid_from=date(2026, 11, 25))
    availability.be_away(
        professional, first_day=date(2026, 11, 27), last_day=date(2026, 12, 4), by=None, at=NOW
    )
    week = availability.week(professional, date(2026, 11, 23))
    assert [(day.morning, day.afternoon, day.away) for day in week] == [
        (True, True, False),
        (False, False, False),
        (False, False, False),
        (False, False, False),
        (False, False, True),
    ]


def test_same_days_off_twice_are_one_absence_and_can_be_taken_back() -> None:
    professional = ProfessionalFactory()
    days = {"first_day": date(2026, 12, 1), "last_day": date(2026, 12, 2)}
    first = availability.be_away(professional, **days, by=None, at=NOW)
    assert availability.be_away(professional, **days, by=None, at=NOW) == first
    availability.be_back(first, by=None, at=NOW)
    assert not professional.unavailable.exists()
    assert verbs(professional) == ["away", "back"]


# --- Offers and photos ----------------------------------------------------------------------------


def test_copy_is_a_draft_with_the_same_people_and_another_address() -> None:
    offer = OfferFactory(tags=[tag()], professionals=[ProfessionalFactory()])
    twin = offers.copy(offer, by=None, at=NOW)
    assert (twin.state, twin.rate) == (Review.DRAFT, offer.rate)
    assert list(twin.professionals.all()) == list(offer.professionals.all())
    assert twin.slug != offer.slug


def test_slug_is_numbered_within_a_provider_only() -> None:
    first = OfferFactory(title="Dansen", slug="dansen")
    fields = {"title": "Dansen", "summary": "x", "domain": domain(), "rate": 100}
    sets = {"tags": [], "professionals": []}
    same = offers.save(Offer(provider=first.provider, **fields), sets, by=None, at=NOW)
    other = offers.save(Offer(provider=ProviderFactory(), **fields), sets, by=None, at=NOW)
    assert (same.slug, other.slug) == ("dansen-2", "dansen")


def test_seventh_photo_is_refused() -> None:
    offer = OfferFactory()
    for _number in range(photos.MOST):
        OfferPhotoFactory(offer=offer)
    with pytest.raises(photos.TooMany):
        photos.add(offer, BytesIO(picture()), 500, alt="Nog een", by=None, at=NOW)


def test_removed_photo_takes_its_file_along(
    django_capture_on_commit_callbacks: object,
) -> None:
    offer = OfferFactory()
    photo = photos.add(offer, BytesIO(picture()), 500, alt="Trommels", by=None, at=NOW)
    storage, name = photo.image.storage, photo.image.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        photos.remove(photo, by=None, at=NOW)
    assert not storage.exists(name)


# --- Places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2566", " 2566 ", "2566 AB", "2566ab", "De Zeemeeuw, 2566"])
def test_place_is_found_by_postcode(text: str) -> None:
    assert places.find(text) == area("2566")


@pytest.mark.parametrize("text", ["2500", "9999", "0123", "niets"])
def test_unknown_place_is_refused(text: str) -> None:
    with pytest.raises(places.Unknown):
        places.find(text)


def test_place_by_name_has_to_be_the_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [places.Place("De Vlieger", "2511"), places.Place("De Vlieger", "2531")]
    monkeypatch.setattr(places, "_finders", [lambda text: found[: len(text) - 1]])
    assert places.find("ab") == area("2511")
    with pytest.raises(places.Several):
        places.find("abc")
