"""Why a visit is not planned, as a sentence that says what would help."""

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    # Of the planner.
    "holiday_week": _("The schools are closed in this period."),
    "no_lesson": _("No lesson of the trainee stands in the calendar in this period."),
    "no_trainer": _("This edition has no trainers yet. Add them in the project office."),
    "herself": _("The only trainer is the trainee herself."),
    "day_part": _("No trainer makes visits in the day part of these lessons."),
    "away": _("The trainers are away on the day of these lessons."),
    "busy": _("The trainers have a session or an intake at the time of these lessons."),
    "no_trainer_available": _("No trainer is available at the time of these lessons."),
    "trainer_full": _("The trainers have their most visits for the week already."),
    "travel": _("There is too little time to cycle from one school to the other."),
    "trainer_taken": _("The trainers visit somebody else at the time of these lessons."),
    "lesson_taken": _("This lesson is visited already."),
    "no_time": _("There was too little time to look at everything. Propose again."),
    # Of what happened since.
    "lesson_cancelled": _("The lesson was cancelled. Choose another one."),
    "lesson_moved": _("The lesson was moved to a time at which the trainer cannot come."),
    "trainer_gone": _("The trainer no longer makes visits for this edition."),
    "not_confirmed": _("The proposal was not confirmed in time."),
    "no_report": _("There was no report within two weeks."),
    "not_held": _("The visit did not take place."),
}


def sentence(code: str) -> str:
    """The sentence of `Visit.obstacle`; empty when nothing is known yet."""
    return str(SENTENCES[code]) if code in SENTENCES else ""
