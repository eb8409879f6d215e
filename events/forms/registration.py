"""What who wants to come tells us."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from andersom.ui.texts import times_text
from events.domain import rounds
from events.domain.registrations import Visitor
from events.domain.visits import Change
from events.models import ProgrammeItem, Registration

TAG = re.compile(r"<\s*[a-zA-Z/!]")
COLLEAGUES = 4


def plain(text: str) -> str:
    """Spaces and lines folded; codes of web pages are no names."""
    folded = " ".join(text.split())
    if TAG.search(folded):
        raise forms.ValidationError(
            _("Use plain words only, without codes between < and >."), code="markup"
        )
    return folded


class PlainField(forms.CharField):
    """One line of plain words."""

    def clean(self, value: Any) -> str:
        return plain(super().clean(value) or "")


class PersonForm(forms.Form):
    """One person: a name and an address."""

    name = PlainField(
        label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )


class ColleagueFormSet(forms.BaseFormSet):
    """Colleagues that come along; empty rows are left out."""

    def people(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("email")]


Colleagues = forms.formset_factory(
    PersonForm,
    formset=ColleagueFormSet,
    extra=COLLEAGUES,
    max_num=COLLEAGUES,
    absolute_max=COLLEAGUES,
)


class NeedsForm(forms.Form):
    """What the kitchen and the door should know; freely told."""

    food = PlainField(
        label=_("Food"),
        max_length=200,
        required=False,
        help_text=_("For example: vegetarian, no nuts."),
    )
    access = PlainField(
        label=_("Access"),
        max_length=200,
        required=False,
        help_text=_("For example: I come in a wheelchair, I read lips."),
    )


class RegisterForm(NeedsForm):
    """Who registers, with what is known of an account filled in."""

    name = PlainField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    organisation = PlainField(
        label=_("Organisation or school"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    shown = forms.BooleanField(
        label=_("Other visitors may see that I come"),
        required=False,
        help_text=_("With your name and organisation, not your address. You can change it later."),
    )
    field_order = ("name", "email", "organisation", "food", "access", "shown")

    def __init__(self, *args: Any, known_email: str = "", **kwargs: Any) -> None:
        """``known_email``: the address of the account, which is not asked for."""
        super().__init__(*args, **kwargs)
        self.known_email = known_email
        if known_email:
            self.fields["email"].disabled = True
            self.fields["email"].initial = known_email
            self.fields["email"].help_text = _("The address of your account.")

    def visitors(self, colleagues: Iterable[dict[str, Any]], **extra: Any) -> list[Visitor]:
        """Herself first; ``extra`` is what the account tells about all of them."""
        data = self.cleaned_data
        organisation = data["organisation"]
        others = [
            Visitor(one["email"], one["name"], organisation=organisation, **extra)
            for one in colleagues
        ]
        return [Visitor(**data, **extra), *others]


class VisitForm(NeedsForm):
    """What a visitor may change afterwards, on her own page."""

    name = PlainField(label=_("Your name"), max_length=120)
    organisation = PlainField(label=_("Organisation or school"), max_length=120, required=False)
    shown = forms.BooleanField(
        label=_("Other visitors may see that I come"),
        required=False,
        help_text=_("With your name and organisation, not your address."),
    )
    field_order = ("name", "organisation", "food", "access", "shown")

    @classmethod
    def of(cls, registration: Registration, data: Any = None) -> "VisitForm":
        needs = getattr(registration, "needs", None)
        initial = {
            "name": registration.name,
            "organisation": registration.organisation,
            "shown": registration.shown,
            "food": needs.food if needs else "",
            "access": needs.access if needs else "",
        }
        return cls(data, initial=initial)

    def change(self) -> Change:
        return Change(**self.cleaned_data)


class RoundsForm(forms.Form):
    """One choice for each moment at which rounds run side by side; may be left open."""

    def __init__(
        self, data: Any = None, *, items: Iterable[ProgrammeItem], chosen: Iterable[int] = ()
    ) -> None:
        super().__init__(data)
        had = set(chosen)
        for number, slot in enumerate(rounds.slots(items), start=1):
            mine = next((item.pk for item in slot.items if item.pk in had), "")
            self.fields[f"round{number}"] = forms.ChoiceField(
                label=times_text(slot.items[0].starts, max(item.ends for item in slot.items)),
                choices=[*((item.pk, _label(item)) for item in slot.items), ("", _("No choice"))],
                required=False,
                initial=mine,
                widget=forms.RadioSelect({"class": "list"}),
            )

    def chosen(self) -> list[int]:
        """Keys of the chosen items."""
        return [int(value) for value in self.cleaned_data.values() if value]


def _label(item: ProgrammeItem) -> str:
    parts = [item.title, str(item.room) if item.room else ""]
    if item.capacity is not None:
        free = max(item.capacity - item.taken, 0)
        full = _("full")
        parts.append(str(full) if not free else str(_("%(free)s places left") % {"free": free}))
    return ", ".join(filter(None, parts))
