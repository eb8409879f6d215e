"""What the training programme keeps about a person, for the download of her own data."""

from collections.abc import Iterator
from typing import Any

from andersom.accounts.models import User
from training.models import Enrolment, Intake, Trainer, Visit, Waiver, WeeklySchool

Rows = Iterator[dict[str, Any]]


def enrolments(user: User) -> Rows:
    """Each edition with everything of hers in it; nobody else's words but those about her."""
    related = (
        *("goals", "log", "attendances__session__module", "visits__scores__criterion"),
        *("visits__trainer__user", "visits__lesson__placement__school"),
    )
    found = Enrolment.objects.filter(user=user).select_related(
        "cohort__programme", "intake__slot__trainer__user"
    )
    for one in found.prefetch_related(*related, "certificates").order_by("applied_at", "pk"):
        yield {
            "edition": str(one.cohort),
            "state": one.state,
            "applied": str(one.applied_at),
            "motivation": one.motivation,
            "criteria_as_shown": one.eligibility,
            "intake": _intake(getattr(one, "intake", None)),
            "goals": [
                {"goal": goal.text, "agreed": str(goal.agreed_at), "reached": _day(goal.reached_on)}
                for goal in one.goals.all()
            ],
            "log": [
                {"at": str(entry.at), "text": entry.text, "shared": entry.shared}
                for entry in one.log.all()
            ],
            "attendance": [
                {"session": str(row.session), "state": row.state} for row in one.attendances.all()
            ],
            "visits": [_visit(visit) for visit in one.visits.all()],
            "certificates": [
                {
                    "name": paper.name,
                    "code": paper.grouped_code,
                    "awarded": str(paper.awarded_on),
                    "valid_until": _day(paper.valid_until),
                    "revoked": _day(paper.revoked_at),
                    "revoke_reason": paper.revoke_reason,
                }
                for paper in one.certificates.all()
            ],
        }


def trains(user: User) -> Rows:
    """Her details as a trainer."""
    related = ("cohorts__programme", "away", "sessions__module", "intake_slots", "visits")
    for trainer in Trainer.objects.filter(user=user).prefetch_related(*related):
        yield {
            "organisation": trainer.organisation,
            "postcode_area": trainer.postcode_area_id,
            "day_parts": trainer.day_parts,
            "visits_per_week": trainer.visits_per_week,
            "editions": [str(cohort) for cohort in trainer.cohorts.all()],
            "sessions": [str(session) for session in trainer.sessions.all()],
            "intakes": [str(slot.starts) for slot in trainer.intake_slots.all()],
            "visits": [str(visit.starts) for visit in trainer.visits.all()],
            "away": [
                {"from": str(away.first_day), "until": str(away.last_day), "reason": away.reason}
                for away in trainer.away.all()
            ],
        }


def weekly_schools(user: User) -> Rows:
    """Schools that were asked whether she teaches there every week, also before she enrolled."""
    found = WeeklySchool.objects.filter(professional__user=user)
    for asked in found.select_related("school", "cohort__programme").order_by("asked_at", "pk"):
        yield {
            "edition": str(asked.cohort),
            "school": asked.school.name,
            "state": asked.state,
            "asked": str(asked.asked_at),
            "answered": _day(asked.answered_at),
            "answered_by": asked.answered_by,
        }


def exceptions(user: User) -> Rows:
    """Where the team let her enrol without meeting every criterion, and why."""
    found = Waiver.objects.filter(professional__user=user).select_related("cohort__programme")
    for made in found.order_by("at", "pk"):
        yield {"edition": str(made.cohort), "reason": made.reason, "at": str(made.at)}


def _intake(intake: Intake | None) -> dict[str, str] | None:
    if intake is None:
        return None
    return {
        "experience": intake.experience,
        "brings": intake.brings,
        "needs": intake.needs,
        "notes": intake.notes,
        "sent": _day(intake.submitted_at),
        "moment": str(intake.slot or ""),
        "done": _day(intake.done_at),
    }


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "week": str(visit.week),
        "state": visit.state,
        "at": str(visit.starts or ""),
        "school": visit.lesson.placement.school.name if visit.lesson else "",
        "trainer": str(visit.trainer or ""),
        "scores": {str(score.criterion): score.score for score in visit.scores.all()},
        "went_well": visit.went_well,
        "next_step": visit.next_step,
        "reaction": visit.reaction,
        "signed_by_trainer": _day(visit.trainer_signed_at),
        "signed_by_trainee": _day(visit.trainee_signed_at),
    }


def _day(value: Any) -> str:
    return str(value or "")


SOURCES = {
    "training": enrolments,
    "weekly_schools": weekly_schools,
    "exceptions": exceptions,
    "trainer": trains,
}
