"""What providers and professionals read about open requests."""

import re

import pytest

from andersom.matching.domain import offers, proposals
from andersom.matching.models import Shown
from andersom.notifications.domain import delivery
from andersom.notifications.models import Email, InboxItem, Preference
from providers.models import Member, Professional
from schools.models import Request
from tests.factories.matching import NOW, fitting, open_request, ready
from tests.overview.digests.rounds import NEXT_MONDAY, TUESDAY, digest, look, readers
from tests.people import Cast

pytestmark = pytest.mark.django_db
QUERIES = 66


@pytest.fixture
def anna(cast: Cast) -> Professional:
    """Of Klankrijk; free on Monday mornings."""
    return fitting(cast.provider, "Anna", grid=0b01)


def test_digest_says_what_fits_why_and_has_both_answers(cast: Cast, anna: Professional) -> None:
    request = open_request(cast.school)
    assert look() == 1
    mail = digest("olga@example.org")
    assert mail.key == f"digest:2026-W48:provider:{cast.provider.pk}:user:{cast.owner.pk}"
    assert mail.subject == "De Zeemeeuw zoekt wat u geeft"
    for words in ("Muziek voor groep 7", "Waarom u dit krijgt", "Anna", "Vrij op maandagochtend"):
        assert words in mail.text
    links = re.findall(r"/passend/link/([^/]+)/\?antwoord=(yes|no)", mail.text)
    assert [answer for _, answer in links] == ["yes", "no"]
    assert {offers.read_key(key) for key, _ in links} == {(cast.owner, request, cast.provider.pk)}
    item = InboxItem.objects.get(key=mail.key)
    assert (item.user, item.link) == (cast.owner, "/passend/")
    assert "Muziek voor groep 7" in item.text


def test_nothing_new_is_silence(cast: Cast, anna: Professional) -> None:
    assert look() == 0
    open_request(cast.school)
    assert look(TUESDAY) == 0  # the round of this week has been
    assert look(NEXT_MONDAY) == 1
    assert look(NEXT_MONDAY.replace(day=1, month=12)) == 0
    assert [(row.user, row.professional) for row in Shown.objects.all()] == [(cast.owner, anna)]


def test_second_week_tells_only_what_is_new(cast: Cast, anna: Professional) -> None:
    open_request(cast.school, title="Zingen")
    look()
    open_request(cast.other_school, title="Dansen")
    assert look(NEXT_MONDAY) == 1
    text = digest("olga@example.org").text
    assert "Dansen" in text
    assert "Zingen" not in text


def test_what_does_not_fit_in_one_letter_comes_next_time(cast: Cast, anna: Professional) -> None:
    for number in range(7):
        open_request(cast.school, title=f"Les {number}")
    look()
    first = digest("olga@example.org").text
    assert len(re.findall(r"antwoord=yes", first)) == 5
    assert "Er passen meer aanvragen bij u dan hier staan." in first
    look(NEXT_MONDAY)
    second = digest("olga@example.org").text
    assert len(re.findall(r"antwoord=yes", second)) == 2
    told = set(re.findall(r"Les \d", first)) | set(re.findall(r"Les \d", second))
    assert len(told) == 7


def test_only_fitting_requests_of_ones_own_professionals(cast: Cast, anna: Professional) -> None:
    """Every word of another provider's people stays with that provider."""
    fitting(cast.other_provider, "Kanarie Buitenboom", grid=0b10)
    open_request(cast.school, title="Maandagochtend", day_parts=0b01)
    open_request(cast.school, title="Maandagmiddag", day_parts=0b10)
    open_request(cast.school, title="Dinsdag", day_parts=0b100)
    assert look() == 2
    mine, theirs = digest("olga@example.org"), digest("eddy@example.org")
    for mail, own, foreign in (
        (mine, "Maandagochtend", ["Maandagmiddag", "Kanarie", "eddy@"]),
        (theirs, "Maandagmiddag", ["Maandagochtend", "Anna", "olga@", "Klankrijk"]),
    ):
        assert own in mail.text
        whole = f"{mail.subject} {mail.text} {mail.html}"
        assert [word for word in [*foreign, "Dinsdag"] if word in whole] == []


def test_hard_rules_that_search_rows_do_not_know_count_too(cast: Cast) -> None:
    """Without a certificate, or away too long, nobody reads of work she cannot do."""
    fitting(cast.provider, "Zonder", vog=False)
    away = fitting(cast.provider, "Weg")
    away.unavailable.create(first_day="2026-11-30", last_day="2026-12-18")
    open_request(cast.school)
    assert look() == 0


