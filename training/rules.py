"""Who may do what in the training programme. Who may *see* a thing is `visible_to`."""

from andersom.accounts.models import User
from training.models import Enrolment


def may_answer(user: User, enrolment: Enrolment) -> bool:
    """Only the trainee stops, or answers to an offered place."""
    return enrolment.user_id == user.pk
