"""What the training programme waits for: from a trainee, a trainer and the project team."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from andersom.accounts.hats import Hat
from andersom.ui.texts import day_text
from training.domain import progress
from training.models import Attendance, Cohort, Enrolment, IntakeSlot, Session, Visit
from training.states import EnrolmentState, VisitState

from .item import Item, Source
from .team import counted, listing

SOON = timedelta(days=2)
E = EnrolmentState


# --- The trainee --------------------------------------------------------------------------------


def next_steps(hat: Hat, at: datetime) -> list[Item]:
    """An offered place to answer, and the intake to prepare."""
    mine = Enrolment.objects.filter(professional=hat.object_id, user__isnull=False)
    waiting = mine.filter(state__in=[E.OFFERED, E.APPLIED]).select_related(
        "cohort__programme", "intake"
    )
    return [_step(one) for one in waiting]


def _step(one: Enrolment) -> Item:
    words = {"cohort": one.cohort}
    if one.state == E.OFFERED:
        return Item(
            _("There is a place for you in %(cohort)s") % words,
            _("Answer by %(day)s; then it goes to the next.") % {"day": day_text(one.answer_by)},
            reverse("training:answer_offer", args=[one.pk]),
            _("Answer"),
            "warn",
        )
    intake = getattr(one, "intake", None)
    sent = intake is not None and intake.submitted_at is not None
    title = _("Choose a moment for your intake") if sent else _("Prepare your intake")
    text = _("%(cohort)s: in the conversation you agree on what you want to learn.") % words
    return Item(title, text, reverse("training:intake", args=[one.pk]), _("To the intake"))


def reports_to_sign(hat: Hat, at: datetime) -> list[Item]:
    found = Visit.objects.filter(
        enrolment__professional=hat.object_id, state=VisitState.HELD, trainee_signed_at=None
    )
    text = _("Read what your trainer saw, write your reaction and sign.")
    title = _("Sign the report of the practice visit of %(day)s")
    return [
        Item(title % {"day": day_text(visit.starts)}, text, visit.get_absolute_url(), _("Read"))
        for visit in found
    ]


# --- The trainer --------------------------------------------------------------------------------


def attendance_to_fill_in(hat: Hat, at: datetime) -> list[Item]:
    """Own sessions that are over, with somebody of whom nobody noted whether she was there."""
    noted = Attendance.objects.filter(session=OuterRef(OuterRef("pk")), enrolment=OuterRef("pk"))
    unknown = Enrolment.objects.in_training().filter(~Exists(noted), cohort=OuterRef("cohort"))
    found = Session.objects.regular().over(at).filter(Exists(unknown), trainer=hat.object_id)
    return [
        Item(
            _("Who was at %(module)s?") % {"module": session.module},
            _("The session of %(day)s has no complete attendance yet.")
            % {"day": day_text(session.starts)},
            reverse("training:attendance", args=[session.pk]),
            _("Fill in the attendance"),
            "warn",
        )
        for session in found.select_related("module")
    ]


def intakes_to_write(hat: Hat, at: datetime) -> list[Item]:
    slots = IntakeSlot.objects.filter(
        trainer=hat.object_id,
        during__endswith__lte=at,
        intake__enrolment__state=E.INTAKE_PLANNED,
    ).select_related("intake__enrolment__professional")
    return [
        Item(
            _("Write down the intake of %(name)s") % {"name": _name(slot)},
            _("Note the learning goals that you agreed on; then the team decides."),
            reverse("training:intake_conversation", args=[slot.intake.enrolment_id]),
            _("To the intake"),
            "warn",
        )
        for slot in slots
    ]


def _name(slot: IntakeSlot) -> str:
    return slot.intake.enrolment.professional.name


def visits_to_do(hat: Hat, at: datetime) -> list[Item]:
    """Proposed visits to confirm, and visits that are over to report."""
    mine = Visit.objects.filter(trainer=hat.object_id)
    week = reverse("training:trainer_week")
    proposed = mine.filter(state=VisitState.PROPOSED, during__startswith__gt=at)
    over = mine.filter(state=VisitState.CONFIRMED, during__endswith__lte=at)
    unsigned = mine.filter(state=VisitState.HELD, trainer_signed_at=None)
    return [
        *_visits(
            over,
            ngettext("%(count)s visit to report", "%(count)s visits to report", over.count()),
            _("Write it down while you still know."),
            "warn",
            week,
        ),
        *_visits(
            unsigned,
            ngettext("%(count)s report to sign", "%(count)s reports to sign", unsigned.count()),
            _("The visit counts when both have signed."),
            "warn",
            week,
        ),
        *_visits(
            proposed,
            ngettext("%(count)s visit to confirm", "%(count)s visits to confirm", proposed.count()),
            _("After that the school and the trainee get a notice."),
            "info",
            week,
        ),
    ]


def _visits(found: QuerySet[Visit], title: str, text: str, tone: str, week: str) -> Iterator[Item]:
    """One item; a single visit is opened at once."""
    visits = list(found[:2])
    if visits:
        url = visits[0].get_absolute_url() if len(visits) == 1 else week
        yield Item(title % {"count": found.count()}, text, url, _("Look"), tone)


# --- The team -----------------------------------------------------------------------------------


def places_to_decide(hat: Hat, at: datetime) -> list[Item]:
    count = Enrolment.objects.filter(state=E.INTAKE_DONE).count()
    title = ngettext(
        "%(count)s enrolment waits for your decision",
        "%(count)s enrolments wait for your decision",
        count,
    )
    text = _("The intake was held. Admit, put on the waiting list, or decline with a reason.")
    return counted(count, title, text, listing(Enrolment, state__exact=E.INTAKE_DONE), "warn")


def offers_running_out(hat: Hat, at: datetime) -> list[Item]:
    count = Enrolment.objects.filter(state=E.OFFERED, answer_by__lte=at + SOON).count()
    title = ngettext(
        "%(count)s offered place runs out within two days",
        "%(count)s offered places run out within two days",
        count,
    )
    text = _("A phone call helps; otherwise it goes to the next on the waiting list.")
    return counted(count, title, text, listing(Enrolment, state__exact=E.OFFERED), "info")


def editions(hat: Hat, at: datetime) -> list[Item]:
    """Per edition that runs: certificates to award, and trainees at risk."""
    running = Cohort.objects.filter(enrolments__state=E.ACTIVE).select_related("programme")
    found: list[Item] = []
    for cohort in running.distinct():
        active = list(cohort.enrolments.filter(state=E.ACTIVE))
        all_of_them = progress.of_many(cohort, active, at).values()
        ready = sum(one.complete for one in all_of_them)
        at_risk = sum(one.at_risk and not one.complete for one in all_of_them)
        found += _edition(cohort, ready, at_risk)
    return found


def _edition(cohort: Cohort, ready: int, at_risk: int) -> Iterator[Item]:
    url = reverse("training:dashboard", args=[cohort.pk])
    if ready:
        title = ngettext("%(count)s certificate to award", "%(count)s certificates to award", ready)
        yield Item(title % {"count": ready}, str(cohort), url, _("To the edition"))
    if at_risk:
        title = ngettext(
            "%(count)s trainee is in danger of not making it",
            "%(count)s trainees are in danger of not making it",
            at_risk,
        )
        yield Item(title % {"count": at_risk}, str(cohort), url, _("See why"), "warn")


TRAINEE: tuple[Source, ...] = (next_steps, reports_to_sign)
TRAINER: tuple[Source, ...] = (attendance_to_fill_in, intakes_to_write, visits_to_do)
TEAM: tuple[Source, ...] = (places_to_decide, offers_running_out, editions)
