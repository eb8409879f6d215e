"""A meeting from registration to recap: cards, the big screen, the door, and a first hello."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from playwright.sync_api import Locator, expect

from andersom.notifications.models import Email
from events.domain import door, wall
from events.models import Event, Expectation, Registration
from providers.models import Availability
from tests import people
from tests.factories.events import (
    EventFactory,
    ExpectationFactory,
    ItemFactory,
    RecapFactory,
    RegistrationFactory,
    RoomFactory,
    ThemeFactory,
)
from tests.factories.providers import ProfessionalFactory, ProviderFactory, domain
from tests.journeys import looks, mailbag
from tests.journeys.person import Person
from tests.people import Cast

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

BEGINS = datetime(2026, 10, 19, 11, tzinfo=UTC)
SPAN = DateTimeTZRange(BEGINS, BEGINS + timedelta(hours=4))
BIG = {"width": 1920, "height": 1080}
EXPECTED = (
    "Aanbieders van andere disciplines ontmoeten",
    "Mijn netwerk van aanbieders groter maken",
    "Begrijpen wat scholen nodig hebben",
    "Weten wat scholen van ons vragen",
    "Subsidies van de gemeente leren kennen",
)


@pytest.fixture
def cast(site: str) -> Cast:
    return people.build_cast()


@pytest.fixture
def event(cast: Cast) -> Event:
    """A meeting in two weeks, with two rounds side by side."""
    made = EventFactory(
        slug="bijeenkomst",
        during=SPAN,
        opens_at=BEGINS - timedelta(days=30),
        closes_at=BEGINS - timedelta(days=1),
        cards_first_looked_at=False,
    )
    hour = DateTimeTZRange(BEGINS + timedelta(hours=1), BEGINS + timedelta(hours=2))
    for title in ("Vooruitkijken", "Stevig voor de groep"):
        ItemFactory(event=made, title=title, chosen=True, during=hour, room=RoomFactory(event=made))
    return made


def test_provider_registers_and_hangs_a_card(
    person: Callable[..., Person], cast: Cast, event: Event
) -> None:
    olga = person("events-provider")
    olga.sign_in("olga@example.org")
    olga.go("/bijeenkomsten/")
    olga.check("list")
    olga.follow(event.title)
    olga.check("event")
    olga.follow("Register")
    assert olga.page.locator("[name=name]").input_value() == "Olga"
    olga.check("register")
    olga.tick(olga.text("Other visitors may see that I come"))
    olga.press("Register", olga.page.locator("main"))
    mine = Registration.objects.get(event=event)
    assert (mine.state, mine.shown, mine.provider) == ("confirmed", True, cast.provider)
    olga.check("registered")
    olga.page.get_by_role("radio", name="Vooruitkijken").check()
    olga.press("Keep my choice")
    assert [choice.item.title for choice in mine.choices.select_related("item")] == [
        "Vooruitkijken"
    ]
    olga.go(f"/bijeenkomsten/{event.slug}/verwachtingen/")
    olga.fill("text", "<b>Samenwerken</b>")
    olga.press("Hang my card")
    olga.expect_error("Use plain words only, without codes between < and >.")
    olga.check("card-refused")
    olga.fill("text", "Samenwerken met andere aanbieders")
    olga.press("Hang my card")
    expect(olga.page.get_by_text("Samenwerken met andere aanbieders")).to_be_visible()
    olga.check("wall")


def test_visitor_without_account_confirms_by_mail_and_cancels(
    person: Callable[..., Person], event: Event
) -> None:
    guest = person("events-guest")
    guest.go(f"/bijeenkomsten/{event.slug}/aanmelden/")
    guest.fill_all(name="Gerda", email="gerda@example.org", organisation="Buurthuis")
    guest.press("Register", guest.page.locator("main"))
    guest.check("look-in-mail")
    assert Registration.objects.get().state == "unconfirmed"
    guest.read_mail("gerda@example.org", "events.confirm", "/aanmelding/")
    guest.check("confirm")
    assert Registration.objects.get().state == "unconfirmed"
    guest.press("Confirm my place")
    assert Registration.objects.get().state == "confirmed"
    guest.check("confirmed")
    guest.page.get_by_text(guest.text("I cannot come")).click()
    guest.press("Cancel my registration")
    assert Registration.objects.get().state == "cancelled"
    guest.check("cancelled")


def test_the_wall_on_a_big_screen(person: Callable[..., Person], event: Event) -> None:
    theme = ThemeFactory(event=event, title="Netwerk")
    for text in EXPECTED:
        ExpectationFactory(event=event, text=text, theme=theme)
    hall = person("events-screen")
    hall.page.set_viewport_size(BIG)
    hall.go(f"/bijeenkomsten/{event.slug}/scherm/")
    cards = hall.page.locator(".postit")
    expect(cards).to_have_count(len(EXPECTED))
    sizes = cards.evaluate_all("all => all.map(one => parseFloat(getComputedStyle(one).fontSize))")
    assert min(sizes) >= 48
    tall = hall.page.evaluate("document.documentElement.scrollHeight")
    assert tall <= BIG["height"]
    for scheme in looks.SCHEMES:
        hall.page.emulate_media(color_scheme=scheme)
        looks.settle(hall.page)
        looks.assert_accessible(hall.page, f"screen-{scheme}", looks.EVERYTHING)
        looks.keep(hall.page, f"events-screen-{scheme}")
    ExpectationFactory(event=event, text="Een nieuw kaartje", theme=theme)
    expect(hall.page.get_by_text("Een nieuw kaartje")).to_be_visible(timeout=20_000)


def test_the_door_lets_in_thirty_five(
    person: Callable[..., Person], cast: Cast, event: Event
) -> None:
    guests = RegistrationFactory.create_batch(34, event=event)
    tess = person("events-door")
    with time_machine.travel(BEGINS - timedelta(minutes=30), tick=True):
        tess.sign_in("tess@example.org", second_step=True)
        tess.go(f"/bijeenkomsten/{event.slug}/deur/{guests[0].key}/")
        tess.check("code")
        tess.press("Let in")
        tess.check("door")
        lose_the_connection(tess, guests[1])
        tess.page.reload()
        outside = tess.page.locator(".guests li:not([data-in]) form button")
        for _guest in range(outside.count()):
            outside.first.click()
        expect(tess.page.locator("[data-came]")).to_have_text("34", timeout=60_000)
        tess.page.reload()
        tess.fill_all(name="Wim", organisation="Buurthuis")
        tess.press("Let in")
        assert door.figures(event) == door.Figures(coming=35, came=35, walk_ins=1)
        tess.check("everybody")
        tess.fill_all(name="Nog iemand")
        tess.press("Let in")
        tess.check("full")
        assert door.figures(event).came == 35


def lose_the_connection(tess: Person, guest: Registration) -> None:
    """What is ticked without Wi-Fi is kept and sent later, once."""
    row = tess.page.locator(".guests li").filter(has_text=guest.name).first
    tess.context.set_offline(True)
    row.get_by_role("button").click()
    expect(tess.page.locator("[data-queue-note]")).to_be_visible()
    guest.refresh_from_db()
    assert guest.checked_in_at is None
    tess.context.set_offline(False)
    expect(tess.page.locator("[data-queue-note]")).to_be_hidden(timeout=20_000)
    guest.refresh_from_db()
    assert guest.checked_in_at is not None


def test_cards_are_grouped_with_the_keyboard_only(
    person: Callable[..., Person], cast: Cast, event: Event
) -> None:
    for text in EXPECTED:
        ExpectationFactory(event=event, text=text)
    tess = person("events-themes")
    tess.sign_in("tess@example.org", second_step=True)
    tess.go(f"/bijeenkomsten/{event.slug}/verwachtingen/indelen/")
    tess.check("sort")
    for title in ("Netwerk", "Scholen"):
        tess.tab_to(tess.page.locator("[name=title]").first)
        tess.page.keyboard.type(title)
        with tess.page.expect_navigation():
            tess.page.keyboard.press("Enter")
    move_by_number(tess, "netwerk", "1")
    move_by_number(tess, "ontmoeten", "1")
    move_by_number(tess, "nodig", "2")
    themes = {theme.title: len(theme.cards) for theme in wall.columns(event)}
    assert themes == {"Netwerk": 2, "Scholen": 1}
    by_list = card_with(tess, "vragen")
    tess.tab_to(by_list.locator("select"))
    tess.page.keyboard.press("ArrowDown")
    tess.page.keyboard.press("ArrowDown")
    tess.tab_to(by_list.get_by_role("button"))
    tess.page.keyboard.press("Enter")
    expect(tess.page.locator("[data-key='2'] .sortable")).to_have_count(2)
    assert Expectation.objects.filter(theme__title="Scholen").count() == 2
    tess.check("sorted")


def move_by_number(tess: Person, words: str, key: str) -> None:
    tess.tab_to(card_with(tess, words))
    tess.page.keyboard.press(key)
    column = tess.page.locator(f"[data-key='{key}']")
    expect(column.locator(".postit").filter(has_text=words)).to_be_visible()


def card_with(tess: Person, words: str) -> Locator:
    """The card of these words; the list on every card names all themes."""
    text = tess.page.locator(".postit").filter(has_text=words)
    return tess.page.locator(".sortable").filter(has=text)


def test_an_introduction_leads_to_a_first_contact(
    person: Callable[..., Person], cast: Cast, event: Event
) -> None:
    music, nature = cast.provider, ProviderFactory(name="Groenrijk")
    for provider, slug, grid in ((music, "kunst-cultuur", 0b01), (nature, "natuur-milieu", 0b10)):
        one = ProfessionalFactory(provider=provider)
        one.domains.set([domain(slug)])
        one.availability.all().delete()
        Availability.objects.create(
            professional=one, valid_from=BEGINS.date() - timedelta(days=60), grid=grid
        )
    mine = RegistrationFactory(event=event, name="Olga", provider=music, shown=True)
    RegistrationFactory(
        event=event,
        name="Gijs",
        organisation="Groenrijk",
        provider=nature,
        shown=True,
        email="gijs@example.org",
    )
    olga = person("events-contact")
    olga.go(f"/aanmelding/{mine.key}/")
    olga.follow("See who comes")
    expect(olga.page.get_by_role("heading", name="Groenrijk")).to_be_visible()
    olga.check("visitors")
    olga.follow("Say hello")
    assert "Natuur & Milieu" in olga.page.locator("[name=idea]").input_value()
    olga.check("hello")
    olga.press("Send", olga.page.locator("main"))
    olga.check("said")
    assert mine.email in mailbag.latest("gijs@example.org", "events.hello").text


def test_the_recap_is_published_and_read_without_signing_in(
    person: Callable[..., Person], cast: Cast, event: Event
) -> None:
    theme = ThemeFactory(event=event, title="Netwerk", answer="Wij maken een kaart van aanbieders.")
    ExpectationFactory(event=event, text=EXPECTED[0], theme=theme)
    came = RegistrationFactory(event=event, came=True)
    Event.objects.filter(pk=event.pk).update(state="closed")
    recap = RecapFactory(event=event)
    recap.quotes.create(text="Nu weet ik wie ik kan bellen.", who="een aanbieder van muziek")
    recap.links.create(title="Schrijf u in voor het scholingstraject", url="/scholingstraject/")
    reader = person("events-recap")
    assert reader.go(f"/bijeenkomsten/{event.slug}/terugblik/").status == 404
    tess = person("events-recap-team")
    tess.sign_in("tess@example.org", second_step=True)
    tess.go(f"/beheer/events/recap/{recap.pk}/change/")
    tess.run_action("Publish: everybody reads it, who was there gets a mail")
    assert Email.objects.get(kind="events.recap_published").address == came.email
    reader.complaints.clear()
    reader.go(f"/bijeenkomsten/{event.slug}/terugblik/")
    expect(reader.page.get_by_text("Wij maken een kaart van aanbieders.")).to_be_visible()
    reader.check("recap")
