"""The project team's day: what waits, a decision with its reason, the mail, and the second step."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from providers.models import Member, Offer, Provider
from providers.states import Review
from tests import people
from tests.factories.accounts import PASSWORD
from tests.factories.providers import OfferFactory, OfferPhotoFactory
from tests.journeys import looks, mailbag
from tests.journeys.person import Person, current_code
from tests.people import Cast

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

OLGA = "olga@example.org"
WISH = "Vertel ook wat u doet als een klas onrustig is."
NO = "Dit is geen les voor het basisonderwijs."


@pytest.fixture
def cast(site: str) -> Cast:
    """Klankrijk has sent in its profile, with two offers that wait too."""
    cast = people.build_cast()
    waiting = timezone.now() - timedelta(days=6)
    facts = {
        "phone": "070 123 45 67",
        "description": "Wij geven les.",
        "vision": "Ieder kind kan iets.",
    }
    Provider.objects.filter(pk=cast.provider.pk).update(
        state=Review.SUBMITTED, created_at=waiting, **facts
    )
    for title in ("Trommelen op emmers", "Zingen in de kerk"):
        OfferFactory(provider=cast.provider, title=title, slug=title[:8].lower(), submitted=True)
    OfferPhotoFactory(offer=Offer.objects.earliest("pk"))
    return cast


def test_team_asks_approves_and_declines_with_mail(
    person: Callable[..., Person], cast: Cast
) -> None:
    tess, olga = person(), person("project_team-provider")
    tess.sign_in("tess@example.org", second_step=True)
    tess.check("home")
    look_at_the_tray(tess)
    ask_for_changes(tess)
    mend_and_send_in(olga)
    decide(tess, "provider", cast.provider.pk, "approve")
    decide(tess, "offer", Offer.objects.earliest("pk").pk, "approve")
    decide(tess, "offer", Offer.objects.latest("pk").pk, "decline", NO)
    assert sorted(Offer.objects.values_list("state", flat=True)) == ["approved", "declined"]
    read_the_verdict(olga)
    look_at_the_mail(tess)
    look_around(tess)


def look_at_the_tray(tess: Person) -> None:
    tess.go("/beheer/")
    assert tess.page.locator(".tray > li").count() >= 2
    tess.check("tray")


def ask_for_changes(tess: Person) -> None:
    """Without a reason nothing happens; with one, the provider reads it."""
    tess.go("/beheer/providers/provider/")
    tess.follow("Decide")
    tess.choose("verb", "ask_changes")
    tess.press("Decide and mail")
    tess.expect_text("Say why: the provider has to know what to do.")
    tess.check("reason-missing")
    tess.fill("reason", WISH)
    tess.press("Decide and mail")
    assert Provider.objects.get(name="Klankrijk").state == Review.CHANGES_ASKED
    assert WISH in mailbag.latest(OLGA, "providers.changes_asked").text
    tess.check("decided")


def mend_and_send_in(olga: Person) -> None:
    olga.sign_in(OLGA)
    olga.check("home")
    olga.go("/aanbieder/")
    expect(olga.page.get_by_text(WISH)).to_be_visible()
    olga.check("changes-asked")
    olga.go("/aanbieder/wijzigen/")
    olga.fill("description", "Wij geven les, ook als een klas onrustig is.")
    olga.press("Save")
    olga.press("Submit")
    assert Provider.objects.get(name="Klankrijk").state == Review.SUBMITTED


def decide(tess: Person, model: str, pk: int, verb: str, reason: str = "") -> None:
    tess.go(f"/beheer/providers/{model}/{pk}/beoordelen/")
    tess.check(f"{model}-{verb}")
    tess.choose("verb", verb)
    tess.fill("reason", reason)
    tess.press("Decide and mail")


def read_the_verdict(olga: Person) -> None:
    assert NO in mailbag.latest(OLGA, "providers.declined").text
    olga.go("/aanbieder/aanbod/")
    olga.check("offers")
    olga.follow("Zingen in de kerk")
    expect(olga.page.get_by_text(NO)).to_be_visible()
    olga.check("declined")
    olga.go("/berichten/")
    olga.check("messages")
    assert Member.objects.filter(provider__name="Klankrijk").count() == 1


def look_at_the_mail(tess: Person) -> None:
    """The queue, and a mail as its reader will see it."""
    tess.go("/beheer/notifications/email/")
    expect(tess.page.locator("#result_list tbody tr").first).to_be_visible()
    tess.check("mail-queue")
    tess.page.locator("#result_list tbody th a").first.click()
    tess.check("mail")


def look_around(tess: Person) -> None:
    """Every list of the office opens and is fit to be read."""
    tess.go("/beheer/")
    paths = tess.page.eval_on_selector_all(
        ".app-list th a", "links => links.map(link => new URL(link.href).pathname)"
    )
    assert len(paths) >= 20
    for path in paths:
        assert tess.go(path).status == 200, path
        looks_fit(tess)


def looks_fit(tess: Person) -> None:
    looks.assert_speaks(tess.page)
    looks.assert_accessible(tess.page, tess.path, looks.EVERYTHING)


def test_staff_without_second_step_has_to_set_it_up_first(
    person: Callable[..., Person], cast: Cast
) -> None:
    tom = person("project_team-second-step")
    tom.sign_in("tom@example.org")
    tom.go("/beheer/")
    tom.expect_title("Is it you?")
    tom.check("confirm-password")
    tom.fill("password", PASSWORD)
    tom.press("Confirm")
    tom.expect_title("Switch on two-step sign-in")
    tom.check("set-up")
    tom.fill("code", "000000")
    tom.press("Switch on")
    expect(tom.page.locator("[data-error-summary]")).to_be_visible()
    tom.check("wrong-code")
    secret = tom.page.locator("#authenticator_secret").input_value()
    tom.fill("code", current_code(secret))
    tom.press("Switch on")
    tom.check("recovery-codes")
    assert tom.go("/beheer/").status == 200
    expect(tom.page.locator(".tray, .tray-empty").first).to_be_visible()
