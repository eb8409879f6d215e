"""The mails of the training programme, along its road."""

from andersom.notifications.kinds import Kind, Topic
from training.emails import certificates, enrolment, intake, visits, weekly
from training.states import IN_TRAINING, SEATED, STANDING, EnrolmentState, VisitState

KINDS = {
    "applied": Kind(topic=Topic.BOOKING, holds=enrolment.still(*SEATED)),
    "waiting": Kind(topic=Topic.BOOKING, holds=enrolment.still(EnrolmentState.WAITING)),
    "offered": Kind(topic=Topic.BOOKING, holds=enrolment.still_offered),
    "admitted": Kind(topic=Topic.BOOKING, holds=enrolment.still(*IN_TRAINING)),
    "declined": Kind(topic=Topic.BOOKING),
    "withdrawn": Kind(topic=Topic.BOOKING),
    "lapsed": Kind(topic=Topic.BOOKING),
    "intake_chosen": Kind(topic=Topic.BOOKING, holds=intake.still_to_be_held),
    "intake_moved": Kind(topic=Topic.BOOKING, holds=intake.still_to_be_held),
    "intake_cancelled": Kind(topic=Topic.BOOKING),
    "goals_agreed": Kind(topic=Topic.BOOKING),
    "weekly_asked": Kind(topic=Topic.BOOKING, holds=weekly.still_the_same),
    "weekly_answered": Kind(topic=Topic.BOOKING, holds=weekly.still_the_same),
    "visit_confirmed": Kind(topic=Topic.BOOKING, holds=visits.still(VisitState.CONFIRMED)),
    "visit_moved": Kind(topic=Topic.BOOKING, holds=visits.still(VisitState.CONFIRMED)),
    "visit_changed": Kind(topic=Topic.BOOKING, holds=visits.still(*STANDING)),
    "visit_asked": Kind(topic=Topic.BOOKING, holds=visits.still(VisitState.PROPOSED)),
    "visit_reopened": Kind(topic=Topic.BOOKING),
    "visit_to_sign": Kind(topic=Topic.BOOKING, holds=visits.still(VisitState.HELD)),
    "too_much_missed": Kind(topic=Topic.BOOKING),
    "certificate_awarded": Kind(topic=Topic.BOOKING, holds=certificates.still_counts),
    "certificate_revoked": Kind(topic=Topic.BOOKING),
    "intake_reminder": Kind(topic=Topic.REMINDER, harmless_twice=True),
    "visit_reminder": Kind(topic=Topic.REMINDER, harmless_twice=True),
    "attendance_reminder": Kind(topic=Topic.REMINDER, harmless_twice=True),
    "offered_reminder": Kind(topic=Topic.REMINDER, harmless_twice=True),
    "evaluation_asked": Kind(topic=Topic.EVALUATION),
    "new_enrolment": Kind(topic=Topic.TEAM, holds=enrolment.still(*SEATED, EnrolmentState.WAITING)),
    "place_came_free": Kind(topic=Topic.TEAM),
    "visit_missed": Kind(topic=Topic.TEAM),
    "weekly_to_team": Kind(topic=Topic.TEAM, holds=weekly.still_the_same),
}
