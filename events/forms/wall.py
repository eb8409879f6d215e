"""What is written on the wall."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.registration import plain
from events.models import Event, Expectation, Theme

LONGEST = 200


class CardForm(forms.Form):
    """One expectation, in plain words."""

    text = forms.CharField(
        label=_("What do you expect of this meeting?"),
        help_text=_("One thought on a card, at most 200 characters. Nobody sees who wrote it."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "data-width": "full"}),
        error_messages={"required": _("Write something on the card first.")},
    )

    def clean_text(self) -> str:
        return plain(self.cleaned_data["text"])


class ThemeForm(forms.ModelForm):
    """A column of the wall, with what we do with it."""

    class Meta:
        model = Theme
        fields = ["title"]
        labels = {"title": _("Name of the theme")}


class PlaceForm(forms.Form):
    """Where a card goes; ids that are not of this event are refused."""

    card = forms.UUIDField()
    theme = forms.IntegerField(required=False)


class SuggestionForm(forms.Form):
    """Cards that become a theme together."""

    title = forms.CharField(max_length=80)
    cards = forms.ModelMultipleChoiceField(Expectation.objects.none())

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards: Any = self.fields["cards"]
        cards.queryset = event.expectations.on_the_wall()
