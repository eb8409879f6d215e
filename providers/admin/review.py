"""Looking at a provider or an offer and deciding, with a reason where one is due."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from andersom.accounts.hats import PersonRequest
from andersom.workflow.admin import JournalInline
from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move
from providers.domain import review
from providers.states import REVIEW, Review

VERBS: dict[str, tuple[Callable[..., None], Any]] = {
    "approve": (review.approve, _("Approve: schools see it")),
    "ask_changes": (review.ask_changes, _("Ask for changes")),
    "decline": (review.decline, _("Decline")),
    "suspend": (review.suspend, _("Take out of the catalogue for now")),
    "resume": (review.resume, _("Put back in the catalogue")),
}


class VerdictForm(forms.Form):
    """What the team decides; the reason goes into the mail."""

    verb = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Is sent along to the provider. Needed unless you approve."),
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [(verb, VERBS[verb][1]) for verb in REVIEW.verbs(state) if verb in VERBS]
        self.fields["verb"].choices = possible  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        verb = data.get("verb")
        if verb and REVIEW.needs_reason(verb) and not data.get("reason"):
            self.add_error("reason", gettext("Say why: the provider has to know what to do."))
        return data


class ReviewAdmin(admin.ModelAdmin):
    """Lists what waits first; decides one by one with a reason, or approves several."""

    actions = ["approve_all"]
    inlines: ClassVar[Any] = [JournalInline]
    readonly_fields = ["state", "created_at"]
    ordering = ["-created_at"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        waits = Case(
            When(state=Review.SUBMITTED, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
        found = super().get_queryset(request).annotate(waits=waits)
        return found.order_by("waits", "-created_at", "-pk")

    @admin.display(description=_("look"))
    def look(self, thing: Any) -> SafeString:
        url = reverse(f"admin:providers_{thing._meta.model_name}_review", args=[thing.pk])
        words = _("Decide") if thing.state == Review.SUBMITTED else _("Look")
        return format_html('<a href="{}">{}</a>', url, words)

    @admin.action(description=_("Approve what was submitted"), permissions=["change"])
    def approve_all(self, request: PersonRequest, queryset: QuerySet[Any]) -> None:
        """Whatever is not waiting is left alone, and said."""
        done = 0
        for thing in queryset:
            try:
                review.approve(thing, by=request.user, at=timezone.now())
            except IllegalMove:
                text = _("%(thing)s is not waiting for approval.") % {"thing": thing}
                self.message_user(request, text, messages.WARNING)
            else:
                done += 1
        text = ngettext("%(count)s approved.", "%(count)s approved.", done) % {"count": done}
        self.message_user(request, text, messages.SUCCESS if done else messages.INFO)

    def get_urls(self) -> list[URLPattern]:
        name = f"providers_{self.model._meta.model_name}_review"
        page = self.admin_site.admin_view(self.review_page)
        return [path("<int:pk>/beoordelen/", page, name=name), *super().get_urls()]

    def review_page(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Everything that was submitted on one page, the journal, and the decision."""
        thing = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        form = VerdictForm(request.POST or None, state=thing.state)
        if request.method == "POST" and form.is_valid() and self._decide(request, thing, form):
            return redirect(f"admin:providers_{self.model._meta.model_name}_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": str(thing),
            "thing": thing,
            "opts": self.model._meta,
            "form": form,
            "facts": self.facts(thing),
            "missing": review.missing(thing),
            "journal": Move.objects.of(thing).select_related("by").reverse(),
        }
        return TemplateResponse(request, "providers/admin_review.html", context)

    def _decide(self, request: PersonRequest, thing: Any, form: VerdictForm) -> bool:
        act, words = VERBS[form.cleaned_data["verb"]]
        try:
            act(thing, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
        except IllegalMove:
            form.add_error(None, gettext("Somebody else decided in the meantime. Look again."))
            return False
        text = _("%(thing)s: %(decision)s. The members get a mail.")
        values = {"thing": thing, "decision": str(words).lower()}
        self.message_user(request, text % values, messages.SUCCESS)
        return True

    def facts(self, thing: Any) -> list[tuple[Any, Any]]:
        """What to look at: labels and values."""
        return []
