"""An object for every route that asks for one, on two sides of the fence.

"ours" belongs to Klankrijk and De Zeemeeuw, "theirs" to Buitenboom and De Vlieger. Whoever is on
one side must not learn that the other side's objects exist.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.files.base import ContentFile
from django.forms import BaseForm, BaseFormSet
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory as FakeRequest
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from PIL import Image

from andersom.accounts.domain import invitations
from andersom.accounts.models import Invitation, User
from andersom.matching.domain import proposals
from andersom.matching.models import Proposal
from andersom.notifications.domain import preferences
from andersom.notifications.models import InboxItem
from andersom.placements.models import CalendarFeed, Lesson, Placement
from andersom.surveys.models import Survey
from events.models import Document, Event, Recap, Registration, Theme
from providers.models import Member as ProviderMember
from providers.models import Offer, OfferPhoto, Professional, Provider, Unavailable
from providers.states import Review
from schools.models import ClosedDay, Group, Request, School
from schools.models import Member as SchoolMember
from tests import people
from tests.architecture.routes import Route
from tests.factories.accounts import UserFactory
from tests.factories.events import (
    EventFactory,
    ItemFactory,
    RecapFactory,
    RegistrationFactory,
    ThemeFactory,
)
from tests.factories.matching import open_request, ready
from tests.factories.placements import Place, RequestFactory
from tests.factories.surveys import survey_about
from tests.factories.training import (
    CertificateFactory,
    CohortFactory,
    EnrolmentFactory,
    IntakeSlotFactory,
    ModuleFactory,
    SessionFactory,
    TrainerFactory,
)
from training.domain import attendance, weekly
from training.models import (
    Certificate,
    Cohort,
    Enrolment,
    IntakeSlot,
    LearningGoal,
    LogEntry,
    Session,
    Trainer,
    Visit,
    WeeklySchool,
)

OURS, THEIRS = SIDES = ("ours", "theirs")
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
class Side:
    """Everything that one provider, one school and one trainer have."""

    provider: Provider
    professional: Professional
    school: School
    reader: User
    trainer: Trainer
    place: Place = field(init=False)
    lesson: Lesson = field(init=False)
    request: Request = field(init=False)
    draft: Request = field(init=False)
    proposal: Proposal = field(init=False)
    proposed: Placement = field(init=False)
    offer: Offer = field(init=False)
    photo: OfferPhoto = field(init=False)
    absence: Unavailable = field(init=False)
    closed_day: ClosedDay = field(init=False)
    provider_member: ProviderMember = field(init=False)
    school_member: SchoolMember = field(init=False)
    provider_invitation: Invitation = field(init=False)
    school_invitation: Invitation = field(init=False)
    item: InboxItem = field(init=False)
    feed: CalendarFeed = field(init=False)
    survey: Survey = field(init=False)
    cohort: Cohort = field(init=False)
    declared: WeeklySchool = field(init=False)
    enrolment: Enrolment = field(init=False)
    slot: IntakeSlot = field(init=False)
    goal: LearningGoal = field(init=False)
    entry: LogEntry = field(init=False)
    certificate: Certificate = field(init=False)
    session: Session = field(init=False)
    visit: Visit = field(init=False)
    event: Event = field(init=False)
    document: Document = field(init=False)
    theme: Theme = field(init=False)
    recap: Recap = field(init=False)
    visitor: Registration = field(init=False)
    other_visitor: Registration = field(init=False)
    day = date(2027, 3, 1)

    def __post_init__(self) -> None:
        self.work()
        self.supply()
        self.membership()
        self.training()
        self.item = InboxItem.objects.create(
            user=self.reader,
            key=f"test:{self.reader.pk}",
            kind="test",
            title="Bericht",
            created_at=timezone.now(),
            link="/",
        )
        self.feed = CalendarFeed.objects.create(user=self.reader)
        self.survey = survey_about(self.school, [self.reader], at=timezone.now())
        self.meeting()

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
        self.lesson = self.place.lesson(next_monday())
        self.proposed = self.place.agreed(groups[:1], state="proposed", request=self.request)

    def supply(self) -> None:
        self.offer = Offer.objects.create(
            provider=self.provider,
            title="Zingen",
            slug="zingen",
            summary="Samen zingen.",
            description="Samen zingen.",
            domain=people.domain(),
            rate=5_000,
            state=Review.APPROVED,
        )
        picture = ContentFile(pixel(), name="koor.webp")
        self.photo = OfferPhoto.objects.create(offer=self.offer, image=picture, alt="Koor")
        self.absence = Unavailable.objects.create(
            professional=self.professional, first_day=date(2027, 5, 3), last_day=date(2027, 5, 7)
        )
        self.closed_day = ClosedDay.objects.create(
            school=self.school,
            first_day=date(2027, 3, 1),
            last_day=date(2027, 3, 1),
            reason="Studie",
        )

    def training(self) -> None:
        """An edition with this trainer and this professional, who has applied."""
        now = timezone.now()
        self.cohort = CohortFactory(trainers=[self.trainer])
        self.enrolment = EnrolmentFactory(cohort=self.cohort, professional=self.professional)
        self.declared = WeeklySchool.objects.create(
            cohort=self.cohort, professional=self.professional, school=self.school, asked_at=now
        )
        self.slot = IntakeSlotFactory(cohort=self.cohort, trainer=self.trainer)
        self.session = SessionFactory(module=ModuleFactory(cohort=self.cohort))
        self.goal = LearningGoal.objects.create(
            enrolment=self.enrolment, text="Rust", agreed_at=now
        )
        self.visit = Visit.objects.create(
            enrolment=self.enrolment,
            week=next_monday(),
            state="confirmed",
            lesson=self.lesson,
            trainer=self.trainer,
            during=self.lesson.during,
        )
        self.entry = LogEntry.objects.create(enrolment=self.enrolment, text="Het lukte.", at=now)
        self.certificate = CertificateFactory(enrolment__cohort=self.cohort)  # somebody else's

    def membership(self) -> None:
        self.provider_member = ProviderMember.objects.create(
            provider=self.provider, user=UserFactory(), role="editor"
        )
        self.school_member = SchoolMember.objects.create(
            school=self.school, user=UserFactory(), role="coordinator"
        )
        self.provider_invitation = self.invitation("provider", self.provider.pk, "editor")
        self.school_invitation = self.invitation("school", self.school.pk, "coordinator")

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

    def invitation(self, kind: str, number: int, role: str) -> Invitation:
        return Invitation.objects.create(
            kind=kind,
            object_id=number,
            role=role,
            email=f"gast-{kind}-{number}@example.org",
            expires_at=timezone.now() + timedelta(days=9),
        )

    @property
    def group(self) -> Group:
        return self.place.groups[0]


@dataclass
class World:
    cast: people.Cast
    ours: Side
    theirs: Side


def pixel() -> bytes:
    """The smallest picture there is."""
    file = BytesIO()
    Image.new("RGB", (1, 1)).save(file, "webp")
    return file.getvalue()


def today() -> date:
    return timezone.localdate()


def next_monday() -> date:
    return today() + timedelta(days=7 - today().weekday())


def build(cast: people.Cast) -> World:
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


# --- Builders: what a route needs in its address ------------------------------------------------

Builder = Callable[[Side], dict[str, Any]]


def pk(name: str) -> Builder:
    return lambda side: {"pk": getattr(side, name).pk}


def several[T](names: str, value: T) -> dict[str, T]:
    return dict.fromkeys(names.split(), value)


BUILDERS: dict[str, Builder] = {
    "account_reset_password_from_key": lambda side: {"uidb36": "1", "key": "x-y"},
    "accounts:invitation": lambda side: {"token": invitations.token(side.school_invitation)},
    "notifications:read": pk("item"),
    **several(
        "notifications:letter notifications:letter_html", lambda side: {"name": "matching-x"}
    ),
    "notifications:unsubscribe": lambda side: {
        "key": signing.dumps([side.item.user_id, "reminder"], salt=preferences.SALT)
    },
    "surveys:answer": pk("survey"),
    "ui:media": lambda side: {"name": side.photo.image.name},
    "providers:offer": lambda side: {
        "provider_slug": side.provider.slug,
        "slug": side.offer.slug,
    },
    "providers:public_profile": lambda side: {"slug": side.provider.slug},
    **several("providers:member_role providers:member_remove", pk("provider_member")),
    "providers:invitation_revoke": pk("provider_invitation"),
    **several(
        "providers:professional providers:professional_edit providers:professional_active "
        "providers:professional_invite providers:vog providers:availability providers:away",
        pk("professional"),
    ),
    "providers:away_remove": lambda side: {
        "pk": side.professional.pk,
        "absence_pk": side.absence.pk,
    },
    **several(
        "providers:offer_preview providers:offer_edit providers:offer_submit "
        "providers:offer_withdraw providers:offer_copy providers:photo_add",
        pk("offer"),
    ),
    "providers:photo_remove": lambda side: {"pk": side.offer.pk, "photo_pk": side.photo.pk},
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
    "schools:member_remove": pk("school_member"),
    "schools:invitation_withdraw": pk("school_invitation"),
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
        "matching:proposal matching:withdraw matching:ask_other_days matching:forget",
        pk("proposal"),
    ),
    "matching:answer": lambda side: {"key": side.proposal.answer_key},
    "placements:feed": lambda side: {"token": side.feed.token},
    **several("training:cohort training:enrol", lambda side: {"slug": side.cohort.slug}),
    "training:declare_school": lambda side: {"slug": side.cohort.slug},
    **several(
        "training:withdraw training:answer_offer training:enrolment training:intake "
        "training:intake_slot training:intake_cancel "
        "training:intake_conversation training:goal_add",
        pk("enrolment"),
    ),
    "training:confirm_school": lambda side: {"key": weekly.key(side.declared, side.reader)},
    "training:log": pk("enrolment"),
    "training:log_entry": pk("entry"),
    **several("training:propose_visits training:confirm_visits", pk("cohort")),
    **several(
        "training:visit training:visit_confirm training:visit_swap training:visit_report "
        "training:visit_react training:visit_missed",
        pk("visit"),
    ),
    "training:slot_remove": pk("slot"),
    "training:goal": pk("goal"),
    **several("training:attendance training:attendance_code training:evaluation", pk("session")),
    "training:certificate": lambda side: {"pk": side.certificate.enrolment_id},
    "training:check": lambda side: {"code": side.certificate.code},
    "training:revoke": pk("certificate"),
    **several(
        "training:dashboard training:dashboard_export training:award",
        pk("cohort"),
    ),
    "training:check_in": lambda side: {"key": attendance.key_of(side.session)},
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
    "placements:extra": lambda side: {
        "group": side.group.pk,
        "year": next_monday().year,
        "month": next_monday().month,
    },
}


def arguments(route: Route, world: World, side: str) -> dict[str, Any]:
    """Keyword arguments of the route; LookupError for a route without a builder."""
    if route.namespace == "admin":
        return admin_arguments(route)
    return BUILDERS[route.name](getattr(world, side))


def admins() -> dict[str, admin.ModelAdmin]:
    """The admin of each model, by the name that its routes begin with."""
    registered = admin.site._registry.items()
    return {f"{m._meta.app_label}_{m._meta.model_name}": found for m, found in registered}


def admin_arguments(route: Route) -> dict[str, Any]:
    """The first row that the list of a model shows; a number that is nobody's when empty."""
    if route.url_name == "app_list":
        return {"app_label": "accounts"}
    if route.url_name == "view_on_site":
        kind = ContentType.objects.get_for_model(User)
        return {"content_type_id": kind.pk, "object_id": 0}
    if route.url_name == "auth_user_password_change":
        return {"id": User.objects.latest("pk").pk}
    lists = admins()
    found = max((name for name in lists if route.url_name.startswith(f"{name}_")), key=len)
    first = lists[found].get_queryset(FakeRequest().get("/")).first()
    return dict.fromkeys(route.arguments, first.pk if first else 0)


