"""What the team writes about an event: its own page, the programme, documents, another moment."""

from collections.abc import Iterable
from datetime import date, time
from itertools import combinations
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from andersom.lib.dates import ZONE, instant, local_date
from andersom.ui.texts import times_text
from andersom.ui.widgets import DateInput, TimeInput
from events.domain import documents
from events.domain.refusals import Refused
from events.models import Appearance, Choice, Document, Event, ProgrammeItem, Room, Speaker
from events.states import EventState

YEARS = (2020, 2100)
BACKWARDS = _("The end comes before the beginning.")


class MomentForm(forms.Form):
    """A day with a beginning and an end on the clock; ``during`` puts them together."""

    day = forms.DateField(
        label=_("day"),
        widget=DateInput(),
        help_text=_("One day. Does it last several days? Then make an event for each day."),
    )
    begins = forms.TimeField(label=_("begins at"), widget=TimeInput())
    ends = forms.TimeField(label=_("ends at"), widget=TimeInput())

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not YEARS[0] <= day.year <= YEARS[1]:
            raise forms.ValidationError(_("Enter a year between 2020 and 2100."), code="year")
        return day

    def during(self) -> DateTimeTZRange | None:
        """None, with an error at the field, when it is no span of time."""
        data = self.cleaned_data
        if not all(data.get(name) for name in ("day", "begins", "ends")):
            return None
        if data["ends"] <= data["begins"]:
            self.add_error("ends", BACKWARDS)
            return None
        return span(data["day"], data["begins"], data["ends"])


def span(day: date, begins: time, ends: time) -> DateTimeTZRange:
    return DateTimeTZRange(instant(day, begins), instant(day, ends))


def moment_of(during: DateTimeTZRange | None) -> dict[str, Any]:
    """The fields of MomentForm for a span of time."""
    if during is None:
        return {}
    begins = during.lower.astimezone(ZONE)
    return {
        "day": begins.date(),
        "begins": begins.time(),
        "ends": during.upper.astimezone(ZONE).time(),
    }


