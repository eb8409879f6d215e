"""What the team fills in: editions, sessions, trainers. What the database refuses is said first,
at the field where it can be mended.
"""

from collections.abc import Collection
from itertools import pairwise
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTimeWidget
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from andersom.lib.dates import instant
from andersom.ui.fields import DagdeelField
from training.models import Cohort, Session, Trainer, TrainerAway

BUSY = _("This trainer gives another session at that time.")


class AtFieldForm(forms.ModelForm):
    """Says what a constraint refuses at the field named in ``at``; else above the form.

    ``asked`` are columns that are no fields of the form and still take part in constraints.
    """

    at: ClassVar[dict[str, str]] = {}
    asked: ClassVar[set[str]] = set()
    elsewhere: ClassVar[set[str]] = set()  # constraints that are judged in another way

    def validate_constraints(self) -> None:
        model: type[Model] = self._meta.model
        exclude = self._get_validation_exclusions() - self.asked  # type: ignore[attr-defined]
        for constraint in model._meta.constraints:
            if constraint.name in self.elsewhere:
                continue
            try:
                constraint.validate(model, self.instance, exclude=exclude)
            except ValidationError as error:
                self.add_error(self.at.get(constraint.name), error.messages)


class CohortForm(AtFieldForm):
    at: ClassVar[dict[str, str]] = {
        "cohort_capacity": "capacity",
        "cohort_not_overfull": "capacity",
        "cohort_not_backwards": "end",
        "cohort_window": "enrol_until",
        "cohort_attendance": "attendance",
        "cohort_numbers": "weeks",
    }
    asked: ClassVar[set[str]] = {"taken"}

    class Meta:
        model = Cohort
        fields = forms.ALL_FIELDS


class SessionForm(AtFieldForm):
    """A day and two times instead of a range.

    ``beside`` are the keys of sessions that are changed in the same act, with which their formset
    compares.
    """

    at: ClassVar[dict[str, str]] = {"session_takes_time": "ends"}
    asked: ClassVar[set[str]] = {"during"}
    elsewhere: ClassVar[set[str]] = {"session_trainer_one_place"}
    beside: Collection[int] = ()
    day = forms.DateField(label=_("day"), widget=AdminDateWidget)
    begins = forms.TimeField(label=_("begins at"), widget=AdminTimeWidget)
    ends = forms.TimeField(label=_("ends at"), widget=AdminTimeWidget)

    class Meta:
        model = Session
        fields = ("module", "day", "begins", "ends", "trainer", "place", "make_up")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            starts, ends = self.instance.starts, self.instance.ends
            times = {"day": starts.date(), "begins": starts.time(), "ends": ends.time()}
            self.initial = {**self.initial, **times}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, begins, ends = (data.get(name) for name in ("day", "begins", "ends"))
        if day and begins and ends:
            if ends <= begins:
                self.add_error("ends", gettext("The session ends before it begins."))
            else:
                self.instance.during = DateTimeTZRange(instant(day, begins), instant(day, ends))
        if module := data.get("module"):
            self.instance.cohort_id = module.cohort_id
        return data

    def validate_constraints(self) -> None:
        """Without a time there is nothing to judge, and the fields say so already."""
        if not self.instance.during:
            return
        super().validate_constraints()
        others = Session.objects.exclude(pk__in=[self.instance.pk or 0, *self.beside])
        trainer = self.instance.trainer_id
        if (
            trainer
            and others.filter(trainer=trainer, during__overlap=self.instance.during).exists()
        ):
            self.add_error("begins", BUSY)


class SessionFormSet(BaseInlineFormSet):
    """Sessions of one edition, also judged against each other as they will be."""

    def add_fields(self, form: SessionForm, index: int | None) -> None:  # type: ignore[override]
        super().add_fields(form, index)
        form.beside = [session.pk for session in self.get_queryset()]

    def clean(self) -> None:
        super().clean()
        kept = [each for each in self.forms if self._counts(each)]
        kept.sort(key=lambda form: (form.instance.trainer_id, form.instance.during.lower))
        for one, other in pairwise(kept):
            if one.instance.trainer_id == other.instance.trainer_id and (
                one.instance.during.upper > other.instance.during.lower
            ):
                other.add_error("begins", BUSY)

    def _counts(self, form: forms.ModelForm) -> bool:
        if not form.is_valid() or self._should_delete_form(form):  # type: ignore[attr-defined]
            return False
        return bool(form.instance.trainer_id and form.instance.during)

    def save(self, commit: bool = True) -> Any:
        """Take the trainers away first, so that two sessions may change places."""
        going = [*self.deleted_forms]
        changed = [f.instance.pk for f in self.initial_forms if f.has_changed() or f in going]
        Session.objects.filter(pk__in=changed).update(trainer=None)
        return super().save(commit=commit)


class TrainerForm(AtFieldForm):
    at: ClassVar[dict[str, str]] = {"trainer_visits": "visits_per_week"}
    day_parts = DagdeelField(label=_("day parts for visits"))

    class Meta:
        model = Trainer
        fields = forms.ALL_FIELDS


class AwayForm(AtFieldForm):
    at: ClassVar[dict[str, str]] = {"trainer_away_not_backwards": "last_day"}

    class Meta:
        model = TrainerAway
        fields = forms.ALL_FIELDS


class DecisionForm(forms.Form):
    """What the team decides about an enrolment."""

    verb = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Needed for a no: the trainee reads it in the mail."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = choices  # type: ignore[attr-defined]
