"""Asking who came in what they thought, once, and showing it from five answers on."""

from datetime import timedelta

import pytest

from andersom.notifications.models import Email
from andersom.surveys import domain as surveys
from andersom.surveys.models import Survey
from events.domain import evaluations
from tests.factories.accounts import UserFactory
from tests.factories.events import BEGINS, ENDS, EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
SCORES = {"useful": 4, "people": 3, "care": 4}


def test_only_who_came_in_with_an_account_is_asked_and_once() -> None:
    event = EventFactory()
    came = RegistrationFactory(event=event, came=True, user=UserFactory())
    RegistrationFactory(event=event, user=UserFactory())
    RegistrationFactory(event=event, came=True)
    assert evaluations.ask_due(at=BEGINS + timedelta(hours=1)) == 0
    assert [evaluations.ask_due(at=ENDS) for _time in range(2)] == [1, 0]
    mails = Email.objects.filter(kind="events.evaluation_asked")
    assert [mail.address for mail in mails] == [came.user.email]
    assert evaluations.ask_due(at=ENDS + timedelta(days=14)) == 0


def test_answers_are_shown_from_five_on() -> None:
    event = EventFactory()
    guests = [UserFactory() for _number in range(5)]
    for user in guests:
        RegistrationFactory(event=event, came=True, user=user)
    evaluations.ask_due(at=ENDS)
    survey = Survey.objects.get()
    for user in guests[:4]:
        surveys.answer(survey, SCORES, "Goed", by=user, at=ENDS)
    assert not evaluations.results(event).shown
    surveys.answer(survey, SCORES, "Meer pauze", by=guests[4], at=ENDS)
    found = evaluations.results(event)
    assert found.shown
    assert [one.tenths for one in found.averages] == [40, 30, 40]
    assert "Meer pauze" in found.texts
