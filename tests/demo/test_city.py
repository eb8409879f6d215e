"""The demo city, built on days on which a school year looks very different."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.db.models import Count, F
from django.utils import timezone

from andersom.accounts.domain import invitations
from andersom.accounts.models import Invitation, User
from andersom.demo import city
from andersom.demo.city import outcome, people, stories, training
from andersom.demo.city.days import Days
from andersom.lib.dates import last_day, local_date
from andersom.matching.domain import candidates, rows
from andersom.matching.models import Proposal
from andersom.matching.states import ProposalState
from andersom.notifications.models import Email, InboxItem
from andersom.placements.domain import lessons
from andersom.placements.domain.refusals import Refused
from andersom.placements.models import GroupMonth, Lesson, Placement
from andersom.placements.states import LessonState, PlacementState
from andersom.reference.models import District, Domain
from events.domain import introductions, recap, registrations
from events.models import Event
from providers.models import Availability, Offer, OfferPhoto, Professional, Provider
from providers.states import Review
from schools.models import Group, Request, School
from schools.states import RequestState
from training.domain.enrolments import apply
from training.models import Attendance, Certificate, Cohort, Enrolment, Trainer, Visit
from training.states import EnrolmentState

DAYS = {
    "at Christmas": datetime(2026, 12, 24, 9, 0, tzinfo=UTC),
    "in the last week": datetime(2027, 7, 15, 12, 0, tzinfo=UTC),
    "in the summer holiday": datetime(2026, 8, 5, 12, 0, tzinfo=UTC),
    "when school starts": datetime(2026, 9, 1, 6, 0, tzinfo=UTC),
}
TODAY = "today"
# That an hour is taken or the school closed is no surprise; a full month is what is looked for.
PASSING = {"overlap", "closed_day", "group_taken", "professional_taken", "break"}

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[*DAYS, TODAY])
def at(request: pytest.FixtureRequest) -> datetime:
    """A moment at which the city has been built."""
    moment = DAYS.get(request.param) or timezone.now()
    city.build(moment)
    return moment


def states(model: type) -> set[str]:
    return set(model.objects.values_list("state", flat=True))


def test_the_city_is_whole_on_any_day(at: datetime) -> None:
    counts = {
        model: model.objects.count() for model in (School, Provider, Professional, Offer, Request)
    }
    assert counts == {School: 12, Provider: 16, Professional: 45, Offer: 31, Request: 13}
    assert School.objects.values("board").distinct().count() == 3
    assert District.objects.filter(postcodearea__school__isnull=False).distinct().count() == 8
    approved = Offer.objects.public().values("domain").distinct().count()
    assert approved == Domain.objects.count() == 6
    assert states(Provider) == {Review.APPROVED, Review.SUBMITTED, Review.DRAFT}
    assert states(Request) == set(RequestState)
    assert states(Proposal) == set(ProposalState)
    assert states(Placement) == set(PlacementState)
    assert states(Lesson) == set(LessonState)
    _everybody_can_sign_in()
    _time_is_in_order(at)
    _the_open_request_has_five_candidates(at)
    _one_hour_is_left(at)
    _groups_are_taught_apart_and_together()
    _the_training_programme_has_every_state(at)
    _one_event_is_told_about_and_one_is_open(at)
    assert rows.stale() == []


def _everybody_can_sign_in() -> None:
    verified = EmailAddress.objects.filter(verified=True, primary=True)
    assert verified.count() == User.objects.count() >= 20
    for account in people.ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert user.check_password(people.PASSWORD)
        assert user.name == account.name


def _time_is_in_order(at: datetime) -> None:
    given = Lesson.objects.filter(state=LessonState.GIVEN)
    assert given.exists()
    assert not given.filter(during__endswith__gt=at).exists()
    coming = Lesson.objects.filter(state=LessonState.PLANNED, during__startswith__gt=at)
    assert coming.count() >= 10
    assert not Proposal.objects.filter(asked_at__gt=at).exists()
    assert not Request.objects.filter(posted_at__gt=at).exists()
    assert not Email.objects.filter(created_at__gt=at).exists()


def _the_open_request_has_five_candidates(at: datetime) -> None:
    request = outcome.open_request()
    assert request is not None
    found = candidates.best(request, today=Days(at).today)
    assert len(found) >= 5
    for each in found:
        parts = each.explanation.parts
        assert sum(part.points for part in parts) == each.explanation.total


def _groups_are_taught_apart_and_together() -> None:
    several = Request.objects.annotate(number=Count("groups")).filter(number__gt=1)
    assert set(several.values_list("together", flat=True)) == {True, False}
    own = Placement.objects.filter(slots__group__isnull=False, state=PlacementState.PROPOSED)
    placement = own.distinct().get()
    assert {slot.group.label for slot in placement.slots.all() if slot.group} == {"7A", "7B"}


def _one_hour_is_left(at: datetime) -> None:
    month = Days(at).busy_month()
    group = Group.objects.get(label=stories.FULL_LABEL, months__month=month, months__minutes__gt=0)
    books = GroupMonth.objects.get(group=group, month=month)
    assert (books.minutes, books.left) == (21 * 60, 60)
    placement = group.placements.filter(state=PlacementState.AGREED).first()
    assert placement is not None
    assert _refused_after(placement, at, month) == (1, "over_cap")


def _the_training_programme_has_every_state(at: datetime) -> None:
    assert states(Enrolment) == set(EnrolmentState)
    certificate = Certificate.objects.standing().get()
    assert certificate.enrolment.professional.name == training.COMPLETED
    # Three for the certificate; in the edition that runs only when lessons were given in it.
    assert Visit.objects.filter(state="signed").count() in {3, 4, 5}
    assert Trainer.objects.count() == 3
    noor = Professional.objects.get(name=training.DEMO)
    cohort = Cohort.objects.get(slug="nieuwe-editie")
    apply(cohort, noor, by=noor.user, at=at)
    assert not Attendance.objects.filter(session__during__endswith__gt=at).exists()


def _one_event_is_told_about_and_one_is_open(at: datetime) -> None:
    past, coming = Event.objects.order_by("during")
    assert (past.state, past.themes.count(), past.expectations.count()) == ("recap", 3, 7)
    assert recap.latest() == past.recap
    assert registrations.closed(coming, at) == ""
    assert coming.registrations.coming().count() == coming.taken == 8
    visitor = coming.registrations.earliest("pk")
    assert any(introductions.of(one, today=local_date(at)) for one in coming.registrations.all())
    assert visitor.hellos_sent.count() == 1


def _refused_after(placement: Placement, at: datetime, month: date) -> tuple[int, str]:
    """How many hours can still be added to the month, and what the next one is refused for."""
    days, added = Days(at), 0
    for day in days.school_days(days.today + timedelta(days=2), last_day(month)):
        for start in (*stories.EXTRA_TIMES, time(11)):
            try:
                lessons.add(placement, day=day, start=start, minutes=60, by=None, at=at)
                added += day >= month
            except Refused as no:
                if no.code not in PASSING:
                    return added, no.code
    return added, ""


def test_the_story_runs_through_the_lessons_and_the_mail() -> None:
    at = timezone.now()
    city.build(at)

    invitation = Invitation.objects.open(at).get()
    assert invitations.read(invitations.token(invitation)) == invitation
    newest = Email.objects.order_by("-created_at", "-pk").first()
    assert newest is not None
    assert newest.address == invitation.email == people.INVITED.email
    assert OfferPhoto.objects.count() >= 15
    assert Provider.objects.exclude(logo="").count() == 6
    assert Offer.objects.filter(state=Review.CHANGES_ASKED).count() == 1
    born = F("professional__provider__created_at__date")
    assert not Availability.objects.filter(valid_from__lt=born).exists()
    waiting = Placement.objects.get(state=PlacementState.PROPOSED)
    assert waiting.provider_confirmed_at
    assert not waiting.school_confirmed_at
    unread = InboxItem.objects.unread().earliest("created_at")
    assert unread.created_at >= at - city.READ_LONG_AGO


def test_a_second_city_is_refused() -> None:
    User.objects.create_user("somebody@example.org")

    with pytest.raises(city.AlreadyBuilt):
        city.build(timezone.now())

    assert not School.objects.exists()


def test_the_summary_shows_matches_that_add_up_and_accounts() -> None:
    city.build(timezone.now())

    found = city.summary()
    shown = str(found)

    assert len(found.matches) == outcome.SHOWN
    for match in found.matches:
        assert sum(points for _code, points in match.parts) == match.total
        assert f"{match.place}. {match.total:>6,}  {match.name}, {match.provider}" in shown
    totals = [match.total for match in found.matches]
    assert totals == sorted(totals, reverse=True)
    for account in found.accounts:
        assert account.email in shown
    assert people.PASSWORD in shown


def test_the_summary_of_a_city_without_the_request_says_so() -> None:
    assert "has been answered" in str(city.summary())


def test_a_code_of_the_second_step_is_accepted_once(capsys: pytest.CaptureFixture[str]) -> None:
    town = people.Town(timezone.now())

    call_command("demo_code")

    code = capsys.readouterr().out.split()[0]
    [step] = Authenticator.objects.filter(user=town.team)
    assert TOTP(step).validate_code(code)
    assert not TOTP(step).validate_code(code)
