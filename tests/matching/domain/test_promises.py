"""By when a school hears from us, and that it does."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from andersom.lib.dates import instant, local_date
from andersom.matching.domain import promises, proposals
from andersom.notifications.models import Email
from andersom.overview.domain import tray
from andersom.placements.domain import placements
from andersom.workflow.models import Move
from schools.domain import requests
from schools.models import Request
from tests.factories.matching import NOW, fitting, open_request
from tests.people import Cast

pytestmark = pytest.mark.django_db

SCHOOL = ["cor@example.org", "leonie@example.org"]
LONG = {"start": date(2027, 1, 5), "end": date(2027, 6, 25)}


def posted(cast: Cast, **facts: object) -> Request:
    draft = open_request(cast.school, state="draft", posted_at=None, **facts)
    return requests.post(draft, by=cast.leader, at=NOW)


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T09:00+01:00")


def mails(kind: str) -> list[str]:
    found = Email.objects.filter(kind=f"matching.{kind}").order_by("address")
    return list(found.values_list("address", flat=True))


def test_posting_promises_an_answer_in_ten_school_days(cast: Cast) -> None:
    request = posted(cast)
    assert request.promised_by == date(2026, 12, 7)
    told = Email.objects.filter(kind="schools.request_posted").first()
    assert told
    assert "U hoort uiterlijk maandag 7 december van ons" in told.text
    client = cast.client("leader")
    page = client.get(reverse("schools:request", args=[request.pk])).content.decode()
    assert "U hoort uiterlijk maandag 7 december van ons" in page
    assert "Antwoord uiterlijk maandag 7 december" in (
        client.get(reverse("schools:request_list")).content.decode()
    )


def test_two_school_days_before_it_the_school_is_reminded_once(cast: Cast) -> None:
    request = posted(cast)
    assert promises.keep(at=day("2026-12-02")) == 0
    assert promises.keep(at=day("2026-12-03")) == 1
    assert promises.keep(at=day("2026-12-04")) == 0
    assert mails("promise_near") == SCHOOL
    told = Email.objects.filter(kind="matching.promise_near").first()
    assert told
    assert "U hebt nog niemand gevraagd." in told.text
    assert Move.objects.of(request).filter(verb="promise_near").exists()


@pytest.mark.parametrize("moment", ["2026-12-03", "2026-12-06", "2026-12-07"])
def test_the_reminder_names_the_promised_day_whenever_it_comes(cast: Cast, moment: str) -> None:
    """A look that was missed is caught up by a later one, until the promised day itself."""
    posted(cast)
    promises.keep(at=day(moment))
    found = Email.objects.filter(kind="matching.promise_near")
    assert {*found.values_list("subject", "not_after")} == {
        (
            "Nog tot en met maandag 7 december voor “Muziek voor groep 7”",
            instant(date(2026, 12, 8), time.min),
        )
    }


def test_the_reminder_does_not_leave_beside_the_answer(cast: Cast) -> None:
    posted(cast)
    promises.keep(at=day("2026-12-03"))
    near = Email.objects.filter(kind="matching.promise_near")
    (about,) = set(near.values_list("about", flat=True))
    assert promises.near_holds(about)
    promises.keep(at=day("2026-12-08"))
    assert mails("promise_over") == SCHOOL
    assert not promises.near_holds(about)


def test_the_reminder_does_not_leave_when_a_yes_came_for_every_group(cast: Cast) -> None:
    request = posted(cast, **LONG)
    anna = fitting(cast.provider, "Anna")
    (proposal,) = proposals.ask(request, [anna], by=cast.leader, at=NOW).proposals
    assert promises.near_holds(f"{request.pk}:{request.promised_by}")
    assert not promises.near_holds(f"{request.pk}:2026-12-09")
    proposals.accept(proposal, by=cast.owner, at=NOW)
    assert not promises.near_holds(f"{request.pk}:{request.promised_by}")


def test_nobody_is_reminded_while_a_yes_is_worked_out(cast: Cast) -> None:
    request = posted(cast, **LONG)
    anna = fitting(cast.provider, "Anna")
    (proposal,) = proposals.ask(request, [anna], by=cast.leader, at=NOW).proposals
    placement = proposals.accept(proposal, by=cast.owner, at=NOW)
    assert promises.keep(at=day("2026-12-03")) == 0
    placements.cancel(placement, by=cast.owner, at=day("2026-12-04"), reason="Ziek")
    proposals.settle(at=day("2026-12-04"))
    request.refresh_from_db()
    assert request.promised_by == date(2026, 12, 18)
    assert promises.keep(at=day("2026-12-16")) == 1


def test_when_the_day_is_over_the_school_hears_where_it_stands(cast: Cast) -> None:
    request = posted(cast, **LONG)
    anna = fitting(cast.provider, "Anna")
    (proposal,) = proposals.ask(request, [anna], by=cast.leader, at=NOW).proposals
    proposals.decline(proposal, by=None, at=NOW, refusal="too_far")
    assert promises.keep(at=day("2026-12-07")) == 1  # the day itself: still time, so a reminder
    assert promises.keep(at=day("2026-12-08")) == 1
    assert promises.keep(at=day("2026-12-09")) == 0
    assert mails("promise_over") == SCHOOL
    told = Email.objects.filter(kind="matching.promise_over").first()
    assert told
    assert told.subject == "Nog niemand gevonden: “Muziek voor groep 7”"
    assert "Niemand die u vroeg, kan komen." in told.text
    assert "Het projectteam ziet dat er niemand is gevonden" in told.text
    titles = [item.title for item in tray.of_team(day("2026-12-08"))]
    assert "Voor 1 aanvraag is op de beloofde dag niemand gevonden" in titles
    listing = reverse("admin:schools_request_changelist") + "?belofte=voorbij"
    assert request.title in cast.client("team").get(listing).content.decode()
    page = cast.client("leader").get(reverse("schools:request", args=[request.pk]))
    assert "Op 7 december was er nog niets afgesproken." in page.content.decode()


def test_a_yes_that_waits_for_its_dates_is_told_as_such(cast: Cast) -> None:
    request = posted(cast, **LONG)
    anna = fitting(cast.provider, "Anna")
    (proposal,) = proposals.ask(request, [anna], by=cast.leader, at=NOW).proposals
    proposals.accept(proposal, by=cast.owner, at=NOW)
    promises.keep(at=day("2026-12-08"))
    told = Email.objects.filter(kind="matching.promise_over").first()
    assert told
    assert told.subject == "Iemand heeft ja gezegd: “Muziek voor groep 7”"
    assert "Anna heeft ja gezegd." in told.text
    titles = [item.title for item in tray.of_team(day("2026-12-08"))]
    assert not [title for title in titles if "beloofde dag" in title]


def test_a_request_whose_period_is_over_is_closed_and_everybody_hears_why(cast: Cast) -> None:
    request = posted(cast)
    over = instant(date(2026, 12, 19), day("2026-12-19").time())
    assert promises.keep(at=over) == 1
    request.refresh_from_db()
    assert request.state == "closed"
    told = Email.objects.filter(kind="schools.request_ended").order_by("address")
    assert [mail.address for mail in told] == SCHOOL
    assert all("De periode van de aanvraag is voorbij." in mail.text for mail in told)
    assert mails("promise_over") == []
    assert promises.keep(at=over) == 0
    page = cast.client("leader").get(reverse("schools:request", args=[request.pk]))
    assert "De periode van de aanvraag is voorbij." in page.content.decode()


def test_in_the_summer_holiday_nobody_is_told_and_the_first_look_after_it_does(cast: Cast) -> None:
    period = {"start": date(2027, 8, 30), "end": date(2027, 12, 17)}
    open_request(cast.school, promised_by=date(2027, 7, 9), **period)
    assert promises.keep(at=datetime(2027, 7, 20, 9, tzinfo=UTC)) == 0
    first = datetime(2027, 8, 30, 9, tzinfo=UTC)
    assert promises.keep(at=first) == 1
    mail = Email.objects.filter(kind="matching.promise_over").first()
    assert mail
    assert local_date(mail.not_before) == date(2027, 8, 30)


def test_what_is_filled_hears_no_more_of_the_promise(cast: Cast) -> None:
    request = posted(cast)
    (proposal,) = proposals.ask(
        request, [fitting(cast.provider, "Anna")], by=cast.leader, at=NOW
    ).proposals
    placement = proposals.accept(proposal, by=cast.owner, at=NOW)
    placements.confirm(placement, side="school", by=cast.leader, at=NOW)
    placements.confirm(placement, side="provider", by=cast.owner, at=NOW)
    assert promises.keep(at=NOW + timedelta(days=20)) == 0
    later = NOW + timedelta(days=3)
    placements.cancel(placement, by=cast.owner, at=later, reason="Ziek")
    request.refresh_from_db()
    assert (request.state, request.promised_by) == ("open", date(2026, 12, 10))
