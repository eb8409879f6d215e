"""Saying hello, and whom somebody wants to meet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.domain import contact
from events.models import Registration


class HelloForm(forms.Form):
    """A first idea; the receiver gets the sender's address with it."""

    idea = forms.CharField(
        label=_("Your first idea"),
        max_length=500,
        widget=forms.Textarea({"rows": 4, "data-width": "full"}),
        help_text=_("One or two sentences. We send your name and e-mail address along."),
    )

    def clean_idea(self) -> str:
        return " ".join(self.cleaned_data["idea"].split())


class People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.organisation}" if obj.organisation else obj.name


class MeetForm(forms.Form):
    """With whom this visitor wants to talk on."""

    people = People(
        Registration.objects.none(),
        label=_("With whom do you want to talk on?"),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "list"}),
        help_text=_("Nobody sees your choice, unless the other chooses you as well."),
    )

    def __init__(self, *args: Any, visitor: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.queryset = contact.to_choose(visitor)
