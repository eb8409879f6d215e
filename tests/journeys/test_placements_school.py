"""From a line in the school register to planned lessons, and the hour that is one too many."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from andersom.matching.models import Proposal
from andersom.matching.states import ProposalState
from andersom.notifications.domain import delivery
from andersom.placements.models import Lesson, Placement
from schools.models import Request, School
from tests import people
from tests.factories.matching import fitting, ready
from tests.factories.providers import tag
from tests.journeys import mailbag
from tests.journeys.person import Person
from tests.notifications.sink import Sink
from tests.people import Cast
from tests.schools.files import new_file, new_line

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

REGENBOOG = "10QQ00"
LEADER = "fatma@deregenboog.example"
GROUPS = "groep;leerlingen\n5A;26\n5B;zesentwintig\nPlusgroep;14;6-8"
NOVEMBER = (date(2026, 11, 2), date(2026, 11, 30))  # 21 school days
MORNINGS, AFTERNOONS = (0, 2, 4, 6, 8), (1, 3)


@pytest.fixture
def cast(site: str) -> Cast:
    """Petra and Bas fit; nobody has seen Wouter's certificate of conduct."""
    cast = people.build_cast()
    wouter = fitting(cast.provider, "Wouter", vog=False)
    for one in (ready(cast.professional), ready(cast.other_professional), wouter):
        one.tags.add(tag("muziek"))
    return cast


def test_school_leader_from_invitation_to_the_last_free_hour(
    person: Callable[..., Person], cast: Cast, sink: Sink
) -> None:
    tess = person("placements_school-team")
    import_school(tess)
    invite_leader(tess)

    fatma = person()
    accept_invitation(fatma)
    check_times(fatma)
    paste_groups(fatma)
    post_request(fatma)
    choose_two(fatma)

    delivered = delivery.deliver(timezone.now())
    answer_from_mail(person("placements_school-yes"), "olga@example.org")
    answer_too_late(person("placements_school-late"), "eddy@example.org")

    confirm_dates(fatma, person("placements_school-provider"))
    look_at_hours(fatma)
    fill_the_last_hour(fatma)

    delivered += delivery.deliver(timezone.now())
    assert delivered == len(sink.messages) == mailbag.count("sent")
    # What was overtaken between the two sweeps, such as dates that are confirmed, did not leave.
    assert mailbag.count("sent") + mailbag.count("cancelled") == len(mailbag.everything())


def import_school(tess: Person) -> None:
    """First a file that is none, then a look at what the import would do, then the import."""
    tess.sign_in("tess@example.org", second_step=True)
    tess.check("home")
    tess.go("/beheer/schools/registerupload/add/")
    tess.upload("file", name="groepen.csv", kind="text/csv", content=b"a;b\n1;2\n")
    tess.page.locator("[name=_save]").click()
    expect(tess.page.locator(".errorlist").first).to_be_visible()
    assert not School.objects.filter(location_code=REGENBOOG).exists()
    tess.check("upload-refused")
    register = new_file(
        new_line(REGENBOOG, "De Regenboog"), new_line(), new_line("06CD00", "De Vlieger")
    )
    tess.upload("file", name="vestigingenbo.csv", kind="text/csv", content=register)
    tess.page.locator("[name=_save]").click()
    expect(tess.page.locator("#content")).to_contain_text("10QQ00 De Regenboog")
    assert not School.objects.filter(location_code=REGENBOOG).exists()
    tess.check("upload-preview")
    tess.run_action("Import what the preview shows")
    assert School.objects.get(location_code=REGENBOOG).name == "De Regenboog"
    tess.check("upload-done")


def invite_leader(tess: Person) -> None:
    tess.go("/beheer/schools/school/?q=Regenboog")
    tess.check("schools")
    tess.follow("De Regenboog")
    tess.check("school")
    tess.follow("Invite somebody")
    tess.fill_all(email=LEADER, name="Fatma Öztürk")
    tess.check("invite")
    with tess.page.expect_navigation():
        tess.page.locator("input[type=submit]").click()
    assert "invitation" in mailbag.latest(LEADER).kind