# --- Exceptions, each with its reason -----------------------------------------------------------

# Routes that everybody may come to and that refuse by other means than the table.
PUBLIC_REFUSES: dict[str, set[int]] = {
    "admin:login": {403},  # signed in, and not of the team
    "notifications:mailbox": {404},  # only in the demo
    "notifications:letter": {404},
    "notifications:letter_html": {404},
    "notifications:returned": {404, 405},  # no mail provider reports here
}
# Objects that belong to other people than everybody on their side.
SCHOOL_PEOPLE = {"leader", "other_leader", "coordinator"}
TRAINEE = "professional_user"
EVERYBODY = {*SIDE_OF, "team"}
SEEN_BY: dict[str, dict[str, set[str]]] = {
    # A published edition is everybody's; the code on the screen says itself whose it is.
    **several("training:enrol training:check_in", {OURS: EVERYBODY, THEIRS: EVERYBODY}),
    "training:declare_school": {OURS: {TRAINEE}, THEIRS: {TRAINEE}},
    **several(
        "training:withdraw training:answer_offer training:enrolment training:intake "
        "training:intake_slot training:intake_cancel training:visit "
        "training:visit_react",
        {OURS: {TRAINEE, "trainer", "team"}, THEIRS: {"team"}},
    ),
    "training:log": {OURS: {TRAINEE, "trainer"}, THEIRS: set()},
    "training:log_entry": {OURS: {TRAINEE}, THEIRS: set()},
    "training:certificate": {OURS: {"trainer", "team"}, THEIRS: {"team"}},
    # An offer in the catalogue is everybody's to ask for.
    "matching:request_from_offer": {OURS: SCHOOL_PEOPLE, THEIRS: SCHOOL_PEOPLE},
    **several("notifications:read surveys:answer", {OURS: {"leader"}, THEIRS: {"other_leader"}}),
}
# Acts that a role may not do: known by the role alone, so 403 and not 404.
EDITS, COORDINATES = {"other_editor"}, {"coordinator"}
REFUSED: dict[str, set[str]] = {
    **several(
        "providers:members providers:member_role providers:member_remove "
        "providers:invitation_revoke",
        EDITS,
    ),
    **several(
        "schools:members schools:member_remove schools:invitation_withdraw placements:extra",
        COORDINATES,
    ),
    "providers:vog": {"professional_user"},  # nobody sees her own certificate
    "matching:proposal": {*SCHOOL_PEOPLE, "team"},  # only who was asked answers
    **several(
        "training:withdraw training:answer_offer training:intake training:intake_slot "
        "training:visit_react",
        {"trainer", "team"},  # the trainee alone
    ),
    # The team sees that an intake was, not what was said in it.
    "training:intake_cancel": {"team"},
    "training:log": {"trainer"},  # reads what is shared
}
# A POST that names no object finds none.
MISSING = {"schools:conditions": {200, 302, 404}}
CLOSED = {  # refused for looking too
    "placements:extra",
    "training:withdraw",
    "training:answer_offer",
    "training:intake",
    "training:intake_slot",
    "training:intake_cancel",
}
# Documents of others' making with a stricter policy of their own.
STRICTER = {"ui:media", "notifications:letter_html", "admin:notifications_email_html"}
SIGNS_OUT = {"account_logout"}  # its answer is for a visitor
WITHOUT_SECOND_STEP = {404}  # there is nothing to see, download or end
SETTING_UP = {"mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_deactivate_totp"}


