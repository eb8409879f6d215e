"""Every mail, word for word, as it was approved.

A change shows as a difference of a plain file in ``snapshots``; `pytest
tests/notifications/test_snapshots.py --snapshot-update` approves it.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from andersom.notifications import gallery, kinds, layout, own, texts
from andersom.notifications.kinds import Topic

# The files are named by the mail alone, without the name of the test.
pytestmark = pytest.mark.filterwarnings("ignore:[\\s\\S]*Can not relate snapshot name:UserWarning")
FOLDER = Path(__file__).parent / "snapshots"
LANGUAGES = ("nl", "en")
MAILS = {*kinds.known(), *gallery.of_library()}
SAMPLES = [sample for kind in sorted(MAILS) for sample in gallery.samples(kind)]
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.\w+)+")
OPENED = re.compile(r"(<(?:p|li)>)\n")
BLOCK = re.compile(
    r"(</(?:p|li|[uo]l|h\d|blockquote|table|tr|td|div)>|<(?:[uo]l|blockquote)[^>]*>)\n?"
)


class Letters(SingleFileSnapshotExtension):
    """One file a mail, named by the test: ``<kind>.<variant>.<language>.txt``."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT

    @classmethod
    def dirname(cls, *, test_location: Any) -> str:
        return str(FOLDER)

    @classmethod
    def matches_test_location(cls, *, test_location: Any, snapshot_location: str) -> bool:
        return Path(snapshot_location).parent == FOLDER

    @classmethod
    def get_snapshot_name(cls, *, test_location: Any, index: Any = 0) -> str:
        return str(index)


@pytest.fixture
def approved(snapshot: SnapshotAssertion, settings: Any) -> SnapshotAssertion:
    settings.SITE_URL = "https://andersom.example"
    return snapshot.use_extension(Letters)


def name_of(sample: gallery.Sample, language: str) -> str:
    return f"{sample.kind}.{sample.variant}.{language}"


def readable(html: str) -> str:
    """HTML with a block on each line, without the styles that every paragraph has."""
    for style in layout.STYLES.values():
        html = html.replace(f' style="{style}"', "")
    return BLOCK.sub(r"\1\n", OPENED.sub(r"\1", html)).strip()


def rendered(sample: gallery.Sample, language: str) -> texts.Rendered:
    if template := gallery.of_library().get(sample.kind):
        return texts.render_of_library(template, sample.context, language=language)
    return texts.render(sample.kind, sample.context, language=language, words=own.NOTHING)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: f"{s.kind}.{s.variant}")
def test_mail_is_as_approved(sample, language, approved):
    mail = rendered(sample, language)
    words = f"{mail.subject}\n\n{mail.text}\n<!-- HTML -->\n{readable(mail.body)}\n"
    assert words == approved(name=name_of(sample, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_letter_paper_is_as_approved(language, approved):
    why = layout.Why(Topic.QUESTION, stop="https://andersom.example/afmelden/voorbeeld/")
    html = layout.page("Onderwerp", "<p>Tekst</p>", language=language, preview="Tekst", why=why)
    assert readable(html) + "\n" == approved(name=f"layout.{language}")


def test_there_is_a_file_for_every_mail_and_no_other():
    asked = {name_of(sample, language) for sample in SAMPLES for language in LANGUAGES}
    asked |= {f"layout.{language}" for language in LANGUAGES}
    found = {file.name.removesuffix(".txt") for file in FOLDER.iterdir()}
    assert found ^ asked == set()
    assert {name.rpartition(".")[0].rpartition(".")[0] for name in found} - {"layout", ""} == MAILS


OURS = [sample for sample in SAMPLES if sample.kind in kinds.known()]


@pytest.mark.parametrize("sample", OURS, ids=lambda s: f"{s.kind}.{s.variant}")
def test_mail_names_no_address_that_it_was_not_given(sample):
    """Only a mail that introduces two people to each other tells an address: what it is given."""
    mail = texts.render(sample.kind, sample.context, language="nl", words=own.NOTHING)
    told = set(ADDRESS.findall(mail.subject + mail.text + mail.html))
    assert told <= {sample.context.get("address")}
