"""Two events of the demo city: the meeting of 17 June 2024 with its recap, and one to come."""

from datetime import date, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from andersom.demo.city import texts
from andersom.demo.city.days import Days, moment
from andersom.demo.city.people import Town
from andersom.demo.city.pictures import ALT, photo
from andersom.demo.city.supply import Supply
from andersom.lib.dates import instant
from events.domain import contact, meetings, planning, recap, registrations, wall
from events.domain.registrations import Visitor
from events.models import Event, ProgrammeItem, Recap, RecapPhoto, Registration, Room
from events.states import RegistrationState
from providers.models import Member, Provider
from providers.states import Review

THEN = date(2024, 6, 17)
FIVE_WEEKS = timedelta(weeks=5)
BEGINS, LASTS = time(13), timedelta(hours=4)
PLACES, CAME = 35, 33


class Meetings:
    """Tells both, with the providers of the city as visitors."""

    def __init__(self, town: Town, supply: Supply, days: Days) -> None:
        self.town, self.days, self.people = town, days, supply.people
        self.words = texts.read("meetings")
        self.providers = list(Provider.objects.filter(state=Review.APPROVED).order_by("pk"))

    def tell(self) -> None:
        self.long_ago()
        self.to_come()

    # --- 17 June 2024 -----------------------------------------------------------------------------

    def long_ago(self) -> None:
        """Published, held, closed, and told about; who came has no account yet."""
        event = self._event(self.words["past"], THEN, opens=moment(date(2024, 5, 1)))
        meetings.publish(event, by=self.town.team, at=moment(date(2024, 5, 1)))
        self._programme(event)
        self._came(event)
        for theme in self.words["theme"]:
            cards = [wall.post(event, text, at=event.during.lower) for text in theme["cards"]]
            made = wall.add_theme(event, theme["title"], cards)
            made.answer = theme["answer"]
            made.save(update_fields=["answer"])
        meetings.close(event, by=self.town.team, at=moment(date(2024, 6, 17), 18))
        self._recap(event)

    def _came(self, event: Event) -> None:
        """Registered on paper, so without an address and without mail."""
        Registration.objects.bulk_create(
            Registration(
                event=event,
                name=f"Bezoeker {number + 1}",
                organisation=self.providers[number % len(self.providers)].name,
                email="",
                walk_in=True,
                state=RegistrationState.CONFIRMED,
                checked_in_at=event.during.lower,
                created_at=event.during.lower,
            )
            for number in range(CAME)
        )

    def _recap(self, event: Event) -> None:
        words = self.words["recap"]
        made = Recap.objects.create(event=event, summary=words["summary"], text=words["text"])
        made.quotes.create(text=words["quote"], who=words["who"])
        made.links.create(title=words["link"], url=words["url"])
        drawn = photo(event.slug)
        sizes = dict(recap.sizes(drawn, drawn.getbuffer().nbytes))
        RecapPhoto.objects.create(recap=made, alt=ALT, consent=True, **sizes)
        recap.publish(made, by=self.town.team, at=moment(date(2024, 6, 27)))

    # --- To come ----------------------------------------------------------------------------------

    def to_come(self) -> None:
        """Open for registration: some providers come and see each other, cards hang already."""
        day = next(week for week in self.days.weeks if week >= self.days.today + FIVE_WEEKS)
        event = self._event(self.words["coming"], day, opens=self.days.at - timedelta(days=10))
        meetings.publish(event, by=self.town.team, at=self.days.at - timedelta(days=10))
        planning.make_list(event)
        round_at = DateTimeTZRange(
            event.during.lower + timedelta(hours=2), event.during.lower + timedelta(hours=3)
        )
        for number, title in enumerate(self.words["coming"]["rounds"], start=1):
            room = Room.objects.create(event=event, name=f"Zaal {number}", capacity=18)
            ProgrammeItem.objects.create(
                event=event, title=title, room=room, chosen=True, during=round_at
            )
        guests = self._registered(event)
        contact.hello(
            guests[0], guests[1], idea="Zullen we samen een dag aanbieden?", at=self.days.at
        )
        for text in self.words["coming"]["cards"]:
            wall.post(event, text, at=self.days.at)

    def _registered(self, event: Event) -> list[Registration]:
        """The first member of each of eight providers, an hour apart, from nine days ago on."""
        members = Member.objects.filter(provider__in=self.providers).select_related(
            "user", "provider"
        )
        first = {member.provider_id: member for member in members.order_by("-pk")}
        found = []
        for number, member in enumerate(sorted(first.values(), key=lambda one: one.pk)[:8]):
            visitor = Visitor(
                email=member.user.email,
                name=member.user.name,
                organisation=member.provider.name,
                provider=member.provider,
                shown=True,
            )
            at = self.days.at - timedelta(days=9) + timedelta(hours=number)
            found += registrations.register(event, [visitor], user=member.user, at=at)
        return found

    # --- Both -------------------------------------------------------------------------------------

    def _event(self, words: dict[str, str], day: date, *, opens: datetime) -> Event:
        begins = instant(day, BEGINS)
        facts = {name: words[name] for name in ("title", "slug", "summary", "text", "place")}
        made = Event.objects.create(
            **facts,
            address=words["address"],
            accessibility=words["accessibility"],
            during=DateTimeTZRange(begins, begins + LASTS),
            capacity=PLACES,
            opens_at=opens,
            closes_at=begins - timedelta(days=1),
            cards_first_looked_at=False,
        )
        made.refresh_from_db()
        return made

    def _programme(self, event: Event) -> None:
        starts = event.during.lower
        for item in self.words["item"]:
            ends = starts + timedelta(minutes=item["minutes"])
            ProgrammeItem.objects.create(
                event=event, title=item["title"], during=DateTimeTZRange(starts, ends)
            )
            starts = ends
