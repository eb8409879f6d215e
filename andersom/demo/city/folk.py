"""What trainees and trainers of the demo city did: applying, intakes, sessions and visits."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from andersom.accounts.models import User
from andersom.demo.city.days import Days, moment
from andersom.demo.city.people import Town
from andersom.lib.dates import ONE_DAY, local_date, week_start
from andersom.placements.models import Lesson
from andersom.placements.states import LessonState
from andersom.workflow.domain import move
from providers.models import Professional
from training.domain import attendance, eligibility, enrolments, intake, visits
from training.models import Cohort, Enrolment, IntakeSlot, Trainer, Visit, Waiver
from training.states import VISIT

FORM: dict[str, Any] = {
    "experience": "Ik geef twee jaar les op drie scholen.",
    "brings": "Mijn vak, en plezier in werken met kinderen.",
    "needs": "Rust brengen als de groep druk wordt.",
}
GOAL = "Ik begin elke les met een vaste opening, zodat de groep rustig start."
SCORES = (3, 3, 2)


class Folk:
    """Does by the verbs of the product what people would do, at moments in the past."""

    def __init__(self, town: Town, days: Days, trainers: list[Trainer]) -> None:
        self.town, self.days, self.trainers = town, days, trainers

    def who(self, enrolment: Enrolment) -> User:
        """Her account."""
        return self.town[enrolment.professional.name]

    def let_in(self, cohort: Cohort, one: Professional, at: datetime) -> None:
        """Whoever has no lesson every week in the calendar gets an exception of the team."""
        if one.user is None:
            one.user = self.town[one.name]
            one.save(update_fields=["user"])
        if not eligibility.eligible(eligibility.judge(cohort, one, local_date(at))):
            reason = "Werkt elke week op een school die haar lessen nog niet hier plant."
            Waiver.objects.create(
                cohort=cohort, professional=one, reason=reason, by=self.town.team, at=at
            )

    def apply(self, cohort: Cohort, people: Iterable[Professional], day: date) -> list[Enrolment]:
        """One after another, an hour apart from eight o'clock."""
        found = []
        for number, one in enumerate(people):
            at = moment(day, 8 + number)
            self.let_in(cohort, one, at)
            found.append(enrolments.apply(cohort, one, by=one.user, at=at))
        return found

    def admit(self, cohort: Cohort, people: Iterable[Professional]) -> list[Enrolment]:
        """Applied, spoken with and admitted well before the first day."""
        found = self.apply(cohort, people, cohort.start - 60 * ONE_DAY)
        day = cohort.start - 30 * ONE_DAY
        self.slots(cohort, day, day - 10 * ONE_DAY)
        self.hold_intakes(cohort, found, day)
        for one in found:
            enrolments.admit(one, by=self.town.team, at=moment(day + 3 * ONE_DAY))
        return found

    def slots(self, cohort: Cohort, day: date, made: date) -> None:
        for trainer in self.trainers:
            intake.add_slots(
                cohort,
                trainer,
                day=day,
                start=time(9),
                end=time(12),
                minutes=45,
                place="Online",
                by=trainer.user,
                at=moment(made, 7),
            )

    def choose(self, cohort: Cohort, one: Enrolment, day: date, at: datetime) -> IntakeSlot:
        intake.save(one, **FORM, by=self.who(one), at=at, send=True)
        slots = cohort.intake_slots.filter(during__startswith__date=day).free(at)
        slot: IntakeSlot = slots.select_related("trainer__user")[0]
        intake.choose(one, slot, by=self.who(one), at=at)
        return slot

    def hold_intakes(self, cohort: Cohort, found: Iterable[Enrolment], day: date) -> None:
        for one in found:
            slot = self.choose(cohort, one, day, moment(day - 3 * ONE_DAY))
            trainer = slot.trainer.user
            intake.agree(one, GOAL, by=trainer, at=slot.during.upper)
            intake.finish(one, by=trainer, at=slot.during.upper, notes="Een goed gesprek.")

    def attend(
        self, cohort: Cohort, found: list[Enrolment], absent: Enrolment | None = None
    ) -> None:
        """Everybody was at every session so far, except one."""
        states = {one.pk: "absent" if one == absent else "present" for one in found}
        by = self.trainers[0].user
        for session in cohort.sessions.over(self.days.at):
            attendance.record(session, states, by=by, at=session.during.upper)

    def visit(self, enrolment: Enrolment, number: int) -> None:
        """Visits to her first given lessons, in a week each, reported and signed by both."""
        given = Lesson.objects.filter(
            professional=enrolment.professional,
            state=LessonState.GIVEN,
            during__startswith__gte=moment(enrolment.cohort.start, 0),
        )
        weeks = {week_start(one.day): one for one in given.order_by("-during")}
        for week, lesson in sorted(weeks.items())[:number]:
            self._visited(enrolment, week, lesson)

    def _visited(self, enrolment: Enrolment, week: date, lesson: Lesson) -> None:
        trainer, at = self.trainers[0], lesson.during.upper
        visit = Visit.objects.create(enrolment=enrolment, week=week)
        facts = {"lesson": lesson, "trainer": trainer, "during": lesson.during}
        before = lesson.during.lower - 4 * ONE_DAY
        move(visit, VISIT, "propose", by=trainer.user, at=before, **facts)
        move(visit, VISIT, "confirm", by=trainer.user, at=before)
        criteria = enrolment.cohort.criteria.values_list("pk", flat=True)
        visits.report(
            visit,
            scores=dict(zip(criteria, SCORES, strict=True)),
            went_well="U begon rustig en keek rond. De groep was meteen stil.",
            next_step="Vertel aan het begin hoe de les eindigt.",
            by=trainer.user,
            at=at + timedelta(minutes=30),
        )
        words = "Fijn om te horen. Ik ga de afsluiting oefenen."
        visits.sign_as_trainee(
            visit, by=self.who(enrolment), at=at + timedelta(hours=1), reaction=words
        )
