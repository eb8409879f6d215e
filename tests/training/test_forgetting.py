"""Her own data to take along, and what goes when she is erased."""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from andersom.accounts.domain import people
from andersom.accounts.models import User
from andersom.notifications.models import Email
from tests.factories.accounts import UserFactory
from tests.factories.training import (
    CertificateFactory,
    EnrolmentFactory,
    IntakeSlotFactory,
    lasting,
    trainee,
)
from tests.people import Cast
from tests.training.course import Course
from tests.training.visiting import NOW, TUESDAY, Visiting, at
from training.domain import forgetting, intake, visits
from training.models import (
    Certificate,
    Cohort,
    Criterion,
    Enrolment,
    LogEntry,
    Session,
    Visit,
    VisitScore,
    Waiver,
    WeeklySchool,
)

pytestmark = pytest.mark.django_db
WORDS = "Ik vind groep 8 spannend"


def written(one: Visiting) -> Enrolment:
    """With her words, and words about her, everywhere."""
    enrolment = one.enrolments[0]
    now, user = at(TUESDAY, 12), enrolment.user
    assert user is not None
    enrolment.motivation = WORDS
    enrolment.save()
    intake.save(enrolment, experience=WORDS, brings=WORDS, needs=WORDS, by=user, at=NOW)
    intake.take_notes(enrolment, WORDS, by=one.cast.trainer, at=NOW)
    intake.agree(enrolment, WORDS, by=one.cast.trainer, at=NOW)
    LogEntry.objects.create(enrolment=enrolment, at=NOW, text=WORDS)
    visit = one.confirmed()[0]
    scores = dict.fromkeys(Criterion.objects.values_list("pk", flat=True), 3)
    words = {"went_well": WORDS, "next_step": WORDS, "by": one.cast.trainer, "at": now}
    visits.report(visit, scores=scores, **words)  # type: ignore[arg-type]
    visits.sign_as_trainee(visit, by=user, at=now, reaction=WORDS)
    facts = {"cohort": one.cohort, "professional": enrolment.professional}
    Waiver.objects.create(**facts, reason=WORDS, at=NOW)
    WeeklySchool.objects.create(**facts, school=one.school, asked_at=NOW)
    return enrolment


@pytest.fixture
def one(cast: Cast) -> Visiting:
    return Visiting(cast)


def kept() -> str:
    """All rows of the training programme, those of its history too, and the journal."""
    models = [*apps.get_app_config("training").get_models()]
    models += [apps.get_model("workflow", "Move")]
    out = StringIO()
    for model in models:
        serializers.serialize("json", model._default_manager.all(), stream=out, ensure_ascii=False)
    return out.getvalue()


# --- Her own data -------------------------------------------------------------------------------


def test_her_download_holds_everything_of_hers(one: Visiting) -> None:
    enrolment = written(one)
    assert enrolment.user is not None
    mine = people.own_data(enrolment.user)
    [row] = mine["training"]
    words = {row["motivation"], row["log"][0]["text"], row["goals"][0]["goal"]}
    words |= {row["intake"][name] for name in ("experience", "brings", "needs", "notes")}
    visit = row["visits"][0]
    words |= {visit[name] for name in ("went_well", "next_step", "reaction")}
    assert words == {WORDS}
    assert visit["scores"] == {"Structuur": 3, "Grenzen": 3}
    assert (visit["school"], visit["trainer"]) == (one.school.name, "Thea")
    assert mine["weekly_schools"][0]["school"] == one.school.name
    assert mine["exceptions"][0]["reason"] == WORDS


def test_nobody_elses_download_holds_it(one: Visiting) -> None:
    written(one)
    for user in (EnrolmentFactory().user, one.cast.trainer, one.cast.leader):
        assert WORDS not in str(people.own_data(user))


def test_a_trainer_sees_her_details(one: Visiting) -> None:
    one.confirmed()
    one.trainer.organisation = "De Haagse Hogeschool"
    one.trainer.save()
    [row] = people.own_data(one.cast.trainer)["trainer"]
    assert row["organisation"] == "De Haagse Hogeschool"
    assert len(row["visits"]) == 2


# --- Erasing ------------------------------------------------------------------------------------


def erase(user: User | None) -> None:
    assert user is not None
    people.erase(user, by=UserFactory(staff=True))


def test_erasing_wipes_her_words_also_from_the_history(one: Visiting) -> None:
    enrolment = written(one)
    assert WORDS in kept()
    erase(enrolment.user)
    assert WORDS not in kept()
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.eligibility) == ("withdrawn", [])
    assert not VisitScore.objects.exists()


def test_erasing_hides_her_certificate_and_keeps_that_she_completed() -> None:
    found = CertificateFactory(name="Tara Vos")
    erase(found.enrolment.user)
    found.enrolment.refresh_from_db()
    assert found.enrolment.state == "completed"
    assert Client().get(reverse("training:check", args=[found.code])).status_code == 404
    assert "Tara Vos" not in str(Certificate.pgh_event_model.objects.values_list("name"))


def test_erasing_frees_her_place_and_cancels_her_visits(one: Visiting) -> None:
    one.confirmed()
    later = timezone.localdate() + timedelta(days=90)
    Cohort.objects.filter(pk=one.cohort.pk).update(start=later, end=later, capacity=1)
    waiting = EnrolmentFactory(cohort=one.cohort, waiting=True)
    erase(one.enrolments[0].user)
    waiting.refresh_from_db()
    assert waiting.state == "offered"
    assert {visit.state for visit in one.all()} == {"cancelled"}
    kinds = Email.objects.filter(kind__startswith="training.").values_list("kind", flat=True)
    assert "training.withdrawn" not in set(kinds)


def test_erasing_a_school_leader_hides_who_answered(cast: Cast) -> None:
    asked = WeeklySchool.objects.create(
        cohort=EnrolmentFactory().cohort,
        professional=trainee("Tara"),
        school=cast.school,
        state="confirmed",
        asked_at=NOW,
        answered_at=NOW,
        answered_by=cast.leader.name,
    )
    erase(cast.leader)
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == ("confirmed", "")


def test_an_erased_trainer_trains_no_more() -> None:
    course = Course(trainees=1)
    enrolment, now = EnrolmentFactory(cohort=course.cohort), timezone.now()
    soon = lasting(now + timedelta(days=3))
    slot = IntakeSlotFactory(cohort=course.cohort, trainer=course.trainer, during=soon)
    intake.choose(enrolment, slot, by=enrolment.user, at=now)
    Session.objects.filter(pk=course.held[0].pk).update(during=lasting(now + timedelta(days=9)))
    erase(course.trainer.user)
    course.trainer.refresh_from_db()
    enrolment.refresh_from_db()
    assert not course.trainer.active
    assert not course.trainer.intake_slots.exists()
    assert enrolment.state == "applied"
    assert Session.objects.get(pk=course.held[0].pk).trainer is None


# --- The term of a lesson -----------------------------------------------------------------------


def test_visits_go_before_their_lessons(one: Visiting) -> None:
    written(one)
    lesson = one.lessons[0][0]
    assert forgetting.drop_visits([lesson]) == 1
    assert not Visit.objects.filter(lesson=lesson).exists()
    assert not Visit.pgh_event_model.objects.exclude(went_well="").exists()
    lesson.delete()
