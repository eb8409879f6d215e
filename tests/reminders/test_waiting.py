"""What waits for somebody: a certificate, a question, a list, an opinion."""

from datetime import date, datetime, timedelta

import pytest

from andersom.notifications.domain import reminders
from andersom.notifications.models import Email
from andersom.placements.models import Placement
from andersom.surveys.models import Answered
from providers.models import Professional, VogRecord
from providers.states import Review
from schools.models import Request
from schools.states import RequestState
from tests.factories.accounts import UserFactory
from tests.factories.matching import ProposalFactory
from tests.factories.providers import MemberFactory, ProfessionalFactory
from tests.factories.surveys import survey_about
from tests.factories.training import (
    AttendanceFactory,
    CohortFactory,
    EnrolmentFactory,
    ModuleFactory,
    SessionFactory,
    TrainerFactory,
    lasting,
)
from tests.reminders import scenes
from tests.reminders.scenes import ASKED, at
from training.models import Attendance

pytestmark = pytest.mark.django_db
END = date(2027, 3, 2)  # of the certificate in these tests
DAY = timedelta(days=1)


def told(kind: str, moment: datetime) -> list[str]:
    reminders.run(at=moment)
    found = Email.objects.filter(kind=kind).order_by("pk")
    return list(found.values_list("subject", flat=True))


# --- Certificates -------------------------------------------------------------------------------


@pytest.fixture
def vera() -> Professional:
    made: Professional = ProfessionalFactory(name="Vera", user=UserFactory())
    VogRecord.objects.create(
        professional=made, issued_on=date(2024, 3, 2), seen_on=date(2024, 3, 9)
    )
    return made


def vog(moment: date) -> int:
    return len(told("providers.vog_renewal", at(moment, 8)))


def test_a_certificate_is_told_of_three_times(vera: Professional) -> None:
    days = [
        END - 57 * DAY,
        END - 56 * DAY,
        END - 15 * DAY,
        END - 14 * DAY,
        END - DAY,
        END,
        END + DAY,
    ]
    assert [vog(day) for day in days] == [0, 1, 1, 2, 2, 3, 3]
    assert told("providers.vog_renewal", at(END, 9)) == [
        "De VOG van Vera telt tot en met 2 maart 2027",
        "De VOG van Vera telt tot en met 2 maart 2027",
        "De VOG van Vera telt niet meer",
    ]


def test_a_newer_certificate_ends_the_reminders(vera: Professional) -> None:
    assert vog(END - 56 * DAY) == 1
    VogRecord.objects.create(professional=vera, issued_on=END - 20 * DAY, seen_on=END - 15 * DAY)
    assert vog(END - 14 * DAY) == 1


def test_nobody_is_told_of_who_does_not_work(vera: Professional, settings) -> None:
    Professional.objects.update(active=False)
    assert vog(END) == 0
    Professional.objects.update(active=True)
    vera.provider.state = Review.SUSPENDED
    vera.provider.save()
    assert vog(END) == 0
    vera.provider.state = Review.APPROVED
    vera.provider.save()
    settings.VOG_RENEWAL_MONTHS = None
    assert vog(END) == 0


def test_what_ends_in_the_summer_is_told_after_it(vera: Professional) -> None:
    VogRecord.objects.update(issued_on=date(2024, 7, 26), seen_on=date(2024, 7, 26))
    assert vog(date(2027, 7, 12)) == 1
    assert vog(date(2027, 7, 26)) == 1
    assert vog(date(2027, 8, 30)) == 2


def test_an_owner_who_is_the_professional_is_told_once(vera: Professional) -> None:
    MemberFactory(provider=vera.provider, user=vera.user)
    assert vog(END) == 1


# --- Questions ----------------------------------------------------------------------------------


def asked(moment: datetime) -> int:
    return len(told("matching.proposal_reminder", moment))


def test_a_question_is_recalled_twice_and_not_on_its_own_day() -> None:
    scenes.proposals(1)
    days = [date(2026, 11, day) for day in (23, 25, 26, 27, 29, 30)]
    assert [asked(at(day, 8)) for day in days] == [0, 0, 1, 1, 1, 2]
    assert asked(at(date(2026, 12, 1), 8)) == 2


