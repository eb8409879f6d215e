"""Thanking who came in and asking what they thought, once; shown from five answers on."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client

from andersom.notifications.models import Email
from andersom.surveys import domain as surveys
from andersom.surveys.models import Answer, Answered, Survey
from events.domain import evaluations
from tests.factories.accounts import UserFactory
from tests.factories.events import ENDS, EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 12, 15, 7, tzinfo=UTC)  # eight o'clock, the day after
SCORES = {"useful": 4, "people": 3, "care": 4}


def mails() -> list[Email]:
    return list(Email.objects.filter(kind="events.thanks").order_by("address"))


def test_who_came_in_is_thanked_once_the_morning_after() -> None:
    event = EventFactory()
    came = RegistrationFactory(event=event, came=True, user=UserFactory(email="a@example.org"))
    RegistrationFactory(event=event, user=UserFactory())
    guest = RegistrationFactory(event=event, came=True, email="b@example.org")
    RegistrationFactory(event=event, came=True, email="", walk_in=True)
    assert evaluations.thank_due(at=ENDS + timedelta(hours=6)) == 0
    assert evaluations.thank_due(at=MORNING - timedelta(minutes=1)) == 0
    assert [evaluations.thank_due(at=MORNING) for _time in range(2)] == [2, 0]
    assert [mail.address for mail in mails()] == [came.user.email, guest.email]
    assert all("/ontmoeten/" in mail.text for mail in mails())
    late = RegistrationFactory(event=event, came=True, email="c@example.org")
    assert evaluations.thank_due(at=MORNING + timedelta(days=1)) == 1
    assert mails()[-1].address == late.email
    assert evaluations.thank_due(at=ENDS + timedelta(days=14)) == 0


def test_who_was_erased_and_who_left_is_not_thanked() -> None:
    event = EventFactory()
    RegistrationFactory(event=event, came=True, email="erased-1@erased.invalid")
    RegistrationFactory(event=event, came=True, user=UserFactory(is_active=False))
    assert evaluations.thank_due(at=MORNING) == 0


def test_a_guest_answers_once_with_the_link_and_nothing_tells_who() -> None:
    event = EventFactory()
    RegistrationFactory(event=event, came=True, email="b@example.org")
    evaluations.thank_due(at=MORNING)
    link = re.search(r"/vragenlijst/met-link/[^/]+/", mails()[0].text)[0]
    with time_machine.travel(MORNING, tick=False):
        client = Client()
        page = client.get(link)
        assert page["Referrer-Policy"] == "same-origin"
        assert page["Cache-Control"] == "no-store"
        client.post(link, SCORES | {"text": "Goed"})
        client.post(link, SCORES | {"text": "Nog eens"})
        assert client.get(link[:-2] + "x/").status_code == 404
    answer = Answer.objects.get()
    assert (answer.scores, answer.text) == (SCORES, "Goed")
    answered = Answered.objects.get()
    assert answered.user is None
    assert "b@example.org" not in answered.guest
    assert evaluations.results(event).asked == 1


def test_a_link_of_one_event_opens_no_other() -> None:
    first, second = EventFactory(), EventFactory()
    for event in (first, second):
        RegistrationFactory(event=event, came=True, email="b@example.org")
    evaluations.thank_due(at=MORNING)
    one, other = Survey.objects.order_by("pk")
    assert surveys.guest_code(one, "b@example.org") != surveys.guest_code(other, "b@example.org")
    forged = signing.dumps([other.pk, surveys.guest_code(one, "b@example.org")], salt=surveys.SALT)
    assert surveys.guest_of(forged) is None


def test_answers_are_shown_from_five_on() -> None:
    event = EventFactory()
    guests = [UserFactory() for _number in range(5)]
    for user in guests:
        RegistrationFactory(event=event, came=True, user=user)
    evaluations.thank_due(at=MORNING)
    survey = Survey.objects.get()
    for user in guests[:4]:
        surveys.answer(survey, SCORES, "Goed", by=user, at=MORNING)
    assert not evaluations.results(event).shown
    surveys.answer(survey, SCORES, "Meer pauze", by=guests[4], at=MORNING)
    found = evaluations.results(event)
    assert found.shown
    assert [one.tenths for one in found.averages] == [40, 30, 40]
    assert "Meer pauze" in found.texts
