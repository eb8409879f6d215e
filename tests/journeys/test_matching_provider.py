"""From a visitor who wants to give lessons to an offer that schools find."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from providers.models import Availability, Offer, Professional, Provider
from tests.factories.providers import WHOLE_WEEK, picture
from tests.journeys import mailbag
from tests.journeys.person import Person
from tests.people import person as account

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

NOOR = "noor@klankrijk.example"
ADDRESS = {"email": "post@klankrijk.example", "phone": "070 123 45 67"}
MORNINGS_BUT_FRIDAY = 0b00_01_01_01_01


def test_visitor_becomes_a_provider_whose_offer_is_found(person: Callable[..., Person]) -> None:
    noor = person()
    sign_up(noor)
    register(noor)
    tell_about_themselves(noor)
    add_professional(noor)
    fill_in_the_week(noor)
    show_certificate(noor)
    add_offer(noor)
    submit(noor)

    tess = person("matching_provider-team")
    approve(tess)
    assert "approved" in mailbag.latest(NOOR).kind

    visitor = person("matching_provider-visitor")
    find_offer(visitor)


def sign_up(noor: Person) -> None:
    noor.go("/")
    noor.check("home")
    noor.go("/word-aanbieder/")
    noor.expect_title("Become a provider")
    noor.check("become")
    noor.follow("Make an account")
    noor.press("Create an account")
    noor.expect_error("Please agree before you go on.")
    noor.check("signup-refused")
    noor.fill_all(email=NOOR, name="Noor de Wit", password1="zes-kleine-trommels")
    noor.page.locator("[name=terms]").check()
    noor.press("Create an account")
    noor.check("code")
    noor.fill("code", mailbag.code_in(mailbag.latest(NOOR)))
    noor.press("Confirm")


def register(noor: Person) -> None:
    """A wrong KvK number and a postcode of boxes come back at their fields, nothing is lost."""
    noor.expect_title("Become a provider")
    noor.fill_all(name="Klankrijk", kvk_number="1234567", postcode_area="2500", **ADDRESS)
    noor.press("Register")
    noor.expect_error("A KvK number has 8 digits.")
    box = "%(pc4)s is a postcode of post-office boxes. Enter the postcode of a visiting address."
    noor.expect_error(box, pc4="2500")
    expect(noor.page.locator("[name=name]")).to_have_value("Klankrijk")
    noor.check("register-refused")
    noor.fill_all(kvk_number="12345678", postcode_area="2566")
    noor.press("Register")
    noor.expect_title("Klankrijk")
    noor.check("profile")


def tell_about_themselves(noor: Person) -> None:
    noor.follow("Do this now")
    noor.fill_all(
        summary="Muziek op school, van zingen tot bandjes.",
        description="Twaalf musici die samen met de leerkracht lesgeven.",
        vision="Ieder kind kan muziek maken.",
    )
    noor.check("profile-edit")
    noor.press("Save")
    noor.expect_title("Klankrijk")


def add_professional(noor: Person) -> None:
    noor.follow("Add a professional")
    noor.fill_all(name="Petra Bos", postcode_area="2566", hourly_rate="62,50")
    noor.choose("licence", "subject_competent")
    noor.tick("Kunst & Cultuur")
    noor.tick("muziek")
    noor.check("professional-form")
    noor.press("Save")
    noor.expect_title("When is %(name)s free?", name="Petra Bos")


def fill_in_the_week(noor: Person) -> None:
    """With the mouse in at most ten clicks, and then differently with nothing but the keyboard."""
    page = noor.page
    noor.check("availability")
    clicks = [noor.button("Whole week"), noor.button("Save")]
    clicks[0].click()
    with page.expect_navigation():
        clicks[1].click()
    assert len(clicks) <= 10
    assert grid() == WHOLE_WEEK

    noor.space(noor.button("Clear"))
    noor.space(*(page.locator(f"[name=grid][value='{bit}']") for bit in (0, 2, 4, 6)))
    noor.enter(noor.button("Save"))
    assert grid() == MORNINGS_BUT_FRIDAY


def show_certificate(noor: Person) -> None:
    noor.follow("Petra Bos")
    noor.check("professional")
    noor.page.get_by_text(noor.text("Register that it was seen")).click()
    noor.fill("issued_on", (timezone.localdate() - timedelta(days=20)).isoformat())
    noor.press("I have seen the original")
    noor.expect_title("Petra Bos")
    assert Professional.objects.get().vog_records.count() == 1
    noor.check("professional-ready")


def grid() -> int:
    return Availability.objects.latest("pk").grid


def add_offer(noor: Person) -> None:
    noor.go("/aanbieder/aanbod/")
    noor.check("offers-empty")
    noor.follow("New offer")
    noor.fill_all(
        title="Trommelen op emmers",
        summary="Zes lessen ritme voor de hele klas.",
        description="We bouwen samen een slagwerkorkest.",
        goals="Luisteren, samen tellen en samen stil zijn.",
        lessons="6",
        rate="75",
        travel="6,50",
        material="30",
    )
    noor.select("domain", "Kunst & Cultuur")
    noor.tick("muziek")
    noor.tick("Petra Bos")
    noor.check("offer-form")
    noor.press("Save and look")
    noor.expect_title("Trommelen op emmers")
    noor.upload("image", name="foto.jpg", kind="image/jpeg", content=b"no picture at all")
    noor.fill("alt", "Kinderen trommelen op omgekeerde emmers")
    noor.press("Add the photo")
    noor.expect_error("This is no picture that we can show. Choose a JPEG, PNG or WebP file.")
    photo = picture(size=(900, 600))
    noor.upload("image", name="foto.jpg", kind="image/jpeg", content=photo)
    noor.press("Add the photo")
    noor.check("offer-preview")


def submit(noor: Person) -> None:
    noor.expect_text("Submit your profile first")
    noor.go("/aanbieder/")
    noor.press("Submit")
    assert Provider.objects.get().state == "submitted"
    noor.check("submitted")
    noor.go("/aanbieder/aanbod/")
    noor.follow("Trommelen op emmers")
    noor.press("Submit")
    assert Offer.objects.get().state == "submitted"
    noor.check("offer-submitted")


def approve(tess: Person) -> None:
    account("tess", "Tess", staff=True, second_step=True)
    tess.sign_in("tess@example.org", second_step=True)
    tess.go("/beheer/")
    tess.check("tray")
    for model, thing in (("provider", Provider), ("offer", Offer)):
        tess.go(f"/beheer/providers/{model}/")
        tess.check(f"{model}-list")
        tess.follow("Decide")
        tess.check(f"{model}-review")
        tess.choose("verb", "approve")
        tess.press("Decide and mail")
        assert thing.objects.get().state == "approved"


def find_offer(visitor: Person) -> None:
    """By a word with a mistake in it, and by a filter; another filter leaves nothing."""
    visitor.go("/aanbod/")
    visitor.fill("zoek", "tromelen")
    visitor.press("Search")
    expect(visitor.page.get_by_role("link", name="Trommelen op emmers").first).to_be_visible()
    visitor.check("catalogue-typo")
    visitor.go("/aanbod/?domein=kunst-cultuur&groep=3")
    visitor.page.get_by_role("link", name="Trommelen op emmers").first.click()
    visitor.expect_title("Trommelen op emmers")
    visitor.check("offer")
    visitor.follow("Klankrijk")
    visitor.check("public-profile")
    visitor.go("/aanbod/?domein=sport-beweging")
    visitor.expect_text("Nothing found")
    visitor.check("catalogue-empty")