# What the project team may not do in the admin, by model; everything else opens with 200.
READ_ONLY = {  # the page of a row opens, and saving it is refused
    *("accounts_invitation", "notifications_email", "notifications_inboxitem"),
    *("providers_vogrecord", "schools_member", "placements_groupmonth", "matching_proposal"),
}
NEVER_ADDED = {  # they come by acts on the site
    *("accounts_invitation", "notifications_email", "notifications_heartbeat"),
    *("notifications_undeliverable",),
    *("notifications_inboxitem", "schools_request", "schools_school", "schools_member"),
    *("placements_placement", "placements_lesson", "placements_groupmonth", "matching_proposal"),
    *("training_visit", "training_certificate", "training_enrolment", "training_weeklyschool"),
    *("training_module", "events_registration"),
}
NEVER_DELETED = {  # they are closed, cancelled or ended, and stay in the books
    *("notifications_email", "notifications_heartbeat", "notifications_inboxitem"),
    *("notifications_undeliverable",),
    *("schools_request", "schools_school", "placements_ruleset", "placements_placement"),
    *("placements_lesson", "placements_groupmonth", "matching_proposal"),
    *("training_visit", "training_certificate", "training_enrolment", "training_weeklyschool"),
    *("training_cohort", "training_trainer", "events_event", "events_registration"),
}
ADMIN_ANSWERS: dict[str, tuple[int, int, int]] = {  # GET, HEAD, POST
    "password_change_done": (200, 200, 405),
    "jsi18n": (200, 200, 405),
    "autocomplete": (403, 403, 405),  # without saying which field asks
    "view_on_site": (404, 404, 404),
    "logout": (405, 405, 302),
    # All of it is read-only: saved as it was.
    "schools_request_change": (200, 200, 302),
    "training_certificate_change": (200, 200, 302),
}


