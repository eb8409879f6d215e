"""What goes when somebody is erased; the numbers of an edition stay whole."""

from andersom.accounts.models import User
from training.models import Certificate, Enrolment, Intake, LearningGoal, LogEntry, Trainer, Visit

NAMELESS = ""  # the public page then knows the code no more


def forget(user: User, addresses: list[str]) -> None:
    """Wipe what she wrote and what was written about her; her certificates can no longer be found.

    That she took part and was at sessions stays, without a name. A trainer stops training.
    """
    hers = Enrolment.objects.filter(user=user)
    LogEntry.objects.filter(enrolment__in=hers).delete()
    LearningGoal.objects.filter(enrolment__in=hers).delete()
    Intake.objects.filter(enrolment__in=hers).update(experience="", brings="", needs="", notes="")
    Visit.objects.filter(enrolment__in=hers).update(went_well="", next_step="", reaction="")
    Certificate.objects.filter(enrolment__in=hers).update(name=NAMELESS)
    hers.update(motivation="")
    Trainer.objects.filter(user=user).update(active=False)
