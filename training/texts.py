"""Why an act is not possible, and what is possible instead; in the active language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

# Enrolling.
SENTENCES: dict[str, Any] = {
    "not_open": _(
        "This edition is not open. See on the page of the programme which editions there are."
    ),
    "too_early": _("Enrolling begins on %(start)s. You can enrol from that day on."),
    "over": _("Enrolling ended on %(end)s. Ask the project team about the next edition."),
    "already_enrolled": _("You have enrolled already. On “My training” you see how it goes on."),
    "not_eligible": _(
        "You cannot enrol yet. Below you see which criterion is missing and what you can do."
    ),
    "offer_over": _(
        "The time to answer is over, and the place goes to the next. Do you still want to join? "
        "Call the project team."
    ),
    "no_offer": _("There is no offered place to answer now."),
    "too_late": _("This is not possible any more: somebody else was first. Look again."),
    "reason_missing": _("Say why: the trainee has to know what to do."),
    "no_place": _("All places are taken. Raise the number of places first, or wait for one."),
    "nobody_waits": _("Nobody is on the waiting list."),
    "busy": _(
        "Somebody else is working on this at this moment. Nothing is changed; please try again."
    ),
    # Naming a school.
    "weekly_asked": _("We have asked this school already. You need not ask again."),
    "weekly_confirmed": _("This school has confirmed already. You need not ask again."),
    "weekly_denied": _(
        "This school answered no on %(day)s. Call the school first; you can ask again on %(again)s."
    ),
    "weekly_three": _("You have asked three schools. Call the project team: it can look with you."),
    "weekly_over": _("This question was answered already, or is past its term."),
    # Certificates.
    "certificate_not_active": _("Only who takes part now can be awarded a certificate."),
    "certificate_incomplete": _("%(name)s cannot be awarded a certificate yet. %(missing)s"),
    "certificate_revoked": _("This certificate was revoked already."),
    "certificate_reason": _("Say why you revoke it: the trainee has to know."),
    # The intake.
    "slot_taken": _(
        "Somebody else has just chosen this moment. Choose another one; what you wrote is kept."
    ),
    "slot_over": _("This moment is over. Choose another one."),
    "slot_chosen": _("Somebody has chosen this moment. Cancel the intake on its own page."),
    "slots_past": _("This moment is over already. Choose a day to come."),
    "slots_none": _("No conversation fits between these times. Choose a later end."),
    "no_moment": _("There is no moment to give back: none was chosen, or it is over."),
    "intake_over": _("The conversation was held. What you wrote stays as it is."),
    "intake_early": _("The intake is on %(day)s. You can finish it from that day on."),
    "no_goals": _("Agree on at least one learning goal first. Then you can finish the intake."),
    "goal_agreed": _("This goal was agreed in the intake and stays. You can tick it as reached."),
    # Attendance.
    "attendance_early": _("You can do this from 30 minutes before the session: at %(time)s."),
    "code_over": _(
        "This code is over: every few minutes there is another one. Scan the one on the screen now."
    ),
    "session_over": _(
        "This session is over. Were you there? Tell the trainer, who can still fill it in."
    ),
    "not_in_edition": _(
        "This code belongs to a session of another edition than yours. Ask the trainer for the "
        "right code."
    ),
    "marked_absent": _(
        "The trainer has noted that you were not there. Are you there after all? Tell the trainer."
    ),
    # Editions.
    "cohort_state": _("%(cohort)s stays as it is: it has that state already."),
    "cohort_empty": _("%(cohort)s has no modules and dates yet. Add those before publishing."),
    "cohort_has_trainees": _("%(cohort)s has enrolments. Close it instead: then nobody is lost."),
    # Practice visits.
    "visit_lesson_changed": _("The lesson was moved or cancelled. Choose another moment."),
    "visit_past": _("This lesson has begun already. Choose another moment."),
    "visit_not_possible": _(
        "This moment is not possible any more. Below you see which moments are."
    ),
    "visit_taken": _(
        "Somebody else has just taken this moment. Nothing is changed; choose another one."
    ),
    "visit_early": _("This is possible after the lesson, not before."),
    "visit_draft_kept": _("You can sign after the lesson. What you wrote is kept as a draft."),
    "visit_incomplete": _("The report is not complete yet. What you filled in is kept as a draft."),
    "visit_signed": _("You have signed this report already; it stays as it is."),
    "visit_trainer_first": _("The trainer signs first; then you can sign."),
    "visit_not_yours": _("Only the trainer who came, or the trainee, can do this."),
}


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """The sentence of a code with its facts. An unknown code is a fault of ours: KeyError."""
    return str(SENTENCES[code]) % params
