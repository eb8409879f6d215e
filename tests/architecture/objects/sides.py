"""Two of everything: one for each side of the fence."""

from dataclasses import dataclass

from django.utils import timezone

from andersom.beat import TICKS
from andersom.notifications.domain import heartbeats
from tests import people
from tests.architecture.objects.meeting import Meeting
from tests.architecture.objects.membership import Membership
from tests.architecture.objects.owners import OURS, THEIRS
from tests.architecture.objects.supply import Supply
from tests.architecture.objects.training import Training
from tests.factories.training import TrainerFactory
from training.models import Trainer

SIDE_OF = {
    "owner": OURS,
    "leader": OURS,
    "coordinator": OURS,
    "professional_user": OURS,
    "trainer": OURS,
    "other_editor": THEIRS,
    "other_leader": THEIRS,
}
KINDS: dict[str, set[str]] = {
    "owner": {"provider"},
    "other_editor": {"provider"},
    "leader": {"school"},
    "other_leader": {"school"},
    "coordinator": {"school"},
    "professional_user": {"professional"},
    "trainer": {"trainer"},
    "team": {"team"},
    "team_without_mfa": {"team"},
}


@dataclass
class Side(Training, Supply, Membership, Meeting):
    """Everything that one provider, one school and one trainer have."""

    def __post_init__(self) -> None:
        self.work()
        self.supply()
        self.membership()
        self.training()
        self.messages()
        self.meeting()


@dataclass
class World:
    cast: people.Cast
    ours: Side
    theirs: Side


def build(cast: people.Cast) -> World:
    for name in TICKS:  # a house in which worker and beat are at work
        with heartbeats.look(name, at=timezone.now()):
            pass
    thea = Trainer.objects.get(user=cast.trainer)
    ours = Side(cast.provider, cast.professional, cast.school, cast.leader, thea)
    theirs = Side(
        cast.other_provider,
        cast.other_professional,
        cast.other_school,
        cast.other_leader,
        TrainerFactory(),
    )
    return World(cast, ours, theirs)
