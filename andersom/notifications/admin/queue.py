"""The queue as the team sees it: what waits, what went wrong, and each mail as it is sent."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from andersom.accounts.hats import PersonRequest
from andersom.notifications import kinds, layout, links
from andersom.notifications.admin.frames import frame, framed, framing
from andersom.notifications.admin.read_only import ReadOnly
from andersom.notifications.domain import queue
from andersom.notifications.forms import EditMailForm, StepForm
from andersom.notifications.kinds import Topic
from andersom.notifications.models import Email
from andersom.notifications.models.email import EmailQuerySet
from andersom.notifications.states import STEPS, EmailState, Refusal

TONES = {
    EmailState.SENT: "ok",
    EmailState.FAILED: "danger",
    EmailState.IN_DOUBT: "warn",
    EmailState.HELD: "info",
    EmailState.SENDING: "info",
}
WAITING = (EmailState.QUEUED, EmailState.HELD, EmailState.SENDING)
VERBS: dict[str, Callable[..., Email | None]] = {
    "hold": queue.hold,
    "release": queue.release,
    "cancel": queue.cancel,
    "resend": queue.resend,
}
LABELS = {
    "hold": _("Hold"),
    "release": _("Release"),
    "cancel": _("Cancel"),
    "resend": _("Send again"),
}
REFUSED = _("Not possible. %(why)s")


class TroubleFilter(admin.SimpleListFilter):
    """First of the filters: what a person has to look at."""

    title = _("needs a look")
    parameter_name = "let_op"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("ja", _("Failed, in doubt, or too many at once"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> EmailQuerySet:
        found: EmailQuerySet = queryset
        return found.troubled() if self.value() == "ja" else found


class TopicFilter(admin.SimpleListFilter):
    """By what a mail is about, in the words that its reader chooses by."""

    title = _("what it is about")
    parameter_name = "over"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Topic.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> EmailQuerySet:
        found: EmailQuerySet = queryset
        asked = self.value()
        return found.of_topic(Topic(asked)) if asked in Topic.values else found


@admin.register(Email)
class EmailAdmin(ReadOnly):
    list_display = ["moment", "subject", "reader"]
    list_display_links = ["subject"]
    list_filter = [
        TroubleFilter,
        "state",
        TopicFilter,
        "language",
        ("created_at", admin.DateFieldListFilter),
    ]
    search_fields = ["address", "subject", "=kind", "key", "=message_id"]
    search_help_text = _("Address, subject, kind, key or Message-ID")
    date_hierarchy = "created_at"
    actions = ["hold", "release", "cancel", "resend"]
    show_full_result_count = False
    list_per_page = 50
    change_form_template = "notifications/admin/mail.html"

    def get_fieldsets(self, request: HttpRequest, obj: Email | None = None) -> Any:
        life = ["badge", "attempts", "last_error", "not_before", "not_after", "sent_at"]
        origin = ["kind", "key", "about", "message_id", "created_at", "edited_at", "edited_by"]
        return [
            (None, {"fields": ["address", "user", "language", "subject"]}),
            (_("As it is sent"), {"fields": ["words", "as_html"], "classes": ["letter"]}),
            (_("Delivery"), {"fields": life}),
            (_("Origin"), {"fields": origin}),
        ]

    def has_step_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notifications.change_email")

    @admin.display(description=_("state"), ordering="state")
    def badge(self, email: Email) -> str:
        tone, label = TONES.get(EmailState(email.state), "neutral"), email.get_state_display()
        return format_html('<span class="badge" data-tone="{}">{}</span>', tone, label)

    @admin.display(description=_("to, and what about"), ordering="address")
    def reader(self, email: Email) -> str:
        """To whom, and the topic with the way to all turns of its kind in the gallery."""
        url = f"{reverse('admin:notifications_lettertext_gallery')}?mail={email.kind}"
        label = kinds.of(email.kind).topic.label
        address = email.address or gettext("(erased)")
        return format_html('{}<br><a href="{}"><small>{}</small></a>', address, url, label)

    @admin.display(description=_("state"), ordering="state")
    def moment(self, email: Email) -> str:
        """Its state, and when it left, may leave, or else was written; how often that was tried
        when not once."""
        may_leave = email.not_before if email.state in WAITING else email.created_at
        local = timezone.localtime(email.sent_at or may_leave)
        at = formats.date_format(local, "SHORT_DATETIME_FORMAT")
        tries = ngettext("tried %(n)s time", "tried %(n)s times", email.attempts)
        again = tries % {"n": email.attempts} if email.attempts > 1 else ""
        lines = format_html_join(
            "", "<br><small>{}</small>", [(line,) for line in (at, again) if line]
        )
        return format_html("{}{}", self.badge(email), lines)

    @admin.display(description=_("text"))
    def words(self, email: Email) -> Any:
        if email.secret:
            return _("Hidden: it holds a code or link that lets its reader in.")
        return format_html('<pre class="letter-text">{}</pre>', links.veiled(email.text))

    @admin.display(description="HTML")
    def as_html(self, email: Email) -> Any:
        if email.secret or not email.html:
            return "–"
        url = reverse("admin:notifications_email_html", args=[email.pk])
        title = gettext("The mail as its reader sees it")
        alone = gettext("Alone on the screen")
        return format_html('{}<br><a href="{}">{}</a>', frame(url, title), url, alone)

    # --- Pages ------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "notifications_email"
        return [
            path("<int:pk>/html/", view(framed(self.html)), name=f"{name}_html"),
            path("<int:pk>/stap/", view(require_POST(self.step)), name=f"{name}_step"),
            path("<int:pk>/tekst/", view(self.edit), name=f"{name}_edit"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One mail as it is sent, with what may be done to it."""
        email = self.get_object(request, object_id)
        more = {"steps": self.steps_of(request, email), "may_edit": self.editable(request, email)}
        shown = framing(super().change_view)
        return shown(request, object_id, form_url, {**(extra_context or {}), **more})

    def steps_of(self, request: HttpRequest, email: Email | None) -> list[tuple[str, Any]]:
        if email is None or not self.has_step_permission(request):
            return []
        return [(verb, LABELS[verb]) for verb, step in STEPS.items() if email.state in step.sources]

    def editable(self, request: HttpRequest, email: Email | None) -> bool:
        return bool(email and self.has_step_permission(request) and queue.may_edit(email))

    def html(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The HTML of one mail as a page of its own, in which nothing runs."""
        email = get_object_or_404(Email, pk=pk)
        return HttpResponse("" if email.secret else links.veiled(email.html))

    def step(self, request: PersonRequest, pk: int) -> HttpResponse:
        """One of the buttons on the page of a mail."""
        email, form = get_object_or_404(Email, pk=pk), StepForm(request.POST)
        if not self.has_step_permission(request):
            raise PermissionDenied
        if form.is_valid():
            verb = form.cleaned_data["verb"]
            try:
                new = VERBS[verb](email, by=request.user, at=timezone.now())
            except queue.RefusedError as error:
                self.message_user(request, REFUSED % {"why": error.why.label}, messages.WARNING)
            else:
                told = gettext("This is the new mail.") if new else email.get_state_display()
                self.message_user(request, told, messages.SUCCESS)
                pk = new.pk if new else pk
        return redirect("admin:notifications_email_change", pk)

    def edit(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Other words for a mail that waits; what was typed stays when it is refused."""
        email = get_object_or_404(Email.objects.select_related("user"), pk=pk)
        if not self.has_step_permission(request):
            raise PermissionDenied
        form = EditMailForm(request.POST or None, initial=words_of(email))
        if request.method == "POST" and form.is_valid() and self._edit(request, email, form):
            return redirect("admin:notifications_email_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change this mail"),
            "opts": self.model._meta,
            "email": email,
            "form": form,
            "may_edit": queue.may_edit(email),
        }
        return TemplateResponse(request, "notifications/admin/edit_mail.html", context)

    def _edit(self, request: PersonRequest, email: Email, form: EditMailForm) -> bool:
        data = form.cleaned_data
        data = data | {"text": links.unveiled(data["text"], email.text)}
        try:
            queue.edit(email, **data, by=request.user, at=timezone.now())
        except queue.RefusedError:
            form.add_error(None, self._why_refused(email))
        except ValueError:
            form.add_error("text", _("This text is too long for a mail."))
        else:
            text = _("Changed. The reader gets it like this.")
            self.message_user(request, text, messages.SUCCESS)
            return True
        return False

    def _why_refused(self, email: Email) -> Any:
        email.refresh_from_db()
        if queue.may_edit(email):
            return _("Somebody else changed this mail meanwhile. Open it in a second window first.")
        return _("This mail does not wait any more: it is %(state)s. Your text is not used.") % {
            "state": email.get_state_display()
        }

    # --- Actions on the list ----------------------------------------------------------------------
    @admin.action(description=_("Hold"), permissions=["step"])
    def hold(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        self._apply(request, queryset, queue.hold)

    @admin.action(description=_("Release"), permissions=["step"])
    def release(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        self._apply(request, queryset, queue.release)

    @admin.action(description=_("Cancel"), permissions=["step"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        self._apply(request, queryset, queue.cancel)

    @admin.action(description=_("Send again"), permissions=["step"])
    def resend(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        self._apply(request, queryset, queue.resend)

    def _apply(
        self, request: HttpRequest, queryset: QuerySet[Email], verb: Callable[..., Email | None]
    ) -> None:
        now, done, refused = timezone.now(), 0, Counter[Refusal]()
        for email in queryset.defer("text", "html"):
            try:
                verb(email, by=request.user, at=now)
                done += 1
            except queue.RefusedError as error:
                refused[error.why] += 1
        if done:
            text = ngettext("Done for %(n)s mail.", "Done for %(n)s mails.", done)
            self.message_user(request, text % {"n": done}, messages.SUCCESS)
        for why, count in refused.items():
            text = ngettext(
                "Not possible for %(n)s mail. %(why)s",
                "Not possible for %(n)s mails. %(why)s",
                count,
            )
            told = text % {"n": count, "why": why.label}
            self.message_user(request, told, messages.WARNING)


def words_of(email: Email) -> dict[str, Any]:
    """What the page to change a mail begins with; nothing of what lets its reader in."""
    if email.secret:
        return {}
    seen = email.edited_at.isoformat() if email.edited_at else ""
    text = links.veiled(layout.without_signature(email.text))
    return {"subject": email.subject, "text": text, "seen": seen}
