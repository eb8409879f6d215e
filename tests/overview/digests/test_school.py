"""What the people of a school read."""

from datetime import timedelta

import pytest

from andersom.matching.domain import offers, proposals
from andersom.matching.models import Proposal, Shown
from andersom.notifications.domain import delivery
from andersom.notifications.models import Email, Preference
from andersom.overview.domain.digests import editions
from schools.models import Member, Request
from tests.factories.matching import NOW, fitting, open_request
from tests.factories.placements import Place
from tests.overview.digests.rounds import NEXT_MONDAY, digest, look, readers, wall
from tests.people import Cast

pytestmark = pytest.mark.django_db
SCHOOL = ["cor@example.org", "leonie@example.org"]


def school_look(*args: object) -> int:
    return look(*args, audience="school")


def test_new_candidates_with_their_reasons_and_no_one_elses(cast: Cast) -> None:
    fitting(cast.provider, "Anna")
    request = open_request(cast.school)
    open_request(cast.other_school, title="Kanarie van De Vlieger")
    assert school_look() == 3
    assert readers("school") == ["cor@example.org", "lars@example.org", "leonie@example.org"]
    mail = digest("leonie@example.org", "school")
    assert mail.key == f"digest:2026-W48:school:{cast.school.pk}:user:{cast.leader.pk}"
    assert mail.subject == "Nieuwe kandidaten voor uw aanvragen"
    for words in ("1 nieuwe kandidaat voor “Muziek voor groep 7”", "Anna (Klankrijk)"):
        assert words in mail.text
    assert f"/aanvragen/{request.pk}/kandidaten/" in mail.text
    whole = mail.text + mail.html
    assert [word for word in ("Kanarie", "Vlieger", "lars@", "cor@") if word in whole] == []


def test_candidates_are_new_once_and_not_to_who_chose_among_them(cast: Cast, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    fitting(cast.provider, "Anna")
    bea = fitting(cast.provider, "Bea")
    request = open_request(cast.school)
    asked = {"professionals": [bea.pk]}
    cast.client("leader").post(f"/aanvragen/{request.pk}/kandidaten/vragen/", asked)
    assert school_look() == 1
    assert readers("school") == ["cor@example.org"]
    assert school_look(NEXT_MONDAY) == 0
    fitting(cast.other_provider, "Bas")
    assert school_look(wall("2026-12-07T07:00")) == 2
    assert "Bas (Buitenboom)" in digest("leonie@example.org", "school").text
    assert "Anna" not in digest("leonie@example.org", "school").text
    assert Shown.objects.filter(user=cast.leader, professional__name="Bas").exists()


def test_offers_answers_and_dates_are_told(cast: Cast) -> None:
    anna, bea = fitting(cast.provider, "Anna"), fitting(cast.provider, "Bea")
    bas = fitting(cast.other_provider, "Bas")
    request = open_request(cast.school)
    (asked,) = proposals.ask(request, [bea], by=cast.leader, at=NOW).proposals
    proposals.decline(asked, by=None, at=NOW, refusal="too_far")
    offers.offer(request, anna, by=cast.owner, at=NOW)
    other = open_request(cast.school, title="Dansen")
    (yes,) = proposals.ask(other, [bas], by=cast.leader, at=NOW).proposals
    proposals.accept(yes, by=None, at=NOW)
    school_look(NEXT_MONDAY)
    text = digest("leonie@example.org", "school").text
    for words in (
        "Anna voor “Muziek voor groep 7”: antwoord uiterlijk 30 november",
        "Bea kan niet komen voor “Muziek voor groep 7”: te ver weg",
        "Bas zegt ja tegen “Dansen”",
        "Bevestig de lesdata van Bas",
    ):
        assert words in text
    assert readers("school") == SCHOOL


def test_what_is_told_late_is_not_told_again(cast: Cast) -> None:
    """The round of Monday could only be written on Tuesday, when another answer had come."""
    editions.due(NEXT_MONDAY)
    anna, bea = fitting(cast.provider, "Anna"), fitting(cast.provider, "Bea")
    request = open_request(cast.school)
    late = NEXT_MONDAY + timedelta(hours=26)
    for who, moment in ((anna, NOW), (bea, late)):
        (asked,) = proposals.ask(request, [who], by=cast.leader, at=moment).proposals
        proposals.decline(asked, by=None, at=moment, refusal="too_far")
    school_look(late)
    assert "Anna kan niet komen" in digest("cor@example.org", "school").text
    assert "Bea kan niet komen" not in digest("cor@example.org", "school").text
    school_look(wall("2026-12-07T07:00"))
    assert "Anna kan niet komen" not in digest("cor@example.org", "school").text
    assert "Bea kan niet komen" in digest("cor@example.org", "school").text


def test_what_waits_alone_is_no_news_the_second_time(cast: Cast) -> None:
    place = Place(cast.school, cast.professional)
    place.lesson(wall("2026-11-24T09:00").date())
    place.lesson(wall("2026-11-25T09:00").date())
    assert school_look() == 0
    assert school_look(NEXT_MONDAY) == 2
    assert "Bevestig dat 2 lessen zijn gegeven" in digest("cor@example.org", "school").text
    assert school_look(wall("2026-12-07T07:00")) == 0


def test_digest_goes_when_its_reader_left_or_nothing_in_it_is_open(cast: Cast) -> None:
    fitting(cast.provider, "Anna")
    request = open_request(cast.school)
    school_look()
    cor, leonie = (digest(address, "school") for address in SCHOOL)
    assert delivery.needed(cor, set())
    Member.objects.filter(user=cor.user).delete()
    assert not delivery.needed(cor, set())
    assert delivery.needed(leonie, set())
    Request.objects.filter(pk=request.pk).update(state="withdrawn")
    assert not delivery.needed(leonie, set())


@pytest.mark.parametrize("many", [2, 12])
def test_queries_do_not_grow(cast: Cast, many: int, django_assert_num_queries) -> None:
    for number in range(many):
        fitting(cast.provider, f"Mens {number}")
        open_request(cast.school, title=f"Les {number}")
    with django_assert_num_queries(67):
        assert school_look() == 2


def test_a_question_that_expired_is_told_the_next_morning_and_once(cast: Cast) -> None:
    """Its term was Monday; the sweep of Tuesday comes after the round of Tuesday."""
    Preference.objects.create(user=cast.leader, topic="digest", rhythm="daily")
    anna = fitting(cast.provider, "Anna")
    proposals.ask(open_request(cast.school), [anna], by=cast.leader, at=NOW)
    Proposal.objects.update(answer_by=NEXT_MONDAY.date())
    told = []
    for day in (1, 2, 3):
        morning = wall(f"2026-12-0{day}T07:00")
        school_look(morning)
        mail = Email.objects.filter(key__startswith=f"digest:2026-12-0{day}:school:")
        told.append(any("Anna" in one.text and "niet" in one.text for one in mail))
        proposals.settle(at=morning + timedelta(hours=2))
    assert Proposal.objects.get().state == "expired"
    assert told == [False, True, False]
