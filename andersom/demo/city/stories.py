"""The stories of the demo city: each state that a request, proposal or placement can have."""

from collections.abc import Mapping
from datetime import time, timedelta

from andersom.demo.city.days import Days, moment
from andersom.demo.city.demand import BOTH_HATS_SCHOOL, LEADERS_SCHOOL
from andersom.demo.city.work import Work, leader_of
from andersom.lib.dates import ONE_DAY, last_day
from andersom.matching.domain import offers, promises, proposals
from andersom.matching.models import Proposal
from andersom.placements.domain import lessons, placements
from andersom.placements.domain.refusals import Refused
from andersom.placements.models import GroupMonth, Placement
from andersom.placements.states import LessonState
from schools.domain import requests
from schools.models import Request, School

FULL_LABEL = "6B"
NEARLY_FULL = 21 * 60  # minutes: the 22nd hour still fits, the 23rd is refused
EXTRA_TIMES = (time(9), time(10, 15), time(12, 45))


class Stories:
    """All of them, for schools by name."""

    def __init__(self, work: Work, days: Days, schools: Mapping[str, School]) -> None:
        self.work, self.days, self.schools = work, days, schools
        self.home = schools[LEADERS_SCHOOL]

    def tell(self) -> None:
        self.over_and_done()
        self.every_week()
        self.nearly_full()
        self.partly_filled()
        self.fell_through()
        self.withdrawn()
        self.no_answer()
        morning = moment(self.days.today - 2 * ONE_DAY)
        proposals.settle(at=morning)
        promises.keep(at=morning)
        self.offered_themselves()
        self.asked_and_declined()
        self.waiting_for_a_yes()
        self.asked_of_two()
        self.still_open()
        self.work.give_lessons()

    def over_and_done(self) -> None:
        """A trial that was given, ended and closed."""
        request = self.work.post("musical", self.home, self.days.behind(6))
        [proposal] = self.work.ask(request, "Willemijn de Graaf")
        placement = self.work.agree(proposal, slots=[(2, "09:00")])
        self.work.give_lessons()
        leader, over = leader_of(self.home), moment(placement.end + ONE_DAY, 15)
        reason = "De musical is gespeeld. Iedereen is trots."
        placements.end(placement, by=leader, at=over, reason=reason)
        requests.close(request, by=leader, at=over, reason=reason)

    def every_week(self) -> None:
        """A trial that runs: lessons behind us and ahead, one of them cancelled."""
        request = self.work.post("cooking", self.home, self.days.around(5, 6))
        [proposal] = self.work.ask(request, "Thea Roodenburg")
        placement = self.work.agree(proposal, slots=[(3, "10:00")])
        coming = placement.lessons.filter(
            state=LessonState.PLANNED, during__startswith__gt=self.days.at
        )
        if lesson := coming.order_by("-during").first():
            by = leader_of(self.home)
            reason = "De groep is die dag op excursie."
            lessons.cancel(lesson, by=by, at=self.days.at - ONE_DAY, reason=reason)

    def nearly_full(self) -> None:
        """One group has two professionals every week, and one hour left in a month."""
        month = self.days.busy_month()
        period = self.days.over_month(month)
        strong = self.work.post("strong", self.home, period)
        ravi, _britt = self.work.ask(strong, "Ravi Jaglal", "Britt Zandvliet")
        taken = self.work.agree(ravi, slots=[(0, "09:00"), (1, "09:00")])
        rhythm = self.work.post("rhythm", self.home, period)
        [noor] = self.work.ask(rhythm, "Noor van Dalen", words="Fijn als u weer komt!")
        self.work.agree(noor, slots=[(1, "10:15"), (3, "09:00")], note="Ik kom graag.")
        self._fill_month(taken)

    def _fill_month(self, placement: Placement) -> None:
        """Add single lessons of an hour to the busy month until one hour is left."""
        month = self.days.busy_month()
        by, at = leader_of(self.home), self.days.at - ONE_DAY
        first = max(month, self.days.today + 2 * ONE_DAY)
        for start in EXTRA_TIMES:
            for day in self.days.school_days(first, last_day(month)):
                books = GroupMonth.objects.get(group__placements=placement, month=month)
                if books.minutes + 60 > NEARLY_FULL:
                    return
                try:
                    lessons.add(placement, day=day, start=start, minutes=60, by=by, at=at)
                except Refused:  # somebody has that hour, or the school is closed
                    continue

    def partly_filled(self) -> None:
        """Two groups asked, one is served."""
        school = self.schools["De Regenboogvis"]
        request = self.work.post("dance", school, self.days.ahead(1, 8))
        dwight = self.work.supply.people["Dwight Pinas"]
        groups = list(request.groups.filter(label="7"))
        by, at = leader_of(school), moment(self.days.today - 8 * ONE_DAY)
        self.work.confirm(placements.propose(request, dwight, groups=groups, by=by, at=at))

    def fell_through(self) -> None:
        """A yes that did not lead to work, so that the request is open again."""
        school = self.schools["De Vuurvogel"]
        request = self.work.post("stories", school, self.days.ahead(1, 5))
        [proposal] = self.work.ask(request, "Hassan Bouali")
        placement = self.work.accept(proposal)
        by, at = leader_of(school), proposal.asked_at + 3 * ONE_DAY
        placements.cancel(placement, by=by, at=at, reason="De zieke leerkracht is terug.")

    def withdrawn(self) -> None:
        school = self.schools["De Kastanje"]
        request = self.work.post("chess", school, self.days.ahead(3, 8))
        self.work.ask(request, "Ilse Verhoeven")
        at = moment(self.days.today - 9 * ONE_DAY, 16)
        reason = "Wij hebben het in het team anders opgelost."
        requests.withdraw(request, by=leader_of(school), at=at, reason=reason)

    def no_answer(self) -> None:
        """The first never answered, so the next in line is asked; others still stand there."""
        school = self.schools["De Molenwiek"]
        request = self.work.post("workshop", school, self.days.ahead(2, 8), ago=120)
        self.work.ask(request, "Sem de Bruin", "Daan Peeters", "Anouk Meijer", at_once=1)

    def offered_themselves(self) -> None:
        """Two came by themselves: one hears "no, thank you", the other has no answer yet."""
        request = Request.objects.get(school=self.schools["De Vuurvogel"])
        late, early = self.days.at - ONE_DAY, self.days.at - 3 * ONE_DAY
        first = self.work.offer(request, "Willemijn de Graaf", at=early)
        reason = Proposal.NoThanks.OTHER_SKILLS
        offers.turn_down(first, by=leader_of(request.school), at=early + ONE_DAY, reason=reason)
        note = "Ik vertel al jaren op scholen in de buurt en kan elke ochtend."
        self.work.offer(request, "Fleur Oosterling", at=late, note=note)

    def asked_and_declined(self) -> None:
        """Two were asked: one said no, with a reason; the other still has to answer."""
        request = self.work.post("garden", self.home, self.days.ahead(3, 10), ago=5)
        words = "Wij horen graag of u in het voorjaar of najaar zou beginnen."
        _marieke, sjoerd = self.work.ask(
            request, "Marieke Bos", "Sjoerd Wiersma", after=2, words=words
        )
        proposals.decline(
            sjoerd,
            by=self.work.supply.owner_of(sjoerd.professional),
            at=sjoerd.asked_at + ONE_DAY,
            refusal=Proposal.Refusal.OTHER_DAY,
            other_day_parts=0b11_0000_0000,
            note="Op vrijdag kan ik wel, dan neem ik de bijen mee.",
        )

    def waiting_for_a_yes(self) -> None:
        """Dates are proposed; the provider agreed, the school has not yet. The line was cleared."""
        request = self.work.post("robots", self.home, self.days.ahead(3, 8), ago=6)
        proposal, behind = self.work.ask(request, "Jeroen Vlasblom", "Ngozi Okafor", at_once=1)
        proposals.take_out(behind, by=leader_of(self.home), at=proposal.asked_at + ONE_DAY / 2)
        placement = self.work.accept(proposal, note="Leuk! Ik neem twintig bouwdozen mee.")
        self.work.confirm(placement, school=False)

    def asked_of_two(self) -> None:
        """One provider is asked for two of its professionals."""
        school = self.schools[BOTH_HATS_SCHOOL]
        request = self.work.post("singing", school, self.days.ahead(2, 8), ago=3)
        words = "Onze groepen zijn klein maar druk. Heeft u daar ervaring mee?"
        self.work.ask(request, "Noor van Dalen", "Tobias Mensah", after=1, words=words)

    def still_open(self) -> None:
        """Posted yesterday, nobody asked yet; and a draft that stopped half-way."""
        self.work.post("music", self.home, self.days.ahead(2, 8), ago=1)
        at = self.days.at - timedelta(hours=20)
        draft = self.work.draft("philosophy", self.home, self.days.ahead(4, 6), at)
        requests.save(draft, step=requests.WHY, by=None, at=self.days.at)
