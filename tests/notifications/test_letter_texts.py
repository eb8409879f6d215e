"""The gallery of mails, and the page on which the team writes its own words."""

import pytest
from django.urls import reverse

from andersom.notifications import gallery, kinds
from andersom.notifications.models import LetterText
from tests.factories.notifications import LetterTextFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db
KIND = "placements.lesson_moved"
GALLERY = "admin:notifications_lettertext_gallery"
LETTER = "admin:notifications_lettertext_letter"
PREVIEW = "admin:notifications_lettertext_preview"
ADD = "admin:notifications_lettertext_add"


@pytest.fixture
def team(cast: Cast):
    return cast.client("team")


def typed(**words):
    return {"kind": KIND, "language": "nl", "subject": "", "introduction": "", **words}


def test_gallery_shows_every_kind_with_its_topic(team):
    page = team.get(reverse(GALLERY)).content.decode()
    mails = [*kinds.known(), *gallery.of_library()]
    assert [kind for kind in mails if f"mail={kind}&amp;" not in page] == []
    assert "Uw eigen afspraken" in page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_mail_is_shown_in_every_turn_light_and_dark(team, language):
    query = {"mail": KIND, "taal": language}
    page = team.get(reverse(GALLERY), query).content.decode()
    assert page.count("<iframe") == 2 * len(gallery.samples(KIND))
    assert page.count('<iframe class="letter-frame" sandbox ') == page.count("<iframe")
    assert ("Hallo Noor," in page) == (language == "nl")


def test_mail_of_signing_in_is_shown_and_keeps_our_words(team):
    query = {"mail": "account.login_code", "soort": "letter", "taal": "nl"}
    page = team.get(reverse(GALLERY), query).content.decode()
    assert "Typ deze code" in page
    assert f"{reverse(ADD)}?mail=" not in page
    assert ">ABC-DEF</p>" in team.get(reverse(LETTER), query).content.decode()
    words = typed(kind="account.login_code", subject="Uw code is {code}")
    assert "Selecteer een geldige keuze" in team.post(reverse(ADD), words).content.decode()


def test_frame_holds_the_mail_and_nothing_runs_in_it(team):
    query = {"mail": KIND, "soort": "reason", "taal": "nl"}
    light = team.get(reverse(LETTER), query)
    dark = team.get(reverse(LETTER), query | {"donker": "on"})
    assert "Dinsdag is de school dicht" in light.content.decode()
    assert "prefers-color-scheme" not in light.content.decode() + dark.content.decode()
    assert "@media not all" in light.content.decode()
    assert "color-scheme: light dark" not in light.content.decode()
    assert "@media all" in dark.content.decode()
    policy = light["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert light["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("query", [{}, {"mail": "x"}, {"mail": KIND, "soort": "nope"}])
def test_frame_of_nothing_is_empty(team, query):
    assert team.get(reverse(LETTER), query).content == b""


def test_words_are_kept_with_who_wrote_them(team, cast):
    team.post(reverse(ADD), typed(subject="Let op: {school}"))
    text = LetterText.objects.get()
    assert (text.subject, text.changed_by) == ("Let op: {school}", cast.team)
    url = reverse("admin:notifications_lettertext_change", args=[text.pk])
    team.post(url, typed(subject="Verzet: {school}"))
    page = team.get(url).content.decode()
    assert page.count("Let op: {school}") == 1
    assert "{professional}" in page


def test_picture_is_refused_and_stays_to_be_mended(team):
    picture = "Dag ![x](https://track.example/1.png)"
    page = team.post(reverse(ADD), typed(introduction=picture)).content.decode()
    assert "Een mail toont geen afbeeldingen" in page
    assert picture in page
    assert not LetterText.objects.exists()


def test_unknown_placeholder_is_named_with_those_that_are_known(team):
    page = team.post(reverse(ADD), typed(subject="{schol}", introduction="{nmae}")).content.decode()
    assert "Deze mail kent {schol} niet. U kunt gebruiken: {groups}, {name}, {professional}" in page
    assert "Deze mail kent {nmae} niet." in page
    assert 'value="{schol}"' in page
    assert not LetterText.objects.exists()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"subject": "Dag\nBcc: x@example.org"}, "Een onderwerp is één regel."),
        ({}, "Schrijf een onderwerp, een inleiding of allebei."),
    ],
)
def test_words_that_are_none_are_refused(team, words, error):
    assert error in team.post(reverse(ADD), typed(**words)).content.decode()
    assert not LetterText.objects.exists()


@pytest.mark.parametrize("words", ["{{7*7}}", "{% now %}", "Dag {{ name }}", "{name", "{name!}"])
@pytest.mark.parametrize("field", ["subject", "introduction"])
def test_braces_around_no_name_are_refused_because_a_reader_would_see_them(team, words, field):
    page = team.post(reverse(ADD), typed(**{field: words})).content.decode()
    assert "De lezer zou deze accolades zien." in page
    assert not LetterText.objects.exists()


def test_preview_shows_every_turn_and_keeps_nothing(team):
    words = typed(subject="Verzet: {school}", introduction="Beste {name}, **let op**.")
    answer = team.post(reverse(PREVIEW), words)
    page = answer.content.decode()
    assert page.count("Verzet: De Zeemeeuw</h2>") == 2
    assert page.count("Beste Noor, <strong>let op</strong>.") == 2
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not LetterText.objects.exists()


def test_preview_of_words_that_exist_already(team):
    LetterTextFactory(kind=KIND)
    assert "Anders" in team.post(reverse(PREVIEW), typed(subject="Anders")).content.decode()


def test_preview_says_what_is_wrong(team):
    page = team.post(reverse(PREVIEW), typed(subject="{schol} <b>")).content.decode()
    assert "Deze mail kent {schol} niet." in page


def test_gallery_leads_to_the_words_of_a_mail(team):
    page = team.get(reverse(GALLERY), {"mail": KIND, "taal": "nl"}).content.decode()
    assert f"{reverse(ADD)}?mail={KIND}&amp;taal=nl" in page
    text = LetterTextFactory(kind=KIND)
    page = team.get(reverse(GALLERY), {"mail": KIND, "taal": "nl"}).content.decode()
    assert reverse("admin:notifications_lettertext_change", args=[text.pk]) in page
    assert "eigen tekst" in team.get(reverse(GALLERY)).content.decode()


@pytest.mark.parametrize("route", [GALLERY, LETTER, PREVIEW, ADD])
def test_others_see_nothing(cast: Cast, route):
    for actor in ("anonymous", "leader", "owner"):
        assert cast.client(actor).get(reverse(route)).status_code in {302, 403}
