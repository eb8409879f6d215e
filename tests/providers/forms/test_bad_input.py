"""What bad input gets: a sentence at the field, in Dutch."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from providers.domain.catalogue import Wish
from providers.filters import CatalogueForm
from providers.forms.availability import AwayForm, GridForm
from providers.forms.offers import OfferForm, PhotoForm
from providers.forms.professionals import ProfessionalForm, VogForm
from providers.forms.profile import LogoForm, ProfileForm
from providers.forms.registration import RegistrationForm
from providers.models import Offer, Professional
from tests.factories.providers import (
    ProfessionalFactory,
    ProviderFactory,
    domain,
    picture,
    tag,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
REGISTRATION = {
    "name": "Klankrijk",
    "kvk_number": "12345678",
    "email": "post@klankrijk.example",
    "phone": "070 123 45 67",
    "postcode_area": "2566",
}


def said(form: Any, field: str) -> list[str]:
    return [str(error) for error in form.errors.get(field, [])]


def test_registration_as_it_should_be() -> None:
    form = RegistrationForm(REGISTRATION)
    assert form.is_valid()
    assert form.details().postcode_area.pk == "2566"


@pytest.mark.parametrize("kvk", ["1234 5678", "12.34.56.78", " 12345678 "])
def test_kvk_number_may_be_typed_with_blanks(kvk: str) -> None:
    form = RegistrationForm(REGISTRATION | {"kvk_number": kvk})
    assert form.is_valid()
    assert form.cleaned_data["kvk_number"] == "12345678"


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("name", "", "Dit veld is verplicht."),
        ("kvk_number", "1234567", "Een KvK-nummer heeft 8 cijfers."),
        ("kvk_number", "123456789", "Een KvK-nummer heeft 8 cijfers."),
        ("kvk_number", "1234567a", "Een KvK-nummer heeft 8 cijfers."),
        ("kvk_number", "१२३४५६७८", "Een KvK-nummer heeft 8 cijfers."),
        ("email", "geen adres", "Voer een geldig e-mailadres in."),
        ("phone", "bel maar", "Vul een telefoonnummer in, bijvoorbeeld 070 123 45 67."),
        ("phone", "070 12", "Vul een telefoonnummer in, bijvoorbeeld 070 123 45 67."),
        (
            "postcode_area",
            "25",
            "Vul de vier cijfers van de postcode in, bijvoorbeeld 2512.",
        ),
        (
            "postcode_area",
            "9999",
            "Postcode 9999 kennen wij niet. Vul een postcode in Den Haag in, bijvoorbeeld 2512.",
        ),
    ]
    + [
        (
            "postcode_area",
            pc4,
            f"{pc4} is een postcode van postbussen. Vul de postcode van een bezoekadres in.",
        )
        for pc4 in ("2490", "2500", "2505", "2509")
    ],
)
def test_registration_says_what_is_wrong(field: str, typed: str, expected: str) -> None:
    form = RegistrationForm(REGISTRATION | {field: typed})
    assert said(form, field) == [expected]
    assert form[field].value() == typed  # nothing typed is lost


def test_registration_with_a_known_kvk_number_is_kind() -> None:
    ProviderFactory(kvk_number="12345678")
    assert said(RegistrationForm(REGISTRATION), "kvk_number") == [
        "Er is al een aanbieder met dit KvK-nummer. Vraag een collega u uit te nodigen, "
        "of mail het projectteam."
    ]


def test_profile_form_cannot_change_state_or_kvk_number() -> None:
    provider = ProviderFactory(draft=True)
    before = provider.kvk_number
    sent = REGISTRATION | {
        "kvk_number": "99999999",
        "state": "approved",
        "slug": "x",
        "region": "y",
    }
    form = ProfileForm(sent, instance=provider)
    assert form.is_valid()
    assert (form.instance.state, form.instance.kvk_number) == ("draft", before)


def person(**changed: Any) -> ProfessionalForm:
    data = {
        "name": "Petra",
        "licence": "licensed",
        "domains": [domain().pk],
        "tags": [tag("muziek").pk],
        "years": ["0", "1"],
        "languages": ["0", "1"],
        "postcode_area": "2566",
        "radius_km": "12",
        "capacity_hours": "16",
        "hourly_rate": "62,50",
    } | changed
    return ProfessionalForm(data, instance=Professional(provider=ProviderFactory()))


def test_professional_is_kept_in_metres_minutes_and_cents() -> None:
    form = person()
    assert form.is_valid()
    found = form.professional()
    assert (found.travel_radius, found.weekly_capacity, found.hourly_rate) == (12_000, 960, 6250)
    assert (found.years, found.languages) == (0b11, 0b11)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *[("radius_km", "0"), ("radius_km", "101"), ("capacity_hours", "41"), ("years", ["8"])],
        *[("years", []), ("domains", []), ("postcode_area", "2501"), ("hourly_rate", "veel")],
        *[("licence", "gemachtigd"), ("languages", ["99"]), ("name", " "), ("tags", ["x"])],
    ],
)
def test_professional_out_of_bounds_is_refused_at_the_field(field: str, typed: Any) -> None:
    assert len(said(person(**{field: typed}), field)) == 1


def test_subject_of_a_domain_that_was_not_chosen_is_explained() -> None:
    assert said(person(tags=[tag("judo").pk]), "tags") == [
        "“judo” hoort bij Sport & Beweging: kies ook dat domein."
    ]


def test_second_professional_of_one_name_is_refused() -> None:
    provider = ProviderFactory()
    ProfessionalFactory(provider=provider, name="Petra")
    form = person(name="  petra ")
    form.instance.provider = provider
    assert said(form, "name") == ["U hebt al een vakprofessional met deze naam."]


@pytest.mark.parametrize(
    ("issued", "seen", "field", "expected"),
    [
        ("2026-11-01", "2026-11-24", "seen_on", "Deze dag moet nog komen."),
        (
            "2026-11-20",
            "2026-11-01",
            "issued_on",
            "Een VOG kan niet zijn afgegeven nadat u haar zag.",
        ),
        ("", "2026-11-01", "issued_on", "Dit veld is verplicht."),
        ("gisteren", "2026-11-01", "issued_on", "Voer een geldige datum in."),
    ],
)
def test_vog_form_says_what_is_wrong(issued: str, seen: str, field: str, expected: str) -> None:
    form = VogForm({"issued_on": issued, "seen_on": seen}, today=TODAY)
    assert said(form, field) == [expected]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-12-02", "2026-12-01", "De laatste dag ligt vóór de eerste dag."),
        ("2026-11-01", "2026-11-02", "Deze dagen zijn voorbij."),
        ("2026-12-01", "2036-12-01", "Kies een dag binnen drie jaar."),
    ],
)
def test_days_off_say_what_is_wrong(first: str, last: str, expected: str) -> None:
    form = AwayForm({"first_day": first, "last_day": last}, today=TODAY)
    assert said(form, "last_day") == [expected]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-11-22", "Kies vandaag of een latere dag: wat geweest is, blijft staan."),
        ("2036-11-22", "Kies een dag binnen drie jaar."),
    ],
)
def test_grid_starts_today_or_later(start: str, expected: str) -> None:
    assert said(GridForm({"grid": ["0"], "start": start}, today=TODAY), "start") == [expected]


def test_empty_week_is_allowed() -> None:
    form = GridForm({"start": "2026-11-23"}, today=TODAY)
    assert form.is_valid()
    assert form.cleaned_data["grid"] == 0


def offer(**changed: Any) -> OfferForm:
    data = {
        "title": "Trommelen",
        "summary": "Zes lessen.",
        "description": "We trommelen.",
        "domain": domain().pk,
        "years": ["0"],
        "group_size": "30",
        "lesson_minutes": "60",
        "lessons": "6",
        "rate": "75",
        "rate_unit": "lesson",
        "vat": "exempt",
    } | changed
    return OfferForm(data, instance=Offer(provider=ProviderFactory()))


def test_offer_without_extra_costs_has_none() -> None:
    form = offer()
    assert form.is_valid()
    assert (form.instance.rate, form.instance.travel, form.instance.material) == (7500, 0, 0)


def test_offer_refuses_professionals_of_another_provider() -> None:
    stranger = ProfessionalFactory()
    assert len(said(offer(professionals=[stranger.pk]), "professionals")) == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *[("lessons", "0"), ("lessons", "101"), ("lesson_minutes", "14"), ("group_size", "201")],
        *[("rate", "-5"), ("rate", "100000"), ("rate_unit", "kilo"), ("vat", "50")],
        *[("years", ["9"]), ("domain", "999999"), ("summary", "x" * 201)],
    ],
)
def test_offer_out_of_bounds_is_refused_at_the_field(field: str, typed: Any) -> None:
    assert len(said(offer(**{field: typed}), field)) == 1


def test_offer_form_cannot_change_state_or_provider() -> None:
    other = ProviderFactory()
    form = offer(state="approved", provider=other.pk, slug="x", lesson_price="1")
    assert form.is_valid()
    assert form.instance.state == "draft"
    assert form.instance.provider != other


def test_photo_needs_words_for_who_cannot_see_it() -> None:
    files = {"image": SimpleUploadedFile("foto.jpg", picture())}
    assert said(PhotoForm({"alt": ""}, files), "alt") == ["Dit veld is verplicht."]


def test_logo_over_five_megabytes_is_told_before_it_is_read() -> None:
    big = SimpleUploadedFile("logo.png", b"\x89PNG" + b"\0" * 5 * 1024 * 1024)
    assert said(LogoForm({}, {"logo": big}), "logo") == [
        "Deze afbeelding is groter dan 5 MB. Maak haar eerst kleiner."
    ]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        *[("waar", "nergens"), ("waar", "2500"), ("domein", "x"), ("vak", ["0"]), ("groep", ["9"])],
        *[("dagdeel", ["10"]), ("afstand", "1"), ("bevoegdheid", ["x"]), ("volgorde", "x")],
        ("zoek", "x" * 101),
    ],
)
def test_broken_filter_is_told_and_counts_as_not_asked(name: str, typed: Any) -> None:
    form = CatalogueForm({name: typed})
    assert not form.is_valid()
    assert list(form.errors) == [name]
    assert form.wish() == Wish()


def test_order_by_distance_needs_a_place() -> None:
    form = CatalogueForm({"volgorde": "distance"})
    assert form.is_valid()
    assert form.wish().order == ""
