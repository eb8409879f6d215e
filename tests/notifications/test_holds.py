"""Whether a mail is asked, just before it leaves, if what it says is still so."""

from andersom.notifications import kinds

#: Mails that tell of what happened and cannot be undone, so that they never become untrue.
REPORTS = {
    "events.cancelled": "nobody comes back from cancelled",
    "events.event_cancelled": "an event that is called off stays so",
    "events.hello": "somebody said hello",
    "events.lapsed": "nobody comes back from cancelled",
    "events.link_again": "the link works whatever happens",
    "events.matched": "both said that they want to meet",
    "events.thanks": "she was there; the term of the questions ends it",
    "matching.offer_closed": "a closing word",
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


def test_every_mail_that_can_become_untrue_is_asked_before_it_leaves():
    unasked = {name for name, kind in kinds.known().items() if kind.holds is None}
    assert unasked == set(REPORTS)