def test_a_question_with_a_short_term_is_not_recalled_at_once() -> None:
    scenes.proposals(1)
    one = ProposalFactory._meta.model.objects.get()
    one.answer_by = date(2026, 11, 25)
    one.save()
    assert asked(at(date(2026, 11, 23), 20)) == 0
    assert asked(at(date(2026, 11, 24), 8)) == 1


def test_no_answer_is_asked_while_somebody_elses_yes_is_worked_out() -> None:
    scenes.proposals(1)
    request = Request.objects.get()
    taken = Placement.objects.create(
        request=request,
        school=request.school,
        professional=ProfessionalFactory(),
        domain=request.domain,
        start=request.start,
        end=request.end,
    )
    taken.groups.set(request.groups.all())
    assert asked(at(date(2026, 11, 26), 8)) == 0
    taken.state = "cancelled"
    taken.save()
    assert asked(at(date(2026, 11, 26), 9)) == 1


def test_no_answer_is_asked_for_a_request_that_ended() -> None:
    scenes.proposals(1)
    Request.objects.update(state=RequestState.WITHDRAWN)
    assert asked(at(date(2026, 11, 26), 8)) == 0


# --- Lists --------------------------------------------------------------------------------------

MONDAY = at(date(2027, 1, 11), 15, 30)


def lists(moment: datetime) -> list[str]:
    reminders.run(at=moment)
    found = Email.objects.filter(kind="training.attendance_reminder")
    return sorted(found.values_list("address", flat=True))


def test_who_gave_the_session_is_asked_else_all_trainers_of_the_edition() -> None:
    own, other = (TrainerFactory(user=UserFactory(email=f"{n}@t.nl")) for n in ("a", "b"))
    cohort = CohortFactory(trainers=[own, other])
    EnrolmentFactory(cohort=cohort, active=True)
    module = ModuleFactory(cohort=cohort)
    SessionFactory(module=module, trainer=own, during=lasting(MONDAY))
    assert lists(at(date(2027, 1, 11), 20)) == []
    assert lists(at(date(2027, 1, 12), 8)) == ["a@t.nl"]
    SessionFactory(module=module, during=lasting(MONDAY + DAY))
    assert lists(at(date(2027, 1, 13), 8)) == ["a@t.nl", "a@t.nl", "b@t.nl"]


def test_one_name_on_the_list_is_a_list() -> None:
    cohort = CohortFactory(trainers=[TrainerFactory()])
    enrolments = [EnrolmentFactory(cohort=cohort, active=True) for _ in range(2)]
    session = SessionFactory(module=ModuleFactory(cohort=cohort), during=lasting(MONDAY))
    AttendanceFactory(session=session, enrolment=enrolments[0])
    assert lists(at(date(2027, 1, 12), 8)) == []


def test_a_make_up_session_that_nobody_needs_has_no_list() -> None:
    cohort = CohortFactory(trainers=[TrainerFactory(user=UserFactory(email="a@t.nl"))])
    enrolment = EnrolmentFactory(cohort=cohort, active=True)
    module = ModuleFactory(cohort=cohort)
    first = SessionFactory(module=module, during=lasting(MONDAY - 7 * DAY))
    note = AttendanceFactory(session=first, enrolment=enrolment)
    SessionFactory(module=module, during=lasting(MONDAY), make_up=True)
    assert lists(at(date(2027, 1, 12), 8)) == []
    Attendance.objects.filter(pk=note.pk).update(state="absent")
    assert lists(at(date(2027, 1, 12), 9)) == ["a@t.nl"]


# --- Opinions -----------------------------------------------------------------------------------


def test_only_who_did_not_answer_is_asked_once_more() -> None:
    silent, spoke = UserFactory.create_batch(2)
    survey = survey_about(silent, [silent, spoke], at=ASKED)
    Answered.objects.create(survey=survey, user=spoke)
    assert told("surveys.reminder", at(date(2026, 11, 27), 20)) == []
    assert told("surveys.reminder", at(date(2026, 11, 30), 8)) == [
        "Mogen we u nog vragen: Hoe was het?"
    ]
    assert Email.objects.get(kind="surveys.reminder").address == silent.email
    assert len(told("surveys.reminder", at(date(2026, 12, 4), 8))) == 1


def test_a_survey_that_closed_asks_nobody() -> None:
    survey_about(UserFactory(), [UserFactory()], at=ASKED)
    assert told("surveys.reminder", at(date(2026, 12, 7), 12)) == []
