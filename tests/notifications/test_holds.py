"""Whether a mail is asked, just before it leaves, if what it says is still so."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from andersom.matching.domain import proposals
from andersom.matching.models import Proposal
from andersom.notifications import kinds
from andersom.notifications.domain import delivery, inbox
from andersom.notifications.models import Email, InboxItem
from andersom.placements.domain import lessons, placements
from andersom.placements.emails import placement_proposed
from andersom.placements.models import Placement
from events.domain import moving, registrations
from events.domain.moving import Where
from events.domain.registrations import Visitor
from schools.domain import requests
from tests.factories.events import BEGINS, ENDS, EventFactory, RegistrationFactory
from tests.factories.events import NOW as AT_EVENT
from tests.factories.matching import NOW, fitting, open_request
from tests.factories.placements import FIRST_DAY, Place, slot
from tests.notifications.sink import Sink
from tests.people import Cast

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
PETRA = "petra@example.org"

#: Mails that tell of what happened and cannot be undone, so that they never become untrue.
REPORTS = {
    "events.cancelled": "nobody comes back from cancelled",
    "events.event_cancelled": "an event that is called off stays so",
    "events.hello": "somebody said hello",
    "events.lapsed": "nobody comes back from cancelled",
    "events.link_again": "the link works whatever happens",
    "events.matched": "both said that they want to meet",
    "events.thanks": "she was there; the term of the questions ends it",
    "matching.offer_closed": "nobody comes back from closed",
    "placements.lesson_cancelled": "nobody plans a cancelled lesson again",
    "placements.placement_stopped": "nobody plans a stopped placement again",
    "schools.request_ended": "a request that ended stays so",
    "training.certificate_revoked": "a revoked certificate stays so",
    "training.declined": "nobody comes back from declined",
    "training.evaluation_asked": "the term of the questions ends it",
    "training.goals_agreed": "the goals stand on her page",
    "training.intake_cancelled": "that moment is off, whatever comes after it",
    "training.lapsed": "nobody comes back from withdrawn",
    "training.place_came_free": "somebody stopped",
    "training.too_much_missed": "it says how much was missed until now",
    "training.visit_missed": "it was missed, also when another follows",
    "training.visit_reopened": "it does not go ahead on that lesson, whatever comes after it",
    "training.withdrawn": "nobody comes back from withdrawn",
}
MOMENT = "0@2026-11-30T08:00:00+00:00"
#: What each of these is asked with, about rows that are not there any more.
GONE = {
    "accounts.invitation": "0",
    "placements.placement_proposed": "school:0:seal",
    "placements.placement_agreed": "school:0:seal",
    "placements.lesson_added": MOMENT,
    "placements.lesson_moved": MOMENT,
    "events.confirm_address": "0@seal",
    "events.registered": "0@seal",
    "events.waiting": "0@seal",
    "events.offered": MOMENT,
    "events.event_moved": "0@seal",
    "events.recap_published": "0",
    "training.applied": "enrolment:0",
    "training.waiting": "enrolment:0",
    "training.offered": MOMENT,
    "training.admitted": "enrolment:0",
    "training.new_enrolment": "enrolment:0",
    "training.intake_chosen": f"0:{MOMENT}",
    "training.intake_moved": f"0:{MOMENT}",
    "training.weekly_asked": "0:asked",
    "training.weekly_answered": "0:confirmed",
    "training.weekly_to_team": "0:asked",
    "training.visit_confirmed": "0:seal",
    "training.visit_moved": "0:seal",
    "training.visit_changed": "0:seal",
    "training.visit_asked": "0:seal",
    "training.visit_to_sign": "0:seal",
    "training.certificate_awarded": "0",
    "training.attendance_reminder": "0:0",
    "schools.request_posted": "request:0",
    "schools.request_filled": "request:0",
    "providers.approved": "provider:0:approved",
    "providers.submitted": "offer:0:submitted",
    "matching.proposal_asked": "proposal:0",
    "matching.proposal_passed_over": "proposal:0",
    "matching.proposal_declined": "proposal:0",
    "matching.proposal_unanswered": "proposal:0",
    "matching.proposal_accepted": "proposal:0",
    "matching.proposal_closed": "proposal_asked:0:user:0",
    "matching.offer_made": "proposal:0",
    "matching.offer_accepted": "proposal:0",
    "matching.offer_unanswered": "proposal:0",
    "matching.offer_taken_back": "proposal:0",
    "matching.promise_near": "0:2026-12-07",
    "matching.promise_over": "request:0",
}


def test_every_mail_that_can_become_untrue_is_asked_before_it_leaves() -> None:
    unasked = {name for name, kind in kinds.known().items() if kind.holds is None}
    assert unasked == set(REPORTS)


@pytest.mark.parametrize("kind", GONE)
def test_what_is_not_there_any_more_is_not_true(
    kind: str, django_assert_max_num_queries: object
) -> None:
    holds = kinds.of(kind).holds
    assert holds
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert not holds(GONE[kind])


# --- Lessons ------------------------------------------------------------------------------------


@pytest.fixture
def place(cast: Cast) -> Place:
    return Place(school=cast.school, professional=cast.professional)


def to(address: str, sink: Sink) -> list[str]:
    """The subjects of what this reader got, in that order."""
    return [str(mail["Subject"]) for mail in sink.messages if mail["To"] == address]


def test_of_a_lesson_that_moved_twice_only_the_last_moment_arrives(
    place: Place, cast: Cast, sink: Sink
) -> None:
    """The first mail was refused for now, so that it would come after the second."""
    lesson = place.lesson(FIRST_DAY)
    sink.replies = {PETRA: "451 try later"}
    lessons.move(lesson, day=FIRST_DAY, start=time(10), by=cast.leader, at=NOW)
    delivery.deliver(NOW)
    assert not to(PETRA, sink)
    sink.replies = {}
    at = NOW + MINUTE / 2
    lessons.move(lesson, day=FIRST_DAY, start=time(13), by=cast.leader, at=at)
    delivery.deliver(at)
    delivery.deliver(NOW + timedelta(hours=1))
    (mail,) = [mail for mail in sink.messages if mail["To"] == PETRA]
    assert "13:00" in mail.get_body(("plain",)).get_content()
    first, last = Email.objects.filter(kind="placements.lesson_moved", address=PETRA).order_by("pk")
    assert (first.state, first.last_error, last.state) == ("cancelled", "no longer true", "sent")
    assert InboxItem.objects.filter(kind="placements.lesson_moved", user__email=PETRA).count() == 1


def test_a_lesson_that_moved_and_was_cancelled_is_only_told_as_cancelled(
    place: Place, cast: Cast, sink: Sink
) -> None:
    lesson = place.lesson(FIRST_DAY)
    lessons.move(lesson, day=FIRST_DAY, start=time(10), by=cast.leader, at=NOW)
    lessons.cancel(lesson, by=cast.leader, at=NOW + MINUTE, reason="De school is dicht.")
    delivery.deliver(NOW + 2 * MINUTE)
    assert len(to(PETRA, sink)) == 1
    assert set(Email.objects.filter(state="sent").values_list("kind", flat=True)) == {
        "placements.lesson_cancelled"
    }


def proposed(place: Place) -> Placement:
    made = Placement.objects.create(
        school=place.school,
        professional=place.professional,
        domain=place.placement.domain,
        start=FIRST_DAY,
        end=place.placement.end,
        created_at=NOW,
    )
    made.groups.set(place.groups[1:])
    slot(made)
    return made


def test_who_confirmed_the_dates_is_not_asked_to_look_at_them(
    place: Place, cast: Cast, sink: Sink
) -> None:
    placement = proposed(place)
    place.lesson(FIRST_DAY, placement=placement, state="proposed")
    placement_proposed(placement, at=NOW)
    placements.confirm(placement, side="provider", by=cast.owner, at=NOW)
    delivery.deliver(NOW)
    assert not to(PETRA, sink)
    assert to("leonie@example.org", sink)


def test_of_two_proposals_only_the_last_arrives_and_one_lesson_is_no_proposal(
    place: Place, cast: Cast, sink: Sink
) -> None:
    placement = proposed(place)
    placement_proposed(placement, at=NOW)
    placement.slots.all().delete()
    slot(placement, weekday=1)
    placement_proposed(placement, at=NOW + MINUTE)
    lesson = place.lesson(FIRST_DAY, placement=placement, state="proposed")
    lessons.move(lesson, day=FIRST_DAY, start=time(13), by=cast.leader, at=NOW + MINUTE)
    delivery.deliver(NOW + MINUTE)
    assert len(to(PETRA, sink)) == 1


# --- Meetings -----------------------------------------------------------------------------------


def test_an_offered_place_is_not_mailed_after_its_term(sink: Sink) -> None:
    event = EventFactory(capacity=1)
    first = RegistrationFactory(event=event)
    second = RegistrationFactory(event=event, waiting=True)
    registrations.cancel(first, by=None, at=AT_EVENT)
    second.refresh_from_db()
    assert second.state == "offered"
    offered = Email.objects.get(kind="events.offered")
    assert offered.not_after == second.answer_by
    sink.replies = {offered.address: "451 try later"}
    delivery.deliver(AT_EVENT)
    sink.replies = {}
    delivery.deliver(second.answer_by + MINUTE)
    offered.refresh_from_db()
    assert (offered.state, offered.last_error) == ("cancelled", "too late")
    assert not to(offered.address, sink)


def test_an_offered_place_that_was_taken_is_not_offered_again(sink: Sink) -> None:
    event = EventFactory(capacity=1)
    first = RegistrationFactory(event=event)
    second = RegistrationFactory(event=event, waiting=True)
    registrations.cancel(first, by=None, at=AT_EVENT)
    registrations.accept(second, by=None, at=AT_EVENT)
    delivery.deliver(AT_EVENT)
    assert Email.objects.get(kind="events.offered").last_error == "no longer true"


def test_who_must_still_confirm_her_address_can_do_so_after_the_event_moved(
    cast: Cast, sink: Sink
) -> None:
    """Nobody else tells her: she hears of the new moment from the page behind the link."""
    event = EventFactory()
    registrations.register(event, [Visitor("an@example.org", "An")], user=None, at=AT_EVENT)
    RegistrationFactory(event=event, email="bo@example.org")
    later = DateTimeTZRange(BEGINS + timedelta(days=1), ENDS + timedelta(days=1))
    where = Where(event.place, event.address)
    moving.move(event, during=later, where=where, by=cast.team, at=AT_EVENT, reason="Ziek")
    delivery.deliver(AT_EVENT)
    assert len(to("an@example.org", sink)) == len(to("bo@example.org", sink)) == 1


# --- Questions ----------------------------------------------------------------------------------

JULY = datetime.fromisoformat("2027-07-20T10:00+02:00")
AUGUST = datetime.fromisoformat("2027-09-01T10:00+02:00")
NEXT_YEAR = {"start": date(2027, 9, 13), "end": date(2027, 12, 17)}


def ask(cast: Cast, at: datetime = NOW, **facts: object) -> Proposal:
    request = open_request(cast.school, **facts)
    anna = fitting(cast.provider, "Anna")
    (proposal,) = proposals.ask(request, [anna], by=cast.leader, at=at).proposals
    return proposal


def left(sink: Sink) -> set[str]:
    return set(Email.objects.filter(state="sent").values_list("kind", flat=True))


def test_asked_and_taken_back_at_once_is_not_told_at_all(cast: Cast, sink: Sink) -> None:
    proposal = ask(cast)
    proposals.withdraw(proposal, by=cast.leader, at=NOW)
    delivery.deliver(NOW)
    assert not left(sink)
    assert not InboxItem.objects.filter(kind__startswith="matching.proposal").exists()


def test_whom_the_question_reached_hears_that_it_was_taken_back(cast: Cast, sink: Sink) -> None:
    proposal = ask(cast)
    delivery.deliver(NOW)
    proposals.withdraw(proposal, by=cast.leader, at=NOW + MINUTE)
    delivery.deliver(NOW + MINUTE)
    assert left(sink) == {"matching.proposal_asked", "matching.proposal_closed"}


def test_who_read_the_question_inside_hears_of_its_end(cast: Cast, sink: Sink) -> None:
    proposal = ask(cast)
    line = InboxItem.objects.get(kind="matching.proposal_asked", user=cast.owner)
    inbox.read(line, by=cast.owner, at=NOW + MINUTE)
    proposals.withdraw(proposal, by=cast.leader, at=NOW + MINUTE)
    delivery.deliver(NOW + MINUTE)
    sent = Email.objects.filter(state="sent")
    assert [*sent.values_list("kind", "address")] == [
        ("matching.proposal_closed", cast.owner.email)
    ]


def test_a_claimed_question_that_did_not_begin_has_not_reached_anybody(cast: Cast) -> None:
    ask(cast)
    mails = Email.objects.filter(kind="matching.proposal_asked")
    mails.update(state="sending", lease_until=NOW + MINUTE)
    key = mails.values_list("key", flat=True)[0]
    assert not inbox.reached(key)
    mails.update(begun_at=NOW)
    assert inbox.reached(key)


def test_of_a_request_withdrawn_in_the_summer_only_its_end_is_told_after_it(
    cast: Cast, sink: Sink
) -> None:
    proposal = ask(cast, JULY, **NEXT_YEAR)
    proposals.decline(proposal, refusal=Proposal.Refusal.values[0], by=cast.owner, at=JULY)
    assert Email.objects.filter(kind="matching.proposal_declined").exists()
    requests.withdraw(proposal.request, by=cast.leader, at=JULY, reason="Toch niet nodig")
    delivery.deliver(AUGUST)
    assert "matching.proposal_declined" not in left(sink)
    assert "schools.request_ended" in left(sink)
