"""Schools, matching and placements: requests, proposals, placements and lessons."""

from dataclasses import dataclass, field

from django.utils import timezone

from andersom.matching import links
from andersom.matching.domain import offers, proposals
from andersom.matching.models import NotForMe, Proposal
from andersom.placements.models import Lesson, Placement
from schools.models import Group, Request
from tests.architecture.objects.owners import (
    OURS,
    SCHOOL_PEOPLE,
    THEIRS,
    Builder,
    Owners,
    next_monday,
    pk,
    several,
)
from tests.factories.matching import open_request, ready
from tests.factories.placements import Place, RequestFactory


@dataclass
class Work(Owners):
    """What a school asks for, is proposed, agrees on and gets."""

    place: Place = field(init=False)
    lesson: Lesson = field(init=False)
    request: Request = field(init=False)
    draft: Request = field(init=False)
    proposal: Proposal = field(init=False)
    passed: NotForMe = field(init=False)
    proposed: Placement = field(init=False)

    def work(self) -> None:
        self.place = Place(self.school, self.professional)
        groups = self.place.groups
        self.request = open_request(self.school, group=groups[1])
        self.draft = RequestFactory(school=self.school, state="draft", posted_at=None)
        asked = proposals.ask(
            self.request, [ready(self.professional)], by=self.reader, at=timezone.now()
        )
        if asked.unfit:
            raise LookupError(asked.unfit)
        self.proposal = asked.proposals[0]
        self.passed = NotForMe.objects.create(
            request=RequestFactory(school=self.school, groups=groups[1:]),
            professional=self.professional,
            reason="too_far",
            at=timezone.now(),
        )
        self.lesson = self.place.lesson(next_monday())
        self.proposed = self.place.agreed(groups[:1], state="proposed", request=self.request)

    @property
    def group(self) -> Group:
        return self.place.groups[0]


BUILDERS: dict[str, Builder] = {
    **several(
        "placements:placement placements:confirm placements:times placements:contract "
        "placements:stop placements:lesson_add",
        pk("proposed"),
    ),
    **several(
        "placements:lesson placements:lesson_move placements:lesson_cancel "
        "placements:lesson_give placements:lesson_teacher",
        pk("lesson"),
    ),
    "schools:closed_day_remove": pk("closed_day"),
    "schools:group_edit": lambda side: {"pk": side.group.pk},
    **several(
        "schools:request schools:request_withdraw schools:request_close schools:request_copy "
        "matching:candidates matching:why_not matching:ask",
        pk("request"),
    ),
    **several("schools:request_post schools:request_discard", pk("draft")),
    "schools:request_step": lambda side: {"pk": side.draft.pk, "step": 1},
    "matching:request_from_offer": pk("offer"),
    **several(
        "matching:proposal matching:withdraw matching:ask_other_days matching:forget "
        "matching:take_back",
        pk("proposal"),
    ),
    "matching:opening": pk("request"),
    "matching:opening_by_link": lambda side: {
        "key": offers.link_key(
            side.provider_member.user_id, side.request.pk, side.provider_member.provider_id
        )
    },
    "matching:forget_passed": pk("passed"),
    "matching:answer": lambda side: {
        "key": links.answer_key(side.provider_member.user, side.proposal)
    },
    "placements:extra": lambda side: {
        "group": side.group.pk,
        "year": next_monday().year,
        "month": next_monday().month,
    },
}
# Objects that belong to other people than everybody on their side.
SEEN_BY: dict[str, dict[str, set[str]]] = {
    # An offer in the catalogue is everybody's to ask for.
    "matching:request_from_offer": {OURS: SCHOOL_PEOPLE, THEIRS: SCHOOL_PEOPLE},
}
PROVIDER_PEOPLE = {"owner", "other_editor", "professional_user"}
# Acts that a role may not do: known by the role alone, so 403 and not 404.
REFUSED: dict[str, set[str]] = {
    "placements:extra": {"coordinator"},
    "matching:proposal": {*SCHOOL_PEOPLE, "team"},  # only who was asked answers
    "matching:take_back": PROVIDER_PEOPLE,  # they were asked: there is no offer
}
PUBLIC_REFUSES = {
    "matching:opening_by_link": {404},
    "matching:answer": {404},
}  # somebody else's link
CLOSED = {"placements:extra"}  # refused for looking too
# A POST that names no object finds none.
MISSING = {"schools:conditions": {200, 302, 404}}
