"""What the list of requests can be narrowed down to."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from andersom.reference.models import Domain
from andersom.ui.forms import FilterForm
from schools.models import Request
from schools.states import RequestState

TABS: dict[str, tuple[object, tuple[str, ...]]] = {
    "alle": (_("All"), tuple(RequestState.values)),
    "concept": (_("Drafts"), (RequestState.DRAFT,)),
    "open": (pgettext_lazy("requests", "Open"), (RequestState.OPEN, RequestState.PARTLY_FILLED)),
    "vervuld": (_("Filled"), (RequestState.FILLED,)),
    "afgerond": (_("Ended"), (RequestState.CLOSED, RequestState.WITHDRAWN)),
}


class RequestFilter(FilterForm):
    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    domain = forms.ModelChoiceField(
        label=_("Domain"), queryset=Domain.objects.all(), required=False, empty_label=_("All")
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=[("", _("All")), *Request.Purpose.choices], required=False
    )

    def apply(self, requests: QuerySet[Request]) -> QuerySet[Request]:
        """Narrow down; a value that is none narrows nothing."""
        if not self.is_valid():
            return requests
        wanted = self.cleaned_data
        if words := wanted["q"]:
            requests = requests.filter(
                Q(title__icontains=words) | Q(groups__label__iexact=words)
            ).distinct()
        if wanted["domain"]:
            requests = requests.filter(domain=wanted["domain"])
        if wanted["purpose"]:
            requests = requests.filter(purpose=wanted["purpose"])
        return requests

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(bool(value) for value in self.cleaned_data.values()) if self.is_valid() else 0