def test_what_was_refused_turned_down_or_asked_does_not_come_back(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna")
    requests = [open_request(cast.school, title=f"Les {number}") for number in range(4)]
    passed, asked, thanked, taken_back = requests
    offers.pass_by(passed, [anna], by=cast.owner, at=NOW, reason="too_far")
    (question,) = proposals.ask(asked, [anna], by=cast.leader, at=NOW).proposals
    proposals.decline(question, by=None, at=NOW, refusal="no_time")
    offer = offers.offer(thanked, anna, by=cast.owner, at=NOW)
    offers.turn_down(offer, by=cast.leader, at=NOW, reason="price")
    offers.take_back(offers.offer(taken_back, anna, by=cast.owner, at=NOW), by=cast.owner, at=NOW)
    assert look() == 0


def test_request_whose_groups_all_have_somebody_is_not_open(cast: Cast, anna: Professional) -> None:
    request = open_request(cast.school)
    bas = fitting(cast.other_provider, "Bas")
    (asked,) = proposals.ask(request, [bas], by=cast.leader, at=NOW).proposals
    proposals.accept(asked, by=None, at=NOW)
    look()
    assert readers() == []


def test_professional_reads_what_fits_herself_and_member_what_fits_all(
    cast: Cast, anna: Professional
) -> None:
    ready(cast.professional, grid=0b10)
    open_request(cast.school, title="Kan Anna", day_parts=0b01)
    open_request(cast.school, title="Kan Petra", day_parts=0b10)
    assert look() == 2
    assert readers() == ["olga@example.org", "petra@example.org"]
    hers = digest("petra@example.org").text
    assert "Kan Petra" in hers
    assert [word for word in ("Kan Anna", "Anna") if word in hers] == []
    assert "Kan Anna" in digest("olga@example.org").text


def test_rhythm_daily_weekly_never(cast: Cast, anna: Professional) -> None:
    for name, rhythm in (("Dagelijks", "daily"), ("Nooit", "never"), ("Wekelijks", "weekly")):
        user = type(cast.owner).objects.create_user(f"{rhythm}@example.org", name=name)
        Member.objects.create(provider=cast.provider, user=user, role="editor")
        Preference.objects.create(user=user, topic="digest", rhythm=rhythm)
    open_request(cast.school, title="Zingen")
    look()
    assert readers() == ["daily@example.org", "olga@example.org", "weekly@example.org"]
    daily = digest("daily@example.org")
    assert daily.key.startswith("digest:2026-11-23:provider:")
    open_request(cast.school, title="Dansen")
    assert look(TUESDAY) == 1
    assert digest("daily@example.org").key.startswith("digest:2026-11-24:provider:")
    assert not InboxItem.objects.filter(user__email="never@example.org").exists()


def test_without_mail_it_stands_under_messages(cast: Cast, anna: Professional) -> None:
    Preference.objects.create(user=cast.owner, topic="digest", by_mail=False)
    open_request(cast.school)
    assert look() == 1
    assert readers() == []
    assert InboxItem.objects.get().email is None


def test_one_mail_for_each_organisation_of_a_person(cast: Cast, anna: Professional) -> None:
    fitting(cast.other_provider, "Bas")
    Member.objects.create(provider=cast.other_provider, user=cast.owner, role="editor")
    open_request(cast.school)
    assert look() == 3
    assert readers() == ["eddy@example.org", "olga@example.org", "olga@example.org"]
    keys = Email.objects.filter(user=cast.owner).values_list("key", flat=True)
    assert {key.split(":")[3] for key in keys} == {
        str(cast.provider.pk),
        str(cast.other_provider.pk),
    }


def test_closed_accounts_and_providers_not_approved_read_nothing(
    cast: Cast, anna: Professional
) -> None:
    open_request(cast.school)
    cast.provider.state = "draft"
    cast.provider.save()
    assert look() == 0
    cast.provider.state = "approved"
    cast.provider.save()
    type(cast.owner).objects.filter(pk=cast.owner.pk).update(is_active=False)
    assert look(NEXT_MONDAY) == 0


def test_digest_goes_when_none_of_its_requests_is_open_any_more(
    cast: Cast, anna: Professional
) -> None:
    first, second = open_request(cast.school), open_request(cast.school, title="Ander")
    look()
    mail = digest("olga@example.org")
    reader, place, requests = mail.about.split(":")
    assert (reader, place) == (str(cast.owner.pk), str(cast.provider.pk))
    assert sorted(requests.split(",")) == sorted([str(first.pk), str(second.pk)])
    Request.objects.filter(pk=first.pk).update(state="withdrawn")
    assert delivery.needed(mail, {})
    Request.objects.update(state="filled")
    assert not delivery.needed(mail, {})


def test_digest_of_a_provider_that_she_left_does_not_leave(cast: Cast, anna: Professional) -> None:
    """Nor does that of a professional who is not theirs any more."""
    ready(cast.professional)
    open_request(cast.school)
    look()
    olga, petra = digest("olga@example.org"), digest("petra@example.org")
    assert delivery.needed(olga, set())
    assert delivery.needed(petra, set())
    Member.objects.filter(user=cast.owner).delete()
    Professional.objects.filter(pk=cast.professional.pk).update(user=None)
    assert not delivery.needed(olga, set())
    assert not delivery.needed(petra, set())


@pytest.mark.parametrize("many", [4, 24])
def test_queries_do_not_grow_with_readers_or_requests(
    cast: Cast, many: int, django_assert_num_queries
) -> None:
    for number in range(many):
        user = type(cast.owner).objects.create_user(f"lid{number}@example.org", name=f"L {number}")
        Member.objects.create(provider=cast.provider, user=user, role="editor")
        fitting(cast.provider, f"Mens {number}")
        if number % 2:
            open_request(cast.school, title=f"Les {number}")
    with django_assert_num_queries(QUERIES):
        assert look() == many + 1
