from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from andersom.notifications.domain.preferences import Choice
from andersom.notifications.kinds import Topic
from andersom.notifications.models import Preference
from andersom.ui.forms import FilterForm


class InboxFilter(FilterForm):
    """Which messages to show, and which page of them."""

    unread = forms.BooleanField(label=_("Only unread"), required=False)


class MailboxFilter(FilterForm):
    """Finds a letter in the demo's mailbox by address or subject."""

    q = forms.CharField(label=_("Address or subject"), required=False, max_length=100)


#: Topic → what is in it, in the reader's words.
WHAT = {
    Topic.QUESTION: _("A school asks you, somebody answers, a request is filled or ends."),
    Topic.DIGEST: _("Requests that fit you, or candidates for your requests: only what is new."),
    Topic.WEEK: _("All lessons of next week in one mail."),
    Topic.REMINDER: _("Tomorrow's lesson, a certificate that runs out, a term that ends."),
    Topic.NEWS: _("What a meeting brought, and who would like to meet you."),
    Topic.EVALUATION: _("A few anonymous questions afterwards, so that the next time is better."),
    Topic.TEAM: _("What waits for the team."),
}


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
                rhythm = Preference.Rhythm.NEVER if not chosen.mail else chosen.rhythm
                self.fields[f"{topic}-rhythm"] = forms.ChoiceField(
                    label=_("By mail"),
                    choices=Preference.Rhythm.choices,
                    initial=rhythm,
                    widget=forms.RadioSelect,
                )
            else:
                self.fields[f"{topic}-mail"] = forms.BooleanField(
                    label=_("By mail"), required=False, initial=chosen.mail
                )
            self.fields[f"{topic}-inside"] = forms.BooleanField(
                label=_("As an unread message"), required=False, initial=chosen.inside
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
        if topic != Topic.DIGEST:
            return Choice(mail=data[f"{topic}-mail"], inside=inside)
        rhythm = data[f"{topic}-rhythm"]
        return Choice(mail=rhythm != Preference.Rhythm.NEVER, inside=inside, rhythm=rhythm)
