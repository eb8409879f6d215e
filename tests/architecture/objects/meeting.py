"""Events: one to come with a round, and two visitors who let themselves be seen."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from events.models import Document, Event, Recap, Registration, Theme
from tests.architecture.objects.owners import Builder, Owners, several
from tests.factories.events import (
    EventFactory,
    ItemFactory,
    RecapFactory,
    RegistrationFactory,
    ThemeFactory,
)


@dataclass
class Meeting(Owners):
    """An event of nobody's side: who has the key of a visitor comes in."""

    event: Event = field(init=False)
    document: Document = field(init=False)
    theme: Theme = field(init=False)
    recap: Recap = field(init=False)
    visitor: Registration = field(init=False)
    other_visitor: Registration = field(init=False)

    def meeting(self) -> None:
        """An event to come with a round, and two visitors who let themselves be seen."""
        self.event = EventFactory(opens_at=timezone.now() - timedelta(days=1))
        ItemFactory(event=self.event, round=True)
        paper = ContentFile(b"%PDF-1.7 %%EOF", name="dia.pdf")
        self.document = Document.objects.create(event=self.event, title="Dia's", file=paper)
        self.theme = ThemeFactory(event=self.event)
        self.recap = RecapFactory()
        self.visitor, self.other_visitor = RegistrationFactory.create_batch(
            2, event=self.event, shown=True
        )


BUILDERS: dict[str, Builder] = {
    **several(
        "events:event events:event_ical events:register events:look_in_mail events:wall "
        "events:screen events:wall_print events:moderate events:sort_wall events:put_card "
        "events:adopt_theme events:door events:walk_in events:badges events:planning",
        lambda side: {"slug": side.event.slug},
    ),
    "events:recap": lambda side: {"slug": side.recap.event.slug},
    "events:document": lambda side: {"slug": side.event.slug, "pk": side.document.pk},
    "events:theme": lambda side: {"slug": side.event.slug, "pk": side.theme.pk},
    "events:check_in": lambda side: {"slug": side.event.slug, "key": side.visitor.key},
    **several(
        "events:registration events:confirm events:answer_offer events:cancel_registration "
        "events:choose_rounds events:change_visit events:registration_ical events:visitors "
        "events:meet",
        lambda side: {"key": side.visitor.key},
    ),
    "events:hello": lambda side: {"key": side.visitor.key, "pk": side.other_visitor.pk},
}
