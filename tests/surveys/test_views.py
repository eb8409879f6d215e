"""The page of a survey: for who was asked, once, with the reason when it is over."""

import pytest
import time_machine

from andersom.surveys.models import Answer
from tests import people
from tests.factories.accounts import UserFactory
from tests.factories.surveys import survey_about
from tests.factories.training import NOW

pytestmark = pytest.mark.django_db
GIVEN = {"useful": "4", "clear": "3", "text": "Meer tijd om te oefenen."}


@pytest.fixture(autouse=True)
def _clock() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def test_answering_keeps_the_scores_and_thanks() -> None:
    user = UserFactory()
    survey, browser = survey_about(user, [user], at=NOW), people.client_for(user)
    page = browser.post(survey.get_absolute_url(), GIVEN, follow=True)
    answer = Answer.objects.get()
    assert (answer.scores, answer.text) == ({"useful": 4, "clear": 3}, GIVEN["text"])
    assert "Hoe was het?" in page.text
    assert "U hebt deze vragenlijst ingevuld" in page.text


def test_answering_again_is_refused_kindly() -> None:
    user = UserFactory()
    survey, browser = survey_about(user, [user], at=NOW), people.client_for(user)
    browser.post(survey.get_absolute_url(), GIVEN)
    page = browser.post(survey.get_absolute_url(), GIVEN | {"text": "anders"})
    assert page.status_code == 200
    assert "U hebt deze vragenlijst ingevuld" in page.text
    assert Answer.objects.get().text == GIVEN["text"]


def test_a_missing_score_keeps_what_was_typed() -> None:
    user = UserFactory()
    survey = survey_about(user, [user], at=NOW)
    page = people.client_for(user).post(survey.get_absolute_url(), {"text": GIVEN["text"]})
    assert page.status_code == 422
    assert GIVEN["text"] in page.text
    assert not Answer.objects.exists()


def test_who_was_not_asked_finds_nothing() -> None:
    survey = survey_about(UserFactory(), [UserFactory()], at=NOW)
    assert people.client_for(UserFactory()).get(survey.get_absolute_url()).status_code == 404
