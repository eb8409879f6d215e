"""The pages of supply, driven as a browser would, with the cast."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from providers.models import Member, Offer, Professional, Provider
from providers.states import Review
from tests import people
from tests.factories.accounts import UserFactory
from tests.factories.providers import (
    MemberFactory,
    OfferFactory,
    OfferPhotoFactory,
    ProfessionalFactory,
    ProviderFactory,
    UnavailableFactory,
    picture,
)

pytestmark = pytest.mark.django_db
REGISTRATION = {
    "name": "Nieuw",
    "kvk_number": "11223344",
    "email": "post@nieuw.example",
    "phone": "0701234567",
    "postcode_area": "2566",
}


def url(name: str, *args: Any) -> str:
    return reverse(f"providers:{name}", args=args)


def test_visitor_is_led_through_signing_up_and_back(client: Any) -> None:
    page = client.get(url("become")).content.decode()
    assert "/account/signup/?next=/word-aanbieder/" in page
    assert '<form method="post" novalidate' not in page


def test_signed_in_user_becomes_a_provider_and_wears_its_hat() -> None:
    user = UserFactory()
    browser = people.client_for(user)
    answer = browser.post(url("become"), REGISTRATION, follow=True)
    assert answer.redirect_chain == [("/aanbieder/", 302)]
    assert Provider.objects.get().members.get().user == user
    assert "Vertel wie u bent" not in answer.context["messages"]
    assert answer.context["next"].code == "description"


def test_registration_with_a_wrong_number_keeps_what_was_typed() -> None:
    browser = people.client_for(UserFactory())
    page = browser.post(url("become"), REGISTRATION | {"kvk_number": "12"}).content.decode()
    assert "Een KvK-nummer heeft 8 cijfers." in page
    assert 'value="post@nieuw.example"' in page
    assert Provider.objects.count() == 0


def test_member_edits_the_profile(cast: people.Cast) -> None:
    browser = cast.client("owner")
    answer = browser.post(
        url("profile_edit"), REGISTRATION | {"name": "Klankrijk", "vision": "Samen."}
    )
    assert answer.url == url("profile")
    cast.provider.refresh_from_db()
    assert cast.provider.vision == "Samen."


def test_logo_goes_in_as_a_new_file_and_comes_out_as_a_picture_only(cast: people.Cast) -> None:
    browser = cast.client("owner")
    logo = SimpleUploadedFile("../../etc/passwd.png\x00.php", picture("PNG"), "text/html")
    assert browser.post(url("logo"), {"logo": logo}).status_code == 302
    cast.provider.refresh_from_db()
    answer = browser.get(reverse("ui:media", args=[cast.provider.logo.name]))
    assert answer.status_code == 200
    assert answer["Content-Type"] in {"image/jpeg", "image/png"}
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.content.startswith((b"\xff\xd8", b"\x89PNG"))
    assert "passwd" not in cast.provider.logo.name


def test_logo_that_is_no_picture_is_refused_at_the_field(cast: people.Cast) -> None:
    logo = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)></svg>", "image/png")
    page = cast.client("owner").post(url("logo"), {"logo": logo}).content.decode()
    assert "Dit is geen afbeelding die wij kunnen tonen." in page


def test_picture_of_a_draft_is_only_for_its_members(cast: people.Cast) -> None:
    photo = OfferPhotoFactory(offer=OfferFactory(provider=cast.provider, draft=True))
    address = reverse("ui:media", args=[photo.image.name])
    seen = {}
    for name in ("anonymous", "other_editor", "owner", "team"):
        seen[name] = cast.client(name).get(address).status_code
    assert seen == {"anonymous": 404, "other_editor": 404, "owner": 200, "team": 200}


@pytest.mark.parametrize(
    "name", ["logos/../../settings.py", "offers/x.svg", "x.png", "logos/a.png"]
)
def test_media_gives_nothing_else(client: Any, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404


def test_incomplete_profile_cannot_be_submitted_and_says_why(cast: people.Cast) -> None:
    Provider.objects.filter(pk=cast.provider.pk).update(state=Review.DRAFT, vision="")
    page = cast.client("owner").post(url("submit"), follow=True).content.decode()
    assert "Nog niet compleet: " in page
    cast.provider.refresh_from_db()
    assert cast.provider.state == Review.DRAFT


def test_last_owner_is_told_to_make_somebody_else_owner(cast: people.Cast) -> None:
    member = cast.provider.members.get()
    page = cast.client("owner").post(url("member_remove", member.pk), follow=True)
    assert "Er moet altijd een eigenaar zijn." in page.content.decode()
    assert Member.objects.filter(pk=member.pk).exists()


def test_editor_does_not_manage_members(cast: people.Cast) -> None:
    member = cast.other_provider.members.get()
    browser = cast.client("other_editor")
    for name, args in [
        ("members", []),
        ("member_remove", [member.pk]),
        ("member_role", [member.pk]),
    ]:
        data = {"name": "Ina", "email": "ina@example.org", "role": "editor"}
        assert browser.post(url(name, *args), data).status_code == 403


def test_professional_is_added_and_leads_to_the_week(cast: people.Cast) -> None:
    data = {
        "name": "Nora",
        "licence": "licensed",
        "years": ["0"],
        "languages": ["0"],
        "domains": [str(OfferFactory.domain.function().pk)],
        "postcode_area": "2566",
        "radius_km": "10",
        "capacity_hours": "8",
    }
    answer = cast.client("owner").post(url("professional_add"), data)
    added = Professional.objects.get(name="Nora")
    assert answer.url == url("availability", added.pk)
    assert added.provider == cast.provider


def test_week_is_saved_from_a_day_on(cast: people.Cast) -> None:
    start = timezone.localdate() + timedelta(days=7)
    data = {"grid": ["0", "1", "9"], "start": start.isoformat()}
    address = url("availability", cast.professional.pk)
    assert cast.client("professional_user").post(address, data).status_code == 302
    assert cast.professional.availability.get(valid_from=start).grid == 0b1000000011


@pytest.mark.parametrize("week", ["", "x", "0001-01-01", "9999-12-31", "2026-13-45"])
def test_any_week_can_be_asked_for(cast: people.Cast, week: str) -> None:
    address = url("availability", cast.professional.pk)
    assert cast.client("owner").get(address, {"week": week}).status_code == 200


def test_professional_does_not_see_her_own_vog(cast: people.Cast) -> None:
    today = timezone.localdate().isoformat()
    data = {"issued_on": today, "seen_on": today}
    address = url("vog", cast.professional.pk)
    assert cast.client("professional_user").post(address, data).status_code == 403
    assert cast.client("owner").post(address, data).status_code == 302
    assert cast.professional.vog_records.get().seen_by == cast.owner


def test_old_vog_is_refused_with_what_to_do(cast: people.Cast) -> None:
    old = (timezone.localdate() - timedelta(days=300)).isoformat()
    data = {"issued_on": old, "seen_on": timezone.localdate().isoformat()}
    page = cast.client("owner").post(url("vog", cast.professional.pk), data).content.decode()
    assert "Een VOG mag bij het tonen hoogstens 6 maanden oud zijn." in page


def test_saving_an_offer_says_the_whole_price(cast: people.Cast) -> None:
    data = {
        "title": "Trommelen",
        "summary": "Zes lessen.",
        "description": "Wij trommelen.",
        "domain": str(OfferFactory.domain.function().pk),
        "years": ["0"],
        "group_size": "30",
        "lesson_minutes": "60",
        "lessons": "6",
        "rate": "75",
        "rate_unit": "lesson",
        "travel": "10",
        "vat": "low",
    }
    page = cast.client("owner").post(url("offer_add"), data, follow=True).content.decode()
    assert "De hele serie kost €\u00a0555,90, dat is €\u00a092,65 per les." in page
    assert Offer.objects.get().provider == cast.provider


def test_photo_is_added_and_removed(cast: people.Cast) -> None:
    offer = OfferFactory(provider=cast.provider)
    browser = cast.client("owner")
    file = SimpleUploadedFile("foto.jpg", picture())
    data = {"image": file, "alt": "Leerlingen trommelen"}
    assert browser.post(url("photo_add", offer.pk), data).status_code == 302
    photo = offer.photos.get()
    assert (photo.width, photo.height) == (60, 40)
    assert browser.post(url("photo_remove", offer.pk, photo.pk)).status_code == 302
    assert not offer.photos.exists()


FOREIGN = [
    *[("get", name, "professional") for name in ("professional", "professional_edit")],
    *[("get", "availability", "professional"), ("post", "availability", "professional")],
    *[("post", name, "professional") for name in ("professional_active", "professional_invite")],
    *[("post", name, "professional") for name in ("vog", "away", "professional_edit")],
    *[("get", name, "offer") for name in ("offer_preview", "offer_edit")],
    *[("post", name, "offer") for name in ("offer_edit", "offer_submit", "offer_withdraw")],
    *[("post", name, "offer") for name in ("offer_copy", "photo_add")],
    *[("post", name, "member") for name in ("member_role", "member_remove")],
]


@pytest.mark.parametrize(("method", "name", "kind"), FOREIGN)
def test_foreign_object_does_not_exist(
    cast: people.Cast, method: str, name: str, kind: str
) -> None:
    theirs = {
        "professional": cast.professional,
        "offer": OfferFactory(provider=cast.provider),
        "member": cast.provider.members.get(),
    }[kind]
    browser = cast.client("other_editor")
    assert getattr(browser, method)(url(name, theirs.pk)).status_code == 404


def test_absence_and_photo_of_somebody_else_do_not_exist(cast: people.Cast) -> None:
    absence = UnavailableFactory(professional=cast.professional)
    photo = OfferPhotoFactory(offer=OfferFactory(provider=cast.provider))
    mine = OfferFactory(provider=cast.other_provider)
    browser = cast.client("other_editor")
    for address in (
        url("away_remove", cast.professional.pk, absence.pk),
        url("away_remove", cast.other_professional.pk, absence.pk),
        url("photo_remove", mine.pk, photo.pk),
    ):
        assert browser.post(address).status_code == 404


def test_offer_outside_the_catalogue_has_no_page(client: Any) -> None:
    offer = OfferFactory(submitted=True)
    assert client.get(url("offer", offer.provider.slug, offer.slug)).status_code == 404
    assert client.get(url("public_profile", ProviderFactory(draft=True).slug)).status_code == 404


def test_offer_page_shows_price_and_first_names_only(client: Any) -> None:
    offer = OfferFactory(professionals=[ProfessionalFactory(name="Petra Geheim")])
    page = client.get(url("offer", offer.provider.slug, offer.slug)).content.decode()
    assert "€\u00a0450,00" in page
    assert "Petra" in page
    assert "Geheim" not in page
    profile = client.get(url("public_profile", offer.provider.slug)).content.decode()
    assert offer.title in profile
    assert "Geheim" not in profile


def test_school_may_ask_for_an_offer(cast: people.Cast) -> None:
    offer = OfferFactory()
    address = url("offer", offer.provider.slug, offer.slug)
    asks = reverse("matching:request_from_offer", args=[offer.pk])
    assert asks in cast.client("leader").get(address).content.decode()
    assert asks not in cast.client("owner").get(address).content.decode()


def test_catalogue_finds_a_misspelt_word_and_says_so(client: Any) -> None:
    OfferFactory(title="Muziek maken")
    page = client.get(url("catalogue"), {"zoek": "muzeik"}).content.decode()
    assert "1 resultaat" in page
    assert "<strong>muziek</strong>" in page


def test_htmx_gets_the_results_that_stand_on_the_page(client: Any) -> None:
    OfferFactory(title="Muziek maken")
    page = client.get(url("catalogue")).content.decode()
    part = client.get(url("catalogue"), headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith("<section")
    assert part.strip() in page


# --- The number of queries does not grow ----------------------------------------------------------


def filled(provider: Provider, number: int) -> None:
    for index in range(number):
        professional = ProfessionalFactory(provider=provider, free=True, with_vog=True)
        offer = OfferFactory(provider=provider, slug=f"veel-{number}-{index}")
        offer.professionals.add(professional)
        OfferPhotoFactory(offer=offer)
        MemberFactory(provider=provider, editor=True)


@pytest.mark.parametrize("number", [2, 12])
@pytest.mark.parametrize(
    ("who", "name", "query", "expected"),
    [
        ("anonymous", "catalogue", {}, 9),
        ("anonymous", "catalogue", {"zoek": "aanbod", "waar": "2566", "dagdeel": "0"}, 11),
        ("anonymous", "catalogue", {"zoek": "anbod", "volgorde": "distance", "waar": "2566"}, 11),
        ("anonymous", "public_profile", {}, 6),
        ("owner", "professional_list", {}, 7),
        ("owner", "offer_list", {}, 4),
        ("owner", "members", {}, 5),
    ],
)
def test_lists_take_the_same_queries_at_every_size(
    cast: people.Cast, number: int, who: str, name: str, query: dict[str, str], expected: int
) -> None:
    """Of our own tables; what the head of every page asks is counted elsewhere."""
    filled(cast.provider, number)
    address = url(name, cast.provider.slug) if name == "public_profile" else url(name)
    browser = cast.client(who)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address, query).status_code == 200
    ours = [
        one["sql"] for one in captured if re.search(r'FROM "(providers|reference)_', one["sql"])
    ]
    assert len(ours) == expected, "\n".join(ours)
