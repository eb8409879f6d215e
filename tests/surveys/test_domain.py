"""Who answered is known, what nobody can tell; under five answers nothing is shown."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core import signing
from django.db import IntegrityError, connection, connections, transaction

from andersom.accounts.models import User
from andersom.surveys import domain
from andersom.surveys.models import Answer, Answered, Asked, Survey
from tests.factories.accounts import UserFactory
from tests.factories.surveys import KIND, survey_about
from tests.factories.training import NOW

pytestmark = pytest.mark.django_db


def people_(count: int) -> list[User]:
    return UserFactory.create_batch(count)


def test_an_answer_holds_nothing_of_who_or_when() -> None:
    assert {field.name for field in Answer._meta.get_fields()} == {"id", "survey", "scores", "text"}


def test_five_answers_are_shown_and_four_are_not() -> None:
    users = people_(5)
    survey = survey_about(users[0], users, at=NOW)
    for number, user in enumerate(users[:4]):
        domain.answer(survey, {"useful": 4, "clear": 1 + number}, f"t{number}", by=user, at=NOW)
    assert domain.results(survey) == domain.Results(asked=5, answered=4)
    domain.answer(survey, {"useful": 3, "clear": 4}, "", by=users[4], at=NOW)
    found = domain.results(survey)
    assert found.shown
    assert [one.tenths for one in found.averages] == [38, 28]
    assert sorted(found.texts) == ["t0", "t1", "t2", "t3"]


def test_nobody_answers_twice() -> None:
    user = UserFactory()
    survey = survey_about(user, [user], at=NOW)
    domain.answer(survey, {"useful": 4, "clear": 4}, "", by=user, at=NOW)
    with pytest.raises(domain.Refused) as refusal:
        domain.answer(survey, {"useful": 1, "clear": 1}, "", by=user, at=NOW)
    assert refusal.value.code == "answered"
    assert Answer.objects.get().scores == {"useful": 4, "clear": 4}


def test_a_closed_survey_takes_no_answers() -> None:
    user = UserFactory()
    survey = survey_about(user, [user], at=NOW)
    with pytest.raises(domain.Refused) as refusal:
        domain.answer(survey, {}, "", by=user, at=NOW + timedelta(days=14))
    assert refusal.value.code == "closed"
    assert not Answered.objects.exists()


def test_asking_again_only_asks_who_is_new() -> None:
    first, second = people_(2)
    survey = survey_about(first, [first], at=NOW)
    again, new = domain.ask(
        KIND, first, [first, second], title="", closes_at=NOW + timedelta(days=1), at=NOW
    )
    assert (again, new) == (survey, [second])
    assert Asked.objects.count() == 2
    assert Survey.objects.get().title == "Hoe was het?"


def test_rows_do_not_betray_their_order() -> None:
    """All answers are written by the last transaction, under new keys each time."""
    users = people_(6)
    survey = survey_about(users[0], users, at=NOW)
    seen: set[object] = set()
    for user in users:
        domain.answer(survey, {"useful": 4, "clear": 4}, "", by=user, at=NOW)
        keys = set(Answer.objects.values_list("pk", flat=True))
        assert not keys & seen
        seen |= keys
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM surveys_answer")
        assert cursor.fetchone() == (1,)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_answering_at_the_same_moment_counts_once() -> None:
    user = UserFactory()
    survey = survey_about(user, [user], at=NOW)
    barrier, refused = Barrier(4), []

    def act() -> None:
        try:
            barrier.wait(30)
            domain.answer(survey, {"useful": 4, "clear": 4}, "", by=user, at=NOW)
        except domain.Refused as refusal:
            refused.append(refusal.code)
        finally:
            connections.close_all()

    threads = [Thread(target=act) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Answer.objects.count() == 1
    assert refused == ["answered"] * 3


def test_a_row_stands_for_a_user_or_a_guest_and_never_for_both_or_nobody() -> None:
    user = UserFactory()
    survey = survey_about(user, [user], at=NOW)
    for model in (Asked, Answered):
        for wrong in ({"user": user, "guest": "x"}, {"user": None, "guest": ""}):
            with pytest.raises(IntegrityError), transaction.atomic():
                model.objects.create(survey=survey, **wrong)


def test_guests_are_asked_by_address_and_once_whatever_its_capitals() -> None:
    user = UserFactory()
    survey = survey_about(user, [user], at=NOW)
    assert list(domain.ask_guests(survey, ["an@example.org"])) == ["an@example.org"]
    assert domain.ask_guests(survey, ["An@Example.org "]) == {}
    assert domain.results(survey).asked == 2


def test_a_guest_answers_once() -> None:
    user = UserFactory()
    survey = survey_about(user, [user], at=NOW)
    token = domain.ask_guests(survey, ["an@example.org"])["an@example.org"]
    found, guest = domain.guest_of(token)
    assert found == survey
    domain.answer(survey, {"useful": 4, "clear": 4}, "", by=guest, at=NOW)
    with pytest.raises(domain.Refused) as refusal:
        domain.answer(survey, {"useful": 1, "clear": 1}, "", by=guest, at=NOW)
    assert refusal.value.code == "answered"


def test_a_link_that_is_not_ours_opens_nothing() -> None:
    for wrong in ("", "x", "a:b:c", signing.dumps("x", salt=domain.SALT)):
        assert domain.guest_of(wrong) is None