def of_team(route: Route, method: str) -> int:
    """The one status with which the admin answers the project team here."""
    if route.url_name in ADMIN_ANSWERS:
        return ADMIN_ANSWERS[route.url_name][("get", "head", "post").index(method)]
    model, _underscore, act = route.url_name.rpartition("_")
    if (act == "add" and model in NEVER_ADDED) or (act == "delete" and model in NEVER_DELETED):
        return 403
    if route.arguments and 0 in admin_arguments(route).values():
        return 302  # there is no such row: back to the index
    return 403 if act == "change" and method == "post" and model in READ_ONLY else 200


def entitled(actor: str, route: Route, side: str, method: str) -> set[int]:
    """Statuses for whoever the table lets in; empty when the page simply works."""
    if route.namespace == "admin":
        return {of_team(route, method)}
    if route.name in SETTING_UP:
        return {200, 302, 405} | WITHOUT_SECOND_STEP
    if actor in REFUSED.get(route.name, ()) and (method == "post" or route.name in CLOSED):
        return {403, 404, 405}
    seen = SEEN_BY.get(route.name)
    if not side or (actor == "team" and not seen):
        return MISSING.get(route.name, set())
    sees = actor in seen[side] if seen else SIDE_OF.get(actor) == side
    return set() if sees else {404, 405}


