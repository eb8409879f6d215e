"""The samples show every mail, in every turn that its template takes."""

import pytest

from andersom.notifications import gallery, kinds, layout, own, texts
from andersom.notifications.kinds import Topic

SAMPLES = [sample for kind in sorted(kinds.known()) for sample in gallery.samples(kind)]


def test_every_kind_has_a_sample():
    assert [kind for kind in kinds.known() if not gallery.samples(kind)] == []


def test_every_sample_is_of_a_kind():
    known = {kind for app in gallery.by_app() for kind in names_of(app)}
    assert known == set(kinds.known())


def names_of(app: str) -> set[str]:
    return {f"{app}.{name}" for name in gallery.read(app) if name != "shared"}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: f"{s.kind}.{s.variant}")
def test_sample_fills_its_template(sample, language):
    mail = texts.render(sample.kind, sample.context, language=language, words=own.NOTHING)
    assert len(mail.subject) <= 120
    assert "{" not in mail.subject + mail.text


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: f"{s.kind}.{s.variant}")
def test_page_with_messages_shows_no_addresses(sample, language):
    """What answers for its reader does not stand there for who looks over her shoulder."""
    mail = texts.render(sample.kind, sample.context, language=language, words=own.NOTHING)
    for address in ("http", "/antwoord/", "/passend/link/"):
        assert address not in mail.summary
    assert not mail.summary.rstrip().endswith(":")


def test_shared_values_go_where_they_are_named(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(gallery, "folder", lambda: tmp_path)
    write(tmp_path, 'a = "A"\nb = "B"\n', '[letter]\nn = 1\n[letter.variants.x]\nb = "X"\n')
    gallery.read.cache_clear()
    gallery.samples.cache_clear()
    try:
        (sample,) = gallery.samples("made_up.letter")
    finally:
        gallery.read.cache_clear()
        gallery.samples.cache_clear()
    assert (sample.variant, sample.context) == ("x", {"a": "A", "b": "X", "n": 1})


def write(folder, shared, rest):
    (folder / "made_up").mkdir()
    (folder / "made_up" / "letter.md").write_text('Subject: {{ a }} {% translate "b" %}')
    (folder / "made_up" / "samples.toml").write_text(f"[shared]\n{shared}\n{rest}")


def test_placeholders_are_words_that_every_sample_has():
    assert gallery.placeholders("matching.proposal_declined") == [
        "name",
        "note",
        "professional.name",
        "proposal_url",
        "provider.name",
        "refusal",
        "request.title",
        "url",
    ]
    assert "coming" not in gallery.placeholders("events.event_moved")
    assert gallery.placeholders("library.mail") == []


def test_kinds_stand_under_their_app():
    assert gallery.by_app()["schools"] == [
        "schools.request_ended",
        "schools.request_filled",
        "schools.request_posted",
    ]


def test_foot_says_why_and_what_one_can_do():
    sample = gallery.samples("events.hello")[0]
    why = layout.Why(Topic.NEWS, stop="https://andersom.example/stop/")
    mail = texts.render(sample.kind, sample.context, language="en", why=why, words=own.NOTHING)
    assert "because it is about: Meetings: reports and new contacts.\n" in mail.text
    assert "No more of these mails: https://andersom.example/stop/\n" in mail.text
    assert 'href="https://andersom.example/stop/"' in mail.html


def test_mail_that_always_comes_says_so():
    sample = gallery.samples("placements.lesson_added")[0]
    mail = texts.render(sample.kind, sample.context, language="en", words=own.NOTHING)
    assert mail.text.endswith(
        "\nThey say that something you agreed on is fixed, moved or cancelled.\n"
    )


def test_guest_without_an_account_gets_no_link_to_a_profile():
    foot = layout.foot(layout.Why(Topic.NEWS, stop="https://andersom.example/s/", choose=False))
    assert "mijn-gegevens" not in foot
    assert "mijn-gegevens" in layout.foot(layout.Why(Topic.NEWS))
