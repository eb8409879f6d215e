"""From the weekly digest by one click to lessons: the professional takes the first step."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from andersom.matching.models import NotForMe, Proposal
from andersom.matching.states import ProposalState
from andersom.notifications.domain import delivery
from andersom.overview.domain import digests
from andersom.placements.models import Placement
from providers.models import Professional
from schools.models import Request
from tests import people
from tests.factories.matching import fitting, open_request
from tests.journeys.person import Person
from tests.notifications.sink import Sink
from tests.people import Cast

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def cast(site: str) -> Cast:
    """Anna and Bea of Klankrijk fit both requests of De Zeemeeuw."""
    cast = people.build_cast()
    for name in ("Anna", "Bea"):
        fitting(cast.provider, name)
    return cast


def test_digest_leads_by_one_click_to_a_placement(
    person: Callable[..., Person], cast: Cast, sink: Sink
) -> None:
    singing = open_request(cast.school, title="Zingen met groep 7")
    dancing = open_request(cast.school, title="Dansen met groep 7")
    digest = delivered(sink, "olga@example.org")
    assert "2 nieuwe aanvragen die bij u passen" in str(digest["Subject"])
    scanned(person("communication_digest-scanner"), digest)

    olga = person("communication_digest-provider")
    offer(olga, digest, singing)
    refuse(olga, digest, dancing)

    leonie = person()
    say_yes(leonie, delivered(sink, "leonie@example.org", "Bea"))
    confirm(leonie, olga)
    assert Placement.objects.get().state == "agreed"

    # Nothing is new any more: the next look writes nothing.
    assert digests.look(at=timezone.now()) == 0


def delivered(sink: Sink, address: str, about: str = "") -> EmailMessage:
    """Write and send what is due; the newest mail that somebody found in her mailbox."""
    digests.look(at=timezone.now())
    delivery.deliver(timezone.now())
    found = [mail for mail in sink.messages if mail["To"] == address and about in mail["Subject"]]
    assert found, [(mail["To"], mail["Subject"]) for mail in sink.messages]
    return found[-1]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content())


def links(mail: EmailMessage) -> list[str]:
    return re.findall(r"https?://[^/\s]+(/[^\s)>\]]+)", text_of(mail))


def link_after(mail: EmailMessage, title: str, answer: str) -> str:
    """The link with this answer under the heading of a request."""
    rest = text_of(mail).partition(title)[2]
    return re.findall(rf"https?://[^/\s]+(/passend/link/[^\s)>\]]+antwoord={answer})", rest)[0]


def scanned(scanner: Person, digest: EmailMessage) -> None:
    """What opens every link of a mail answers nothing."""
    for path in links(digest):
        scanner.go(path)
    assert not Proposal.objects.exists()
    assert not NotForMe.objects.exists()


def offer(olga: Person, digest: EmailMessage, request: Request) -> None:
    """Without signing in: read what is asked, choose who would come, and send."""
    path = link_after(digest, request.title, "yes")
    olga.go(path)
    olga.expect_title(request.title)
    expect(olga.page.locator("input[name=answer][value=yes]")).to_be_checked()
    olga.check("opening")
    bea = cast_member("Bea")
    olga.choose("professional", bea)
    olga.fill("note", "Bea woont om de hoek.")
    olga.press("Send the answer")
    olga.expect_title("Thank you, the school knows that you would like to come")
    olga.check("offered")
    made = Proposal.objects.get()
    assert (made.state, made.professional_id) == (ProposalState.OFFERED, bea)
    olga.go(path)  # the link is used: it only tells what became of it
    olga.expect_title("Thank you, the school knows that you would like to come")


def cast_member(name: str) -> int:
    return Professional.objects.get(name=name).pk


def refuse(olga: Person, digest: EmailMessage, request: Request) -> None:
    olga.go(link_after(digest, request.title, "no"))
    olga.press("Send the answer")
    olga.expect_error("Choose a reason. You then do not read of this request any more.")
    olga.check("reason-missing")
    olga.choose("refusal", "other_day")
    olga.press("Send the answer")
    olga.expect_title("Thank you, we have noted it")
    olga.check("passed")
    assert NotForMe.objects.filter(request=request).count() == 2


def say_yes(leonie: Person, mail: EmailMessage) -> None:
    (path,) = [link for link in links(mail) if link.startswith("/antwoord/")]
    leonie.go(path)
    leonie.expect_title("%(professional)s would like to come", professional="Bea")
    leonie.check("offer")
    leonie.choose("answer", "yes")
    leonie.press("Send the answer")
    leonie.expect_title("Thank you, your yes has been sent")
    leonie.check("agreed")
    assert Placement.objects.get().state == "proposed"


def confirm(leonie: Person, olga: Person) -> None:
    address = f"/inzet/{Placement.objects.get().pk}/"
    for who, email in ((leonie, "leonie@example.org"), (olga, "olga@example.org")):
        who.sign_in(email)
        who.go(address)
        who.check("dates")
        who.press("Confirm the dates")
