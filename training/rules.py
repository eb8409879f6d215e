"""Who may do what in the training programme. Who may *see* a thing is `visible_to`."""

from andersom.accounts.models import User
from training.models import Cohort, Enrolment


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
