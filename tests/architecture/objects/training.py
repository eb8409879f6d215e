"""The training programme: an edition with this trainer and this professional, who has applied."""

from dataclasses import dataclass, field

from django.utils import timezone

from tests.architecture.objects.owners import OURS, THEIRS, Builder, next_monday, pk, several
from tests.architecture.objects.work import Work
from tests.factories.training import (
    CertificateFactory,
    CohortFactory,
    EnrolmentFactory,
    IntakeSlotFactory,
    ModuleFactory,
    SessionFactory,
)
from training.domain import attendance, weekly
from training.models import (
    Certificate,
    Cohort,
    Enrolment,
    IntakeSlot,
    LearningGoal,
    LogEntry,
    Session,
    Visit,
    WeeklySchool,
)

TRAINEE = "professional_user"
SIGNED_IN = {
    *("owner", "leader", "coordinator", TRAINEE, "trainer"),
    *("other_editor", "other_leader", "team"),
}


@dataclass
class Training(Work):
    """An edition, from its first application to somebody's certificate."""

    cohort: Cohort = field(init=False)
    declared: WeeklySchool = field(init=False)
    enrolment: Enrolment = field(init=False)
    slot: IntakeSlot = field(init=False)
    goal: LearningGoal = field(init=False)
    entry: LogEntry = field(init=False)
    certificate: Certificate = field(init=False)
    session: Session = field(init=False)
    visit: Visit = field(init=False)

    def training(self) -> None:
        """An edition with this trainer and this professional, who has applied."""
        now = timezone.now()
        self.cohort = CohortFactory(trainers=[self.trainer])
        self.enrolment = EnrolmentFactory(cohort=self.cohort, professional=self.professional)
        self.declared = WeeklySchool.objects.create(
            cohort=self.cohort, professional=self.professional, school=self.school, asked_at=now
        )
        self.slot = IntakeSlotFactory(cohort=self.cohort, trainer=self.trainer)
        self.session = SessionFactory(module=ModuleFactory(cohort=self.cohort))
        self.goal = LearningGoal.objects.create(
            enrolment=self.enrolment, text="Rust", agreed_at=now
        )
        self.visit = Visit.objects.create(
            enrolment=self.enrolment,
            week=next_monday(),
            state="confirmed",
            lesson=self.lesson,
            trainer=self.trainer,
            during=self.lesson.during,
        )
        self.entry = LogEntry.objects.create(enrolment=self.enrolment, text="Het lukte.", at=now)
        self.certificate = CertificateFactory(enrolment__cohort=self.cohort)  # somebody else's


BUILDERS: dict[str, Builder] = {
    **several("training:cohort training:enrol", lambda side: {"slug": side.cohort.slug}),
    "training:declare_school": lambda side: {"slug": side.cohort.slug},
    **several(
        "training:withdraw training:answer_offer training:enrolment training:intake "
        "training:intake_slot training:intake_cancel "
        "training:intake_conversation training:goal_add",
        pk("enrolment"),
    ),
    "training:confirm_school": lambda side: {"key": weekly.key(side.declared, side.reader)},
    "training:log": pk("enrolment"),
    "training:log_entry": pk("entry"),
    **several("training:propose_visits training:confirm_visits", pk("cohort")),
    **several(
        "training:visit training:visit_confirm training:visit_swap training:visit_report "
        "training:visit_react training:visit_missed",
        pk("visit"),
    ),
    "training:slot_remove": pk("slot"),
    "training:goal": pk("goal"),
    **several("training:attendance training:attendance_code training:evaluation", pk("session")),
    "training:certificate": lambda side: {"pk": side.certificate.enrolment_id},
    "training:check": lambda side: {"code": side.certificate.code},
    "training:revoke": pk("certificate"),
    **several(
        "training:dashboard training:dashboard_export training:award",
        pk("cohort"),
    ),
    "training:check_in": lambda side: {"key": attendance.key_of(side.session, at=timezone.now())},
}
# Objects that belong to other people than everybody on their side.
SEEN_BY: dict[str, dict[str, set[str]]] = {
    # A published edition is everybody's; the code on the screen says itself whose it is.
    **several("training:enrol training:check_in", {OURS: SIGNED_IN, THEIRS: SIGNED_IN}),
    "training:declare_school": {OURS: {TRAINEE}, THEIRS: {TRAINEE}},
    **several(
        "training:withdraw training:answer_offer training:enrolment training:intake "
        "training:intake_slot training:intake_cancel training:visit "
        "training:visit_react",
        {OURS: {TRAINEE, "trainer", "team"}, THEIRS: {"team"}},
    ),
    "training:log": {OURS: {TRAINEE, "trainer"}, THEIRS: set()},
    "training:log_entry": {OURS: {TRAINEE}, THEIRS: set()},
    "training:certificate": {OURS: {"trainer", "team"}, THEIRS: {"team"}},
}
# Acts that a role may not do: known by the role alone, so 403 and not 404.
REFUSED: dict[str, set[str]] = {
    **several(
        "training:withdraw training:answer_offer training:intake training:intake_slot "
        "training:visit_react",
        {"trainer", "team"},  # the trainee alone
    ),
    # The team sees that an intake was, not what was said in it.
    "training:intake_cancel": {"team"},
    "training:log": {"trainer"},  # reads what is shared
}
CLOSED = {  # refused for looking too
    "training:withdraw",
    "training:answer_offer",
    "training:intake",
    "training:intake_slot",
    "training:intake_cancel",
}
