"""Who wears a hat of the training programme: its trainers. A trainee wears a professional's."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from andersom.accounts.hats import Hat
from andersom.accounts.models import User
from training.models import Trainer

TRAINER = "trainer"


def of_trainers(user: User) -> Iterator[Hat]:
    """One hat for whoever trains."""
    for trainer in Trainer.objects.active().filter(user=user):
        yield Hat(TRAINER, trainer.pk, _("Training programme"), str(Trainer._meta.verbose_name))
