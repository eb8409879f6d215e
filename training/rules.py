"""Who may do what in the training programme. Who may *see* a thing is `visible_to`."""

from andersom.accounts.models import User
from training.models import Cohort, Enrolment, Visit


def may_answer(user: User, enrolment: Enrolment) -> bool:
    """Only the trainee stops, or answers to an offered place."""
    return enrolment.user_id == user.pk


def is_hers(user: User, enrolment: Enrolment) -> bool:
    """Whether this is the trainee herself."""
    return enrolment.user_id == user.pk


def trains(user: User, enrolment: Enrolment) -> bool:
    """Whether this person trains in the edition now."""
    return Cohort.objects.trained_by(user).filter(pk=enrolment.cohort_id).exists()


def may_award(user: User) -> bool:
    """Only the team gives certificates and takes them back."""
    return user.is_staff


def may_plan_visits(user: User, cohort: Cohort) -> bool:
    """Propose, confirm and swap visits: the trainers of the edition, and the team."""
    return user.is_staff or Cohort.objects.trained_by(user).filter(pk=cohort.pk).exists()


def may_report(user: User, visit: Visit) -> bool:
    """Only the trainer who comes writes the report, and nobody about herself."""
    mine = visit.trainer is not None and visit.trainer.user_id == user.pk
    return mine and visit.enrolment.user_id != user.pk


def may_react(user: User, visit: Visit) -> bool:
    """Only the trainee reacts to the report and signs for herself."""
    return visit.enrolment.user_id == user.pk


def is_trainee(user: User) -> bool:
    """Whether this person is or was in training: of the audience of events for participants."""
    return Enrolment.objects.in_training().filter(user=user).exists()
