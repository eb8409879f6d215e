import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from andersom.notifications.models import Email, InboxItem, LetterText
from andersom.notifications.states import EmailState
from tests.factories.accounts import UserFactory


class EmailFactory(DjangoModelFactory):
    """A mail in the queue."""

    class Meta:
        model = Email

    class Params:
        sent = factory.Trait(
            state=EmailState.SENT, sent_at=factory.LazyFunction(timezone.now), attempts=1
        )
        failed = factory.Trait(state=EmailState.FAILED, attempts=8, last_error="550 no")
        in_doubt = factory.Trait(state=EmailState.IN_DOUBT, attempts=1)
        held = factory.Trait(state=EmailState.HELD)

    kind = "tests.letter"
    key = factory.Sequence(lambda number: f"letter:{number}")
    address = factory.Sequence(lambda number: f"reader{number}@example.org")
    language = "nl"
    subject = "Dag"
    text = "Hallo"
    html = "<p>Hallo</p>"
    message_id = factory.Sequence(lambda number: f"<letter{number}@andersom.example>")
    not_before = factory.LazyFunction(timezone.now)
    created_at = factory.SelfAttribute("not_before")


class InboxItemFactory(DjangoModelFactory):
    """An unread message."""

    class Meta:
        model = InboxItem

    class Params:
        read = factory.Trait(read_at=factory.LazyFunction(timezone.now))

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda number: f"item:{number}")
    kind = "tests.letter"
    title = factory.Sequence(lambda number: f"Bericht {number}")
    text = "Hallo"
    link = "/"
    created_at = factory.LazyFunction(timezone.now)


class LetterTextFactory(DjangoModelFactory):
    """The team's own subject for a mail."""

    class Meta:
        model = LetterText

    kind = "placements.lesson_moved"
    language = "nl"
    subject = "De les is verzet"
    changed_at = factory.LazyFunction(timezone.now)
