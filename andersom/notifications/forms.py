import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from django import forms
from django.utils.translation import gettext_lazy as _

from andersom.notifications import gallery, own
from andersom.notifications.domain.preferences import Choice
from andersom.notifications.kinds import Topic
from andersom.notifications.models import LetterText, Preference
from andersom.notifications.states import STEPS
from andersom.ui.forms import FilterForm

log = structlog.get_logger(__name__)


class InboxFilter(FilterForm):
    """Which messages to show, and which page of them."""

    unread = forms.BooleanField(label=_("Only unread"), required=False)


class MailboxFilter(FilterForm):
    """Finds a letter in the demo's mailbox by address or subject."""

    q = forms.CharField(label=_("Address or subject"), required=False, max_length=100)


#: Topic → what is in it, in the reader's words.
WHAT = {
    Topic.QUESTION: _("A school asks you, somebody answers, a request is filled or ends."),
    Topic.DIGEST: _(
        "Requests that fit you, or candidates for your requests: only what is new. With “never” "
        "we do not gather them for you, so they do not stand under Messages either."
    ),
    Topic.WEEK: _("All lessons of next week in one mail."),
    Topic.REMINDER: _("Tomorrow's lesson, a certificate that runs out, a term that ends."),
    Topic.NEWS: _("What a meeting brought, and who would like to meet you."),
    Topic.EVALUATION: _("A few anonymous questions afterwards, so that the next time is better."),
    Topic.TEAM: _("What waits for the team."),
}