def accept_invitation(fatma: Person) -> None:
    fatma.read_mail(LEADER, "accounts.invitation", "/uitnodiging/")
    fatma.expect_title("Welcome to Andersom")
    fatma.check("invitation")
    fatma.fill("password", "vier-regenbogen-op-een-dag")
    fatma.page.locator("[name=terms]").check()
    fatma.press("Accept and start")
    fatma.check("school-home")


def check_times(fatma: Person) -> None:
    fatma.go("/school/tijden/")
    fatma.fill("day-2-end", "08:00")
    fatma.press("Save")
    fatma.expect_error("School ends before it starts.")
    fatma.check("times-refused")
    fatma.fill("day-2-end", "12:15")
    fatma.fill("day-2-break_start", "")
    fatma.fill("day-2-break_end", "")
    fatma.press("Save")
    school = School.objects.get(location_code=REGENBOOG)
    assert school.days.get(weekday=2).end.isoformat() == "12:15:00"


def paste_groups(fatma: Person) -> None:
    """The wrong line is told with its number, and the list is still there to be mended."""
    fatma.go("/school/groepen/")
    fatma.check("groups-empty")
    fatma.follow("Paste a list")
    fatma.fill("text", GROUPS)
    fatma.press("Look at the list")
    fatma.expect_text("“%(value)s” is no number of pupils from 1 to %(most)s.",
                      value="zesentwintig", most=60)  # fmt: skip
    expect(fatma.page.locator("[name=text]")).to_have_value(GROUPS)
    fatma.check("groups-refused")
    fatma.fill("text", GROUPS.replace("zesentwintig", "25"))
    fatma.press("Look at the list")
    fatma.check("groups-preview")
    with fatma.page.expect_navigation():
        fatma.page.locator("form:has([name=confirmed]) button").first.click()
    assert School.objects.get(location_code=REGENBOOG).groups.count() == 3
    fatma.check("groups")


def post_request(fatma: Person) -> None:
    fatma.go("/aanvragen/nieuw/")
    fatma.press("Save and go on")
    fatma.expect_error("Choose a domain.")
    fatma.page.get_by_role("radio", name="Kunst & Cultuur").check()
    fatma.tick("muziek")
    fatma.check("step-what")
    fatma.press("Save and go on")
    fatma.page.locator("[name=purpose]").first.check()
    fatma.fill_all(vision="Elk kind een instrument.", goals="Samen spelen.")
    fatma.check("step-why")
    fatma.press("Save and go on")
    fatma.tick("5A (26 leerlingen)")
    fatma.check("step-groups")
    fatma.press("Save and go on")
    choose_period(fatma)
    fatma.fill("wishes", "We hebben een speellokaal met piano.")
    fatma.check("step-wishes")
    fatma.press("Save and go on")
    fatma.expect_title("Check your request")
    fatma.check("step-check")
    fatma.press("Post the request")
    assert Request.objects.get().state == "open"


def choose_period(fatma: Person) -> None:
    """A period that ends before it starts is refused; nothing of the step is lost."""
    start, end = NOVEMBER
    fatma.fill_all(start=end.isoformat(), end=start.isoformat())
    fatma.button("Clear").click()
    fatma.choose("day_parts", *MORNINGS, *AFTERNOONS)
    fatma.fill_all(blocks_per_week="5", lesson_minutes="60")
    fatma.press("Save and go on")
    fatma.expect_error("The last day comes before the first day.")
    expect(fatma.page.locator("[name=blocks_per_week]")).to_have_value("5")
    assert fatma.page.locator("[name=day_parts]:checked").count() == 7
    fatma.check("step-when-refused")
    fatma.fill_all(start=start.isoformat(), end=end.isoformat())
    fatma.press("Save and go on")


