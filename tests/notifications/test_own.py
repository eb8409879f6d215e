"""The team's own words in a mail: filled in where they may, and text everywhere else."""

import pytest
from django.db import IntegrityError, transaction

from andersom.notifications import gallery, own, texts
from andersom.notifications.models import LetterText
from tests.factories.notifications import LetterTextFactory

KIND = "placements.lesson_moved"
FIRST = gallery.samples(KIND)[0]


def written(subject="", introduction="", kind=KIND, sample=FIRST, **more):
    words = own.Words(subject, introduction)
    return texts.render(kind, {**sample.context, **more}, language="en", words=words)


def test_subject_and_introduction_come_in_place_of_ours():
    mail = written("Let op: {school}", "De les van {professional} is **verzet**.")
    assert mail.subject == "Let op: De Zeemeeuw"
    assert mail.text.startswith("Hello Noor,\n\nDe les van Petra Blom is verzet.\n\n- It was: ")
    assert "<strong>verzet</strong>" in mail.html
    assert mail.summary.startswith("Hello Noor,\n\nDe les van")


def test_ours_can_be_kept():
    ours = written()
    mail = written("{subject}!", "Dag!\n\n{introduction}")
    assert mail.subject == f"{ours.subject}!"
    assert mail.text == ours.text.replace("Hello Noor,\n\n", "Hello Noor,\n\nDag!\n\n")


def test_moment_is_said_in_words():
    assert written("{start}").subject == "Thursday 10 December, 10:30"


@pytest.mark.parametrize(
    "typed", ["{{7*7}}", "{{ name }}", "{% now 'Y' %}", "{{name}}", "{}", "{ 1 + 1 }", "{#x#}"]
)
def test_template_language_stays_text(typed):
    mail = written(f"Dag {typed}", f"Dag {typed}")
    assert mail.subject == f"Dag {typed}"
    assert f"\n\nDag {typed}\n" in mail.text


@pytest.mark.parametrize("nasty", ["<script>x</script>", "[a](https://evil.example)", "{school}"])
def test_value_makes_no_markup_and_is_not_read_again(nasty):
    mail = written("Van {professional}", "Van {professional}.", professional=nasty)
    assert mail.subject == f"Van {nasty}"
    assert f"Van {nasty}.\n" in mail.text
    assert "<script" not in mail.html
    assert "evil.example</a>" not in mail.html


def test_html_of_the_team_shows_as_it_was_typed():
    assert "&lt;b&gt;" in written(introduction="<b>x</b>").html


def test_line_breaks_stay_in_the_introduction_only():
    mail = written("A\r\nBcc: x", "Eén\r\n\r\nTwee", professional="x\ny")
    assert mail.subject == "A Bcc: x"
    assert "\n\nEén\n\nTwee\n\n" in mail.text


def test_placeholder_that_the_kind_does_not_offer_is_an_error(settings):
    with pytest.raises(LookupError):
        written("{nmae}")
    settings.MAIL_STRICT = False
    assert written("Dag {nmae}!").subject == "Dag !"


def test_mail_without_a_greeting_begins_with_the_teams_words():
    kind = "overview.digest_team"
    ours = written(kind=kind, sample=gallery.samples(kind)[0])
    mail = written(introduction="Let op.", kind=kind, sample=gallery.samples(kind)[0])
    assert not ours.text.startswith("Hello")
    assert mail.text == f"Let op.\n\n{ours.text.partition('\n\n')[2]}"


def test_unknown_names_are_found_and_template_language_is_none():
    assert own.unknown("{a} { b } {c.d} {{ x }} {% y %} {Naam van} {a}", ["a", "b"]) == [
        "Naam van",
        "c.d",
    ]


@pytest.mark.django_db
def test_words_of_the_team_are_used_in_their_language():
    LetterTextFactory(kind=KIND, language="en", subject="Moved")
    assert texts.render(KIND, FIRST.context, language="en").subject == "Moved"
    assert texts.render(KIND, FIRST.context, language="nl").subject != "Moved"
    assert own.all_words("en") == {KIND: own.Words("Moved", "")}


@pytest.mark.django_db
@pytest.mark.parametrize("words", [{"subject": "a\nb"}, {"subject": "", "introduction": ""}])
def test_database_refuses_what_is_no_text(words):
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterTextFactory(**words)


@pytest.mark.django_db
def test_every_version_is_kept():
    text = LetterTextFactory(subject="Eerst")
    LetterText.objects.filter(pk=text.pk).update(subject="Daarna")
    kept = text.events.order_by("pgh_id").values_list("pgh_label", "subject")
    assert list(kept) == [("insert", "Eerst"), ("update", "Daarna")]


@pytest.mark.parametrize(
    "picture",
    [
        "![x](https://track.example/1.png)",
        "Dag ![x][1]\n\n[1]: https://track.example/1.png",
        "[![x](https://track.example/1.png)](https://x.example)",
        "- ![{school}](https://track.example/1.png)",
    ],
)
def test_picture_of_another_site_is_never_loaded(picture):
    assert own.pictures(picture)
    mail = written(introduction=picture)
    assert mail.html.count("<img") == written().html.count("<img")
    assert not own.pictures("Let op! [het plan](https://x.example) `![x](y)`")
