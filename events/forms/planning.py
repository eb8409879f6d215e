"""Lines of the planning list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from andersom.ui.widgets import DateInput
from events.models import Chore, Event


class ChoreForm(forms.ModelForm):
    """One more thing to do."""

    class Meta:
        model = Chore
        fields = ["title", "due"]
        widgets = {"due": DateInput()}

    def __init__(self, data: Any = None, *, event: Event) -> None:
        super().__init__(data, instance=Chore(event=event))

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if self.instance.event.chores.filter(title=title).exists():
            raise forms.ValidationError(_("This stands on the list already."), code="twice")
        return title


class TickForm(forms.Form):
    """A line is done, or not after all."""

    chore = forms.ModelChoiceField(Chore.objects.none())
    done = forms.BooleanField(required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chores: Any = self.fields["chore"]
        chores.queryset = event.chores.all()