def choose_two(fatma: Person) -> None:
    """Candidates with reasons, why somebody is not among them, and a question to two."""
    request = Request.objects.get()
    fatma.go(f"/aanvragen/{request.pk}/kandidaten/")
    assert fatma.page.locator(".match").count() == 2
    assert fatma.page.locator(".match .reasons li").count() >= 4
    fatma.check("candidates")
    fatma.fill("name", "Wouter")
    fatma.press("Look up")
    expect(fatma.page.get_by_text(fatma.text("Does not fit:"))).to_be_visible()
    expect(fatma.page.get_by_text(fatma.text("What would help:"))).to_be_visible()
    fatma.check("why-not")
    fatma.go(f"/aanvragen/{request.pk}/kandidaten/")
    for box in fatma.page.locator("[name=professionals][type=checkbox]").all():
        box.check()
    fatma.fill("message", "We beginnen graag na de herfstvakantie.")
    fatma.press("Ask", fatma.page.locator("section[aria-labelledby=ask-title]"))
    assert Proposal.objects.filter(state=ProposalState.ASKED).count() == 2
    fatma.check("asked")


def answer_from_mail(olga: Person, address: str) -> None:
    """Without signing in. Looking changes nothing; an empty answer is told, a yes is a yes."""
    olga.read_mail(address, "matching.proposal_asked", "/antwoord/")
    assert Proposal.objects.filter(state=ProposalState.ASKED).count() == 2
    olga.check("answer")
    olga.press("Send the answer")
    olga.expect_error("Choose yes or no.")
    olga.choose("answer", "yes")
    olga.press("Send the answer")
    olga.expect_title("Thank you, your yes has been sent")
    olga.check("answered")
    assert Placement.objects.get().state == "proposed"


def answer_too_late(eddy: Person, address: str) -> None:
    """Both had the question; the second yes is thanked and hears what happens now."""
    eddy.read_mail(address, "matching.proposal_asked", "/antwoord/")
    if eddy.page.locator("[name=answer]").count():
        eddy.choose("answer", "yes")
        eddy.press("Send the answer")
    eddy.expect_title("Somebody else was just before you")
    eddy.check("too-late")
    assert Placement.objects.count() == 1


def confirm_dates(fatma: Person, olga: Person) -> None:
    placement = Placement.objects.get()
    fatma.go(f"/inzet/{placement.pk}/")
    fatma.check("dates-proposed")
    fatma.press("Confirm the dates")
    fatma.expect_text(
        "You have confirmed. Now the other side looks at the dates; you get a message."
    )
    fatma.check("dates-half")
    olga.sign_in("olga@example.org")
    olga.check("home")
    olga.go(f"/inzet/{placement.pk}/")
    olga.check("dates")
    olga.press("Confirm the dates")
    placement.refresh_from_db()
    assert placement.state == "agreed"
    assert Lesson.objects.filter(state="planned").count() == 21
    olga.check("agreed")


def look_at_hours(fatma: Person) -> None:
    fatma.go("/agenda/?maand=2026-11")
    assert fatma.page.locator(".month a").count() >= 21
    fatma.check("month")
    fatma.go("/agenda/?maand=2026-11&weergave=lijst")
    fatma.check("list")
    fatma.go("/uren/?maand=2026-11")
    fatma.expect_text("21 uur")
    fatma.check("ledger")


def fill_the_last_hour(fatma: Person) -> None:
    """The 22nd hour is still possible, exactly; the 23rd is refused with what is possible."""
    placement = Placement.objects.get()
    fatma.go(f"/inzet/{placement.pk}/")
    fatma.follow("Add a lesson")
    fatma.fill_all(day="2026-11-03", start="13:00", minutes="60")
    fatma.check("lesson-22")
    fatma.press("Add a lesson", fatma.page.locator("main"))
    assert Lesson.objects.filter(state="planned").count() == 22
    fatma.go(f"/inzet/{placement.pk}/les-toevoegen/")
    fatma.fill_all(day="2026-11-10", start="13:00", minutes="60")
    fatma.press("Add a lesson", fatma.page.locator("main"))
    expect(fatma.page.locator("[data-error-summary]")).to_contain_text("22 uur")
    expect(fatma.page.locator("[name=day]")).to_have_value("2026-11-10")
    assert Lesson.objects.filter(state="planned").count() == 22
    fatma.check("lesson-23-refused")
    fatma.go("/uren/?maand=2026-11")
    fatma.check("ledger-full")