class EventForm(MomentForm, forms.ModelForm):
    """The time and place of an event that people know of are changed by moving it."""

    class Meta:
        model = Event
        fields = (
            *("kind", "title", "slug", "summary", "text", "place", "address", "accessibility"),
            *("capacity", "audience", "opens_at", "closes_at", "answer_hours"),
            "cards_first_looked_at",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial = {**moment_of(self.instance.during), **self.initial}
        if self.instance.pk and self.instance.state != EventState.DRAFT:
            for name in ("day", "begins", "ends", "place", "address"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("To change this, move the event: then all hear it.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if during := self.during():
            self.instance.during = during
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Registration closes before it opens."))
        elif during and closes and closes > during.upper:
            self.add_error("closes_at", _("Registration closes after the event is over."))
        if data.get("capacity") is not None and data["capacity"] < self.instance.taken:
            text = gettext("%(taken)s people have a place already.")
            self.add_error("capacity", text % {"taken": self.instance.taken})
        return data


class ItemForm(forms.ModelForm):
    """One line of the programme, on the day of its event."""

    begins = forms.TimeField(label=_("begins at"), widget=TimeInput())
    ends = forms.TimeField(label=_("ends at"), widget=TimeInput())
    room = forms.ModelChoiceField(Room.objects.none(), label=_("room"), required=False)
    who = forms.ModelMultipleChoiceField(
        Speaker.objects.none(),
        label=_("speakers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ProgrammeItem
        fields = ("title", "text", "room", "chosen", "capacity")
        widgets = {"text": forms.Textarea({"rows": 3, "cols": 60})}

    def __init__(
        self, *args: Any, event: Event, rooms: list[Room], speakers: list[Speaker], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.was = event, self.instance.during
        self._offer("room", event.rooms, [("", "---------"), *((one.pk, one) for one in rooms)])
        self._offer("who", event.speakers, [(one.pk, one) for one in speakers])
        if self.instance.pk:
            self.initial = {**self.initial, **moment_of(self.instance.during)}
            spoken = self.instance.appearances.all()
            self.initial["who"] = [appearance.speaker_id for appearance in spoken]

    def _offer(self, name: str, allowed: Any, choices: list[Any]) -> None:
        """The rows to choose from, asked of the database once for the whole programme."""
        field: Any = self.fields[name]
        field.queryset = allowed.all() if self.event.pk else field.queryset
        field.choices = choices

    def has_changed(self) -> bool:
        """Also when it only moved along with the day of its event."""
        moved = self.instance.pk is not None and self.instance.during != self.was
        return moved or super().has_changed()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        begins, ends = data.get("begins"), data.get("ends")
        if begins and ends and self.event.during is not None:
            self._place(begins, ends)
        if data.get("chosen") and not data.get("room") and data.get("capacity") is None:
            self.add_error("capacity", _("Say how many can join, or choose a room."))
        if data.get("capacity") is not None and data["capacity"] < self.instance.taken:
            text = gettext("%(taken)s people chose this already.")
            self.add_error("capacity", text % {"taken": self.instance.taken})
        return data

    def _place(self, begins: time, ends: time) -> None:
        if ends <= begins:
            self.add_error("ends", BACKWARDS)
            return
        within, event = span(local_date(self.event.during.lower), begins, ends), self.event
        text = gettext("The event is from %(times)s.")
        params = {"times": times_text(event.starts, event.ends)}
        if within.lower < event.during.lower:
            self.add_error("begins", text % params)
        if within.upper > event.during.upper:
            self.add_error("ends", text % params)
        self.instance.during = within


class ItemFormSet(forms.BaseInlineFormSet):
    """The whole programme: nobody and nothing in two places at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instance.pk is not None
        self.form_kwargs = {
            "event": self.instance,
            "rooms": list(self.instance.rooms.all()) if known else [],
            "speakers": list(self.instance.speakers.all()) if known else [],
        }

    def clean(self) -> None:
        super().clean()
        standing = [form for form in self.initial_forms + self.extra_forms if self._stands(form)]
        both = _people_in_both(form.instance for form in standing)
        for one, other in combinations(standing, 2):
            if _overlap(one.instance.during, other.instance.during):
                _refuse_clash(one, other, both)

    def _stands(self, form: Any) -> bool:
        """Filled in, right by itself, and to stay."""
        if self._should_delete_form(form) or form.errors:  # type: ignore[attr-defined]
            return False
        return form.instance.during is not None and bool(form.cleaned_data.get("title"))

    def save(self, commit: bool = True) -> Any:
        """Speakers leave first, so that who swaps places meets nobody."""
        for form in self.initial_forms:
            staying = form.cleaned_data.get("who") or []
            form.instance.appearances.exclude(speaker__in=staying).delete()
        saved = super().save(commit)
        for form in self.forms:
            if form.instance.pk and self._stands(form):
                for speaker in form.cleaned_data["who"]:
                    Appearance.objects.get_or_create(item=form.instance, speaker=speaker)
        return saved


def _overlap(one: DateTimeTZRange, other: DateTimeTZRange) -> bool:
    return one.lower < other.upper and other.lower < one.upper


def _refuse_clash(one: Any, other: Any, both: set[frozenset[int]]) -> None:
    """Errors at the later form, where the room, a speaker or a visitor is in both."""
    room, title = one.cleaned_data.get("room"), one.cleaned_data["title"]
    if room and room == other.cleaned_data.get("room"):
        text = gettext("“%(title)s” is in this room at that time.")
        other.add_error("room", text % {"title": title})
    shared = set(one.cleaned_data["who"]) & set(other.cleaned_data["who"])
    for speaker in sorted(shared, key=lambda each: each.name):
        text = gettext("%(speaker)s is at “%(title)s” at that time.")
        other.add_error("who", text % {"speaker": speaker.name, "title": title})
    if frozenset({one.instance.pk, other.instance.pk}) in both:
        text = gettext("Visitors chose this and “%(title)s”; they cannot be at the same time.")
        other.add_error("begins", text % {"title": title})


def _people_in_both(items: Iterable[ProgrammeItem]) -> set[frozenset[int]]:
    """Pairs of items (keys) that one visitor chose both."""
    keys = [item.pk for item in items if item.pk]
    chosen: dict[int, list[int]] = {}
    for visitor, item in Choice.objects.filter(item__in=keys).values_list("registration", "item"):
        chosen.setdefault(visitor, []).append(item)
    return {frozenset(pair) for had in chosen.values() for pair in combinations(had, 2)}


class DocumentForm(forms.ModelForm):
    """A PDF or a link. The file is looked into; its name and type say little."""

    class Meta:
        model = Document
        fields = ("title", "file", "url", "position")
        widgets = {"file": forms.FileInput({"accept": "application/pdf"})}
        help_texts = {"file": _("PDF, at most 10 MB.")}

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data or not file:
            return file
        try:
            return documents.clean(file)
        except Refused as refused:
            raise forms.ValidationError(refused.text, code=refused.code) from None


class ReasonForm(forms.Form):
    """Why an event is called off."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Everybody who registered reads it in a mail."),
    )


class MoveForm(MomentForm):
    """Another time or place."""

    place = forms.CharField(label=_("place"), max_length=120)
    address = forms.CharField(label=_("address"), max_length=200, required=False)
    accessibility = forms.CharField(
        label=_("accessibility"), required=False, widget=forms.Textarea({"rows": 3})
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Everybody who registered reads it in a mail."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["during"] = self.during()
        return data