CHOICE = re.compile(r"-(mail|inside|rhythm)$")  # how the names of these fields end


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one topic, as the page shows them together."""

    topic: Topic
    what: str
    fields: list[forms.BoundField]


class PreferencesForm(forms.Form):
    """What somebody wants of each topic: by mail, as an unread message, and how often."""

    def __init__(self, choices: Mapping[str, Choice], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.topics = [Topic(topic) for topic in choices]
        for topic in self.topics:
            chosen = choices[topic]
            if topic == Topic.DIGEST:
                self.fields[f"{topic}-rhythm"] = forms.ChoiceField(
                    label=_("How often"),
                    choices=Preference.Rhythm.choices,
                    initial=chosen.rhythm,
                    widget=forms.RadioSelect,
                )
            self.fields[f"{topic}-mail"] = forms.BooleanField(
                label=_("By mail"), required=False, initial=chosen.mail
            )
            self.fields[f"{topic}-inside"] = forms.BooleanField(
                label=_("As an unread message"), required=False, initial=chosen.inside
            )

    def clean(self) -> None:
        """A choice about something that is not hers to choose is refused, not passed over."""
        super().clean()
        unknown = [name for name in self.data if CHOICE.search(name) and name not in self.fields]
        if unknown:
            log.warning("preference refused", why="unknown topic", how_many=len(unknown))
            raise forms.ValidationError(
                _("We do not know one of these kinds of mail. Look at your choices and save again.")
            )

    def rows(self) -> Iterator[Row]:
        for topic in self.topics:
            mine = [self[name] for name in self.fields if name.startswith(f"{topic}-")]
            yield Row(topic, str(WHAT[topic]), mine)

    def chosen(self) -> dict[str, Choice]:
        """What was filled in, for `preferences.choose`."""
        return {topic: self._choice(topic) for topic in self.topics}

    def _choice(self, topic: Topic) -> Choice:
        data = self.cleaned_data
        inside = data[f"{topic}-inside"]
        rhythm = data.get(f"{topic}-rhythm", Choice().rhythm)
        return Choice(mail=data[f"{topic}-mail"], inside=inside, rhythm=rhythm)


# --- For the project team -------------------------------------------------------------------------
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LONGEST_TEXT = 50_000  # characters; its HTML is longer


def kinds_by_app() -> list[tuple[str, list[tuple[str, str]]]]:
    """All kinds as the choices of a select."""
    return [(app, [(kind, kind) for kind in names]) for app, names in gallery.by_app().items()]


def mails_by_app() -> list[tuple[str, list[tuple[str, str]]]]:
    """The same, with the mails that are no kinds of ours."""
    return [*kinds_by_app(), ("allauth", [(name, name) for name in gallery.of_library()])]


class GalleryFilter(FilterForm):
    """Which mail to show, in which turn, language and light."""

    mail = forms.ChoiceField(label=_("Mail"), choices=mails_by_app, required=False)
    soort = forms.CharField(required=False, max_length=60)
    taal = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    donker = forms.BooleanField(required=False)


class StepForm(forms.Form):
    """What to do with a mail in the queue."""

    verb = forms.ChoiceField(choices=[(verb, verb) for verb in STEPS])


class EditMailForm(forms.Form):
    """Other words for a mail that waits; ``seen`` tells whether somebody else was first."""

    subject = forms.CharField(
        label=_("Subject"), max_length=250, widget=forms.TextInput({"class": "vTextField"})
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        help_text=_(
            "A line with an address under a line that ends with a colon becomes a button. Lines "
            "that begin with “- ” become a list. Our name and address come below it by themselves. "
            "In an address, “verborgen-1” stands for the key that only its reader gets: leave it."
        ),
        widget=forms.Textarea({"class": "vLargeTextField", "rows": 18}),
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean_subject(self) -> str:
        return one_line(self.cleaned_data["subject"])

    def clean_seen(self) -> datetime | None:
        seen = self.cleaned_data["seen"]
        try:
            return datetime.fromisoformat(seen) if seen else None
        except ValueError:
            raise forms.ValidationError(_("Open this page again.")) from None


class LetterTextForm(forms.ModelForm):
    """The team's own words; what stands in braces has to be known for this mail."""

    kind = forms.ChoiceField(label=_("Mail"), choices=kinds_by_app)

    class Meta:
        model = LetterText
        fields = ["kind", "language", "subject", "introduction"]
        widgets = {
            "subject": forms.TextInput({"class": "vTextField"}),
            "introduction": forms.Textarea({"class": "vLargeTextField", "rows": 8}),
        }
        help_texts = {
            "subject": _("Empty: our own subject. {subject} stands for it."),
            "introduction": _(
                "Comes in place of our first paragraph after the greeting; {introduction} stands "
                "for it. Markdown: **bold**, lists, links. A mail that can turn out in several "
                "ways begins the same in all of them: look at the preview."
            ),
        }

    def clean_subject(self) -> str:
        return one_line(self.cleaned_data["subject"])

    def clean(self) -> None:
        super().clean()
        data = self.cleaned_data
        if not data.get("subject") and not data.get("introduction") and not self.errors:
            raise forms.ValidationError(_("Write a subject, an introduction, or both."))
        if own.pictures(data.get("introduction", "")):
            self.add_error(
                "introduction", _("A mail shows no pictures. Use a link: [label](address).")
            )
        if "kind" not in data:
            return
        known = gallery.placeholders(data["kind"])
        for name in ("subject", "introduction"):
            wrong = own.unknown(data.get(name, ""), [*own.OURS, *known])
            if wrong:
                self.add_error(name, unknown_text(wrong, known))
            elif own.stray(data.get(name, "")):
                self.add_error(name, stray_text(known))


def one_line(subject: str) -> str:
    if len(subject.splitlines()) > 1:
        raise forms.ValidationError(_("A subject is one line."))
    return subject


def unknown_text(wrong: list[str], known: list[str]) -> str:
    return _("This mail does not know %(wrong)s. You can use: %(known)s.") % {
        "wrong": braced(wrong),
        "known": braced([*known, *own.OURS]),
    }


def stray_text(known: list[str]) -> str:
    return _(
        "Its reader would see these braces. Put one pair of them around a name, and nothing else "
        "in it. You can use: %(known)s."
    ) % {"known": braced([*known, *own.OURS])}


def braced(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
