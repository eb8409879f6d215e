"""Everything that the journal may hold has words; the test reads the source for what that is."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import ModuleType

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import override

from andersom.matching.models import Proposal
from andersom.matching.states import PROPOSAL
from andersom.notifications.models import Email
from andersom.placements.domain import lessons, placements
from andersom.placements.models import Lesson, Placement
from andersom.placements.states import BY_TEAM, LESSON, PLACEMENT, REASONS
from andersom.workflow import wording
from andersom.workflow.machine import Machine
from andersom.workflow.models import Move
from events.models import Event, Expectation, Registration
from events.states import CARD, EVENT, REGISTRATION
from providers.domain import availability, review
from providers.models import Offer, Provider
from providers.states import REVIEW
from schools.models import RegisterUpload, Request, School
from schools.states import REQUEST, SCHOOL, UPLOAD
from tests.factories.placements import NOW, Place
from tests.factories.providers import OfferFactory
from tests.people import Cast
from training.models import Cohort, Enrolment, Visit, WeeklySchool
from training.states import COHORT, ENROLMENT, VISIT, WEEKLY

MACHINES = [
    (Provider, REVIEW),
    (Offer, REVIEW),
    (Request, REQUEST),
    (School, SCHOOL),
    (RegisterUpload, UPLOAD),
    (Placement, PLACEMENT),
    (Lesson, LESSON),
    (Proposal, PROPOSAL),
    (Cohort, COHORT),
    (Enrolment, ENROLMENT),
    (WeeklySchool, WEEKLY),
    (Visit, VISIT),
    (Event, EVENT),
    (Registration, REGISTRATION),
    (Expectation, CARD),
]
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def modules() -> Iterator[ModuleType]:
    """Every `states.py` of the apps of the house."""
    for app in apps.get_app_configs():
        if str(settings.BASE_DIR) in app.path and ".venv" not in app.path:
            for found in pkgutil.iter_modules([app.path]):
                if found.name == "states":
                    yield importlib.import_module(f"{app.name}.states")


def recorded() -> set[str]:
    """The verbs that are written out where something is put into the journal."""
    calls = [
        node
        for folder in ("andersom", "providers", "schools", "training", "events")
        for path in (settings.BASE_DIR / folder).rglob("domain/**/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and len(node.args) > 1
    ]
    names = [(getattr(c.func, "attr", getattr(c.func, "id", "")), c.args[1]) for c in calls]
    return {
        constant.value
        for name, argument in names
        if name in {"record", "_journal"}
        for constant in ast.walk(argument)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
    } - {"confirm_"}


def test_every_machine_is_looked_at() -> None:
    found = {id(x) for m in modules() for x in vars(m).values() if isinstance(x, Machine)}
    assert found == {id(machine) for _model, machine in MACHINES}


@pytest.mark.parametrize(("model", "machine"), MACHINES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_verb_and_state_of_a_machine_has_words(model, machine, language) -> None:
    words = wording.of(model)
    assert machine.transitions.keys() - words.verbs.keys() == set()
    assert set(machine.states) - words.states.keys() == set()
    with override(language):
        said = [str(label) for label in (*words.verbs.values(), *words.states.values())]
    assert [text for text in said if not text or "_" in text] == []


def test_every_verb_that_is_recorded_has_words() -> None:
    known = {verb for words in wording.known().values() for verb in words.verbs}
    assert len(recorded()) > 15
    assert recorded() - known == set()


@pytest.mark.django_db
def test_journal_speaks_the_language_of_its_reader(cast: Cast) -> None:
    offer = OfferFactory(provider=cast.provider, state="submitted")
    review.ask_changes(offer, by=cast.team, at=AT, reason="Graag een foto.")
    move = Move.objects.of(offer).get()

    for language, words in {
        "nl": ("Aanpassing gevraagd", "ingediend", "aanpassing gevraagd", "Graag een foto."),
        "en": ("Changes asked", "submitted", "changes asked", "Graag een foto."),
    }.items():
        with override(language):
            assert (move.what, move.from_state, move.to_state, move.why) == words


@pytest.mark.django_db
def test_review_page_shows_words(cast: Cast) -> None:
    offer = OfferFactory(provider=cast.provider, state="submitted")
    review.ask_changes(offer, by=cast.team, at=AT, reason="Graag een foto.")
    team = cast.client("team")
    for name in ("admin:providers_offer_review", "admin:providers_offer_change"):
        page = team.get(reverse(name, args=[offer.pk])).content.decode()
        assert "Aanpassing gevraagd" in page
        assert re.findall(r">[^<]*ask_changes", page) == []


@pytest.mark.django_db
def test_contract_form_is_kept_as_a_code(cast: Cast) -> None:
    placement = Place(school=cast.school, professional=cast.professional).placement
    with override("en"):
        placements.set_contract(placement, "freelance", by=cast.team, at=NOW)
    move = Move.objects.of(placement).get(verb="set_contract")

    assert (move.reason, move.why) == ("freelance", "zelfstandig (zzp)")


@pytest.mark.django_db
def test_reason_of_the_team_is_a_code_in_the_journal_and_words_in_the_mail(cast: Cast) -> None:
    place = Place(school=cast.school, professional=cast.professional)
    lesson = place.lesson(date(2026, 12, 1))
    with override("en"):
        lessons.cancel(lesson, by=cast.team, at=NOW, reason=BY_TEAM)

    move = Move.objects.of(lesson).get(verb="cancel")
    assert (move.reason, move.why) == (BY_TEAM, "Gedaan door het projectteam.")
    texts = [mail.text for mail in Email.objects.filter(kind="placements.lesson_cancelled")]
    assert texts
    assert all("Gedaan door het projectteam." in text for text in texts)


def test_every_coded_reason_has_words() -> None:
    assert {BY_TEAM, "@date_passed", "@request_ended"} == REASONS.keys()


@pytest.mark.django_db
def test_new_week_is_told_in_words(cast: Cast) -> None:
    start = date(2026, 12, 7)
    availability.change(cast.professional, grid=3, start=start, by=cast.owner, at=AT)
    move = Move.objects.of(cast.professional).get()

    assert (move.what, move.why) == ("Nieuwe week", "ma 7 dec 2026: maandag (hele dag)")


@pytest.mark.django_db
def test_what_nobody_named_is_shown_as_it_stands(cast: Cast) -> None:
    kind = ContentType.objects.get_for_model(cast.owner)
    move = Move(content_type=kind, verb="x_y", source="a", target="b", reason="c")

    assert (move.what, move.from_state, move.to_state, move.why) == ("x_y", "a", "b", "c")