# --- Dirt ---------------------------------------------------------------------------------------

# Asked of every page; what a view reads itself is found while it reads, see `reading`.
PARAMETERS = ("q", "page", "order", "next")
DIRTY = (
    "'\"><script>",
    "²",
    "-1",
    "99999999999999999999",
    "0000-00-00",
    "\ud800".encode("utf-8", "replace").decode(),
    "a" * 5_000,
    "%00%ff",
    "2026-13-45",
    "é\u202e\ufeff",
    "1e309",
    "../../etc/passwd",
)
TURNS = 4  # so many times each field gets other dirt


def dirty(names: Sequence[str], turn: int) -> dict[str, str]:
    """Dirt for each field, another for neighbours and at each turn."""
    return {name: DIRTY[(number + 5 * turn) % len(DIRTY)] for number, name in enumerate(names)}


_names: list[set[str]] = []  # of whoever listens now


@contextmanager
def listening() -> Iterator[None]:
    """Makes `reading` possible. For many tests at once: CPython stops following the methods of a
    class that were replaced a thousand times.
    """

    def noting[T](look: Callable[[QueryDict, str], T]) -> Callable[[QueryDict, str], T]:
        def noted(query: QueryDict, name: str, *rest: Any) -> T:
            for names in _names:
                names.add(name)
            return look(query, name, *rest)

        return noted

    with pytest.MonkeyPatch.context() as patch:
        for look in ("__getitem__", "__contains__", "getlist"):
            inherited = getattr(MultiValueDict, look)
            patch.setattr(QueryDict, look, noting(inherited), raising=False)
        yield


@contextmanager
def reading() -> Iterator[set[str]]:
    """Fills with the names that are looked up in a query, or in what was posted, meanwhile."""
    names: set[str] = set()
    _names.append(names)
    try:
        yield names
    finally:
        _names.pop()


def of_changelist(route: Route) -> set[str]:
    """What the list of a model in the admin narrows by."""
    found = admins()[route.url_name.removesuffix("_changelist")]
    filters = [one if isinstance(one, str) else one[0] for one in found.list_filter]
    names = {f"{name}{end}" for name in filters for end in ("__exact", "__gte", "__isnull")}
    if found.date_hierarchy:
        names |= {f"{found.date_hierarchy}__{part}" for part in ("year", "month", "day")}
    return names | {"o", "p", "all", "_facets", "_popup", "_to_field"}


def fields_of(page: HttpResponse) -> list[str]:
    """Names of all form fields on a page."""
    found: list[str] = []
    for value in values_of(getattr(page, "context", None)):
        if isinstance(value, BaseForm):
            found += [bound.html_name for bound in value]
        elif isinstance(value, BaseFormSet):
            found += [bound.html_name for form in value for bound in form]
    return list(dict.fromkeys(found))


def values_of(contexts: Any) -> Iterator[Any]:
    for context in contexts or ():
        for layer in getattr(context, "dicts", [context]):
            yield from layer.values()
