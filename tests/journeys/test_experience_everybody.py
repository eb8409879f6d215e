"""What everybody meets: two languages, two hats, errors, the keyboard, no scripts, a wrong turn."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from andersom.matching.models import Proposal
from andersom.matching.states import ProposalState
from schools.models import Group, Member, Request
from tests import people
from tests.factories.matching import ready
from tests.factories.schools import GroupFactory
from tests.journeys.person import Person
from tests.people import Cast

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

LEONIE, OLGA = "leonie@example.org", "olga@example.org"
START, END = date(2026, 11, 2), date(2026, 12, 18)


@pytest.fixture
def cast(site: str) -> Cast:
    """Petra fits; De Zeemeeuw has groups 5A and 6B."""
    cast = people.build_cast()
    ready(cast.professional)
    GroupFactory(school=cast.school, label="5A", years=16)
    GroupFactory(school=cast.school, label="6B", years=32)
    return cast


def test_house_speaks_english_and_dutch_again(person: Callable[..., Person], cast: Cast) -> None:
    lars = person("experience-language")
    lars.go("/aanbod/")
    lars.expect_title("Offers for your school")
    lars.speak("en")
    assert lars.path == "/aanbod/"
    lars.expect_title("Offers for your school")
    lars.check("english")
    lars.sign_in("lars@example.org")  # whose account says Dutch
    lars.language = "nl"
    lars.go("/aanbod/")
    lars.expect_title("Offers for your school")
    lars.speak("en")
    lars.go("/aanvragen/")
    lars.expect_title("Requests")
    lars.check("english-signed-in")
    lars.speak("nl")
    lars.expect_title("Requests")


def test_person_with_two_hats_changes_them(person: Callable[..., Person], cast: Cast) -> None:
    Member.objects.create(school=cast.other_school, user=cast.owner, role=Member.Role.COORDINATOR)
    olga = person("experience-hats")
    olga.sign_in(OLGA)
    worn, other = ("Klankrijk", "De Vlieger")
    menu = olga.page.locator("details.menu").first
    if worn not in menu.locator("summary").inner_text():
        worn, other = other, worn
    menu.locator("summary").click()
    olga.check("menu")
    olga.press(other, menu)
    expect(olga.page.locator("details.menu").first.locator("summary")).to_contain_text(other)
    olga.check("changed")
    places = {"Klankrijk": "Professionals", "De Vlieger": "Requests"}
    nav = olga.page.locator("nav.nav")
    expect(nav.get_by_role("link", name=olga.text(places[other]))).to_be_visible()
    expect(nav.get_by_role("link", name=olga.text(places[worn]))).to_have_count(0)


def test_errors_take_the_focus_and_lead_to_their_fields(
    person: Callable[..., Person], cast: Cast
) -> None:
    noor = person("experience-errors")
    noor.go("/account/signup/")
    noor.fill("name", "Noor")
    noor.press("Create an account")
    expect(noor.page.locator("[data-error-summary]")).to_be_focused()
    noor.check("summary")
    noor.page.locator("[data-error-summary] a").first.click()
    expect(noor.page.locator("[name=email]")).to_be_focused()
    expect(noor.page.locator("[name=name]")).to_have_value("Noor")


def test_request_with_nothing_but_the_keyboard(person: Callable[..., Person], cast: Cast) -> None:
    leonie = person("experience-keyboard")
    leonie.sign_in(LEONIE)
    leonie.go("/aanvragen/nieuw/")
    page = leonie.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#inhoud")).to_be_focused()
    leonie.space(page.locator("[name=domain]").first)
    leonie.enter(leonie.button("Save and go on"))
    leonie.space(page.locator("[name=purpose]").first)
    leonie.enter(leonie.button("Save and go on"))
    leonie.space(page.locator("[name=groups]").first)
    leonie.enter(leonie.button("Save and go on"))
    leonie.check("when")
    leonie.space(leonie.button("Clear"), leonie.button("All mornings"))
    leonie.enter(leonie.button("Save and go on"))
    leonie.enter(leonie.button("Save and go on"))
    leonie.expect_title("Check your request")
    leonie.enter(leonie.button("Post the request"))
    assert Request.objects.get().state == "open"
    assert Request.objects.get().day_parts == 0b01_01_01_01_01


def test_core_works_without_scripts(person: Callable[..., Person], cast: Cast) -> None:
    """Sign in, ask, and answer; only the comfort is gone."""
    leonie = person("experience-no-scripts", scripts=False)
    leonie.sign_in(LEONIE)
    leonie.go("/aanvragen/nieuw/")
    leonie.press("Save and go on")
    leonie.expect_error("Choose a domain.")
    leonie.page.get_by_role("radio", name="Kunst & Cultuur").check()
    leonie.press("Save and go on")
    leonie.page.locator("[name=purpose]").first.check()
    leonie.press("Save and go on")
    leonie.choose("groups", Group.objects.get(label="5A").pk)
    leonie.press("Save and go on")
    leonie.fill_all(start=START.isoformat(), end=END.isoformat())
    leonie.press("Save and go on")
    leonie.press("Save and go on")
    leonie.press("Post the request")
    request = Request.objects.get()
    assert (request.state, request.start, request.end) == ("open", START, END)
    leonie.go(f"/aanvragen/{request.pk}/kandidaten/")
    leonie.choose("professionals", cast.professional.pk)
    leonie.press("Ask", leonie.page.locator("section[aria-labelledby=ask-title]"))

    olga = person("experience-no-scripts-provider", scripts=False)
    olga.read_mail(OLGA, "matching.proposal_asked", "/antwoord/")
    reasons = olga.page.locator("[name=refusal]").first
    expect(reasons).to_be_hidden()
    olga.choose("answer", "no")
    expect(reasons).to_be_visible()
    olga.press("Send the answer")
    olga.expect_error("Choose a reason. The school can then look further.")
    olga.page.locator("[name=refusal]").first.check()
    olga.press("Send the answer")
    olga.expect_title("Your no has been sent")
    assert Proposal.objects.get().state == ProposalState.DECLINED


def test_wrong_turns_end_on_a_page_that_helps(person: Callable[..., Person], cast: Cast) -> None:
    leonie = person("experience-wrong-turns")
    assert leonie.go("/dit-bestaat-niet/").status == 404
    leonie.check("404")
    leonie.sign_in(LEONIE)
    assert leonie.go("/aanbieder/").status == 403
    leonie.check("403")
    foreign = Request.objects.create(school=cast.other_school)
    assert leonie.go(f"/aanvragen/{foreign.pk}/").status == 404
    assert leonie.go("/antwoord/verzonnen/").status == 404
    leonie.check("changed-link")
    leonie.go("/mijn-gegevens/")
    leonie.check("my-details")
    for path in ("/privacy/", "/toegankelijkheid/"):
        leonie.go(path)
        leonie.check(path.strip("/"))
