"""The training programme of the demo city: an edition that is over, one that runs, two to come.

The people are those of the city; practice visits are made to lessons that were really given.
"""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from andersom.demo.city import folk, texts
from andersom.demo.city.days import Days, moment
from andersom.demo.city.people import Town
from andersom.demo.city.supply import Supply
from andersom.lib.dates import ONE_DAY, instant
from providers.models import Professional
from providers.states import Review
from training.domain import certificates, cohorts, enrolments, intake, visits
from training.models import Cohort, Criterion, Module, Programme, Session, Trainer, Visit

TRAINERS = (("trainer", "2521"), ("Fleur Hartman", "2566"), ("Bilal Aydin", "2532"))
DEMO = "Noor van Dalen"  # signs in, and can enrol herself
COMPLETED, VISITED = "Willemijn de Graaf", "Thea Roodenburg"
SESSION_AT, SESSION_LASTS = time(15, 30), timedelta(hours=2)
TUESDAY, WEDNESDAY, THURSDAY = ONE_DAY, 2 * ONE_DAY, 3 * ONE_DAY


class Training:
    """Tells the four editions, for the people of the city."""

    def __init__(self, town: Town, supply: Supply, days: Days) -> None:
        self.town, self.days = town, days
        self.people = supply.people
        named = {DEMO, COMPLETED, VISITED}
        self._others = iter(
            one
            for one in supply.people.values()
            if one.active and one.user is None and one.name not in named
            if one.provider.state == Review.APPROVED
        )
        words = {
            key: value
            for key, value in texts.read("training")["programme"].items()
            if key not in ("partners", "place", "price")
        }
        self.programme = Programme.objects.create(certificate_months=36, **words)
        self.trainers = [self._trainer(*one) for one in TRAINERS]
        self.folk = folk.Folk(town, days, self.trainers)

    def tell(self) -> None:
        self.over_and_done()
        self.running()
        self.full()
        self.still_open()

    # --- Editions ---------------------------------------------------------------------------------

    def over_and_done(self) -> None:
        """One has her certificate, another stopped half-way; the edition is closed."""
        period = self.days.behind(6)
        weeks = [week for week in self.days.weeks if period.start <= week <= period.end]
        cohort = self._edition("vorige editie", weeks, TUESDAY, visits=3, capacity=6)
        first, second = self.folk.admit(cohort, [self.people[COMPLETED], *self._some(1)])
        enrolments.start_due(at=moment(cohort.start, 8))
        enrolments.withdraw(second, by=self.folk.who(second), at=moment(cohort.start + 9 * ONE_DAY))
        self.folk.attend(cohort, [first])
        self.folk.visit(first, 3)
        over = moment(period.end + ONE_DAY)
        certificates.award(first, by=self.town.team, at=over)
        cohorts.close(cohort, by=self.town.team, at=over)

    def running(self) -> None:
        """Half-way: one misses everything, one was visited, the next visits are planned."""
        begin = self.days.around(5, 6).start
        weeks = [week for week in self.days.weeks if week >= begin][:10]
        cohort = self._edition("lopende editie", weeks[::2], WEDNESDAY, visits=4, capacity=6)
        found = self.folk.admit(cohort, [self.people[VISITED], *self._some(5)])
        enrolments.start_due(at=moment(cohort.start, 8))
        self.folk.attend(cohort, found, absent=found[-1])
        self.folk.visit(found[0], 2)
        visits.due(cohort, at=self.days.at)
        visits.plan(cohort, by=self.town.team, at=self.days.at, seconds=2)
        if planned := Visit.objects.filter(state="proposed").order_by("during").first():
            visits.confirm(planned, by=self.trainers[0].user, at=self.days.at)

    def full(self) -> None:
        """All places are taken: every state from applied to admitted, and a waiting list."""
        today, days = self.days.today, self.days
        held = days.school_days(today - 90 * ONE_DAY, today - 6 * ONE_DAY)[-1]
        coming = days.school_days(today + 2 * ONE_DAY, today + 90 * ONE_DAY)[0]
        base = held - 20 * ONE_DAY
        weeks = [week for week in days.weeks if week > today + 35 * ONE_DAY][:10]
        cohort = self._edition(
            "volgende editie", weeks[::2], THURSDAY, visits=6, capacity=6, opened=base
        )
        all_of_them = self.folk.apply(cohort, self._some(9), base)
        new, planned, done, admitted, stops, declined, *_waiting = all_of_them
        self.folk.slots(cohort, held, base)
        self.folk.slots(cohort, coming, base)
        self.folk.hold_intakes(cohort, [done, admitted], held)
        self.folk.choose(cohort, planned, coming, moment(held))
        team, late = self.town.team, self.days.at - ONE_DAY
        enrolments.admit(admitted, by=team, at=moment(held + 2 * ONE_DAY))
        enrolments.withdraw(
            stops, by=self.folk.who(stops), at=late, reason="Ik heb een nieuwe baan."
        )
        reason = "U werkt nu niet elke week op een school. Meld u gerust aan als dat zo is."
        enrolments.decline(declined, by=team, at=late + timedelta(hours=2), reason=reason)
        intake.save(new, **folk.FORM, by=self.folk.who(new), at=late)

    def still_open(self) -> None:
        """Places are free, so that whoever looks around in the demo can enrol."""
        weeks = [week for week in self.days.weeks if week > self.days.today + 100 * ONE_DAY][:10]
        opened = self.days.today - 9 * ONE_DAY
        cohort = self._edition(
            "nieuwe editie", weeks[::2], TUESDAY, visits=6, capacity=15, opened=opened
        )
        self.folk.let_in(cohort, self.people[DEMO], self.days.at - ONE_DAY)

    # --- Parts ------------------------------------------------------------------------------------

    def _trainer(self, who: str, pc4: str) -> Trainer:
        user = self.town.account(who) if who == "trainer" else self.town[who]
        return Trainer.objects.create(
            user=user, organisation="De Haagse Hogeschool", postcode_area_id=pc4
        )

    def _edition(
        self,
        title: str,
        weeks: Sequence[date],
        on: timedelta,
        *,
        opened: date | None = None,
        **facts: Any,
    ) -> Cohort:
        """With a session of each module in a week each, so many days after Monday; published."""
        words = texts.read("training")
        start = weeks[0]
        opens = opened or start - 70 * ONE_DAY
        until = start - 14 * ONE_DAY
        cohort = Cohort.objects.create(
            programme=self.programme,
            title=title,
            slug=title.replace(" ", "-"),
            enrol_from=opens,
            enrol_until=max(until, opens + 7 * ONE_DAY),
            start=start,
            end=weeks[-1] + 27 * ONE_DAY,
            **{key: words["programme"][key] for key in ("partners", "place", "price")},
            **facts,
        )
        cohort.trainers.set(self.trainers)
        for number, (module, week) in enumerate(zip(words["module"], weeks, strict=False)):
            self._session(cohort, number, module, week + on)
        for number, criterion in enumerate(words["criterion"]):
            Criterion.objects.create(cohort=cohort, position=number + 1, **criterion)
        cohorts.publish(cohort, by=self.town.team, at=moment(opens, 8))
        return cohort

    def _session(self, cohort: Cohort, number: int, module: dict[str, str], day: date) -> None:
        begins = instant(day, SESSION_AT)
        Session.objects.create(
            cohort=cohort,
            module=Module.objects.create(cohort=cohort, position=number + 1, **module),
            trainer=self.trainers[number % len(self.trainers)],
            during=DateTimeTZRange(begins, begins + SESSION_LASTS),
        )

    def _some(self, number: int) -> list[Professional]:
        """Professionals who do not sign in yet; now they do."""
        return [next(self._others) for _turn in range(number)]
