"""The mails of the house: a gallery of all of them, and the team's own words in them."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import escape, format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from andersom.notifications import gallery, kinds, layout, own, texts
from andersom.notifications.admin.frames import framed, framing
from andersom.notifications.domain import letters
from andersom.notifications.forms import GalleryFilter, LetterTextForm
from andersom.notifications.models import LetterText

VERSIONS = 20  # of the words that are shown


@admin.register(LetterText)
class LetterTextAdmin(admin.ModelAdmin):
    form = LetterTextForm
    list_display = ["kind", "language", "subject", "changed_at", "changed_by"]
    list_filter = ["language"]
    search_fields = ["kind", "subject", "introduction"]
    list_select_related = ["changed_by"]
    fields = ["kind", "language", "subject", "introduction", "names", "changed", "versions"]
    readonly_fields = ["names", "changed", "versions"]
    change_form_template = "notifications/admin/letter_text.html"
    change_list_template = "notifications/admin/letter_texts.html"

    @admin.display(description=_("what you can use"))
    def names(self, text: LetterText) -> Any:
        found = gallery.placeholders(text.kind) if text.kind else []
        if not found:
            return _("Choose a mail and save or look at the preview: it names them.")
        return ", ".join(f"{{{name}}}" for name in [*found, *own.OURS])

    @admin.display(description=_("last change"))
    def changed(self, text: LetterText) -> Any:
        if not text.pk:
            return "–"
        return format_html("{} ({})", localize(text.changed_at), text.changed_by or "–")

    @admin.display(description=_("earlier versions"))
    def versions(self, text: LetterText) -> Any:
        events = apps.get_model("notifications", "LetterTextEvent").objects
        rows = events.filter(pgh_obj_id=text.pk).select_related("changed_by")
        rows = rows.order_by("-pgh_id")[:VERSIONS]
        return render_to_string("notifications/admin/versions.html", {"versions": rows})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        asked = GalleryFilter(request.GET)
        asked.is_valid()
        return {"kind": asked.cleaned_data.get("mail"), "language": asked.cleaned_data.get("taal")}

    def save_model(self, request: Any, obj: LetterText, form: Any, change: bool) -> None:
        letters.write(obj, by=request.user, at=timezone.now())

    # --- Pages ------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "notifications_lettertext"
        preview = require_POST(framed(self.preview))
        return [
            path("voorbeelden/", view(framing(self.gallery)), name=f"{name}_gallery"),
            path("voorbeelden/brief/", view(framed(self.letter)), name=f"{name}_letter"),
            path("voorbeelden/eigen/", view(preview), name=f"{name}_preview"),
            *super().get_urls(),
        ]

    def changeform_view(self, *args: Any, **kwargs: Any) -> Any:
        return framing(super().changeform_view)(*args, **kwargs)

    def gallery(self, request: HttpRequest) -> HttpResponse:
        """All kinds with their topic, or one of them in all its turns."""
        asked = GalleryFilter(request.GET)
        asked.is_valid()
        kind = asked.cleaned_data.get("mail")
        language = asked.cleaned_data.get("taal") or "nl"
        shown = {"turns": turns(kind, language)} if kind else {"apps": shelves(language)}
        context = {
            **self.admin_site.each_context(request),
            **shown,
            "title": kind or _("All mails"),
            "opts": self.model._meta,
            "kind": kind,
            "topic": kinds.of(kind).topic.label if kind else "",
            "language": language,
            "own_url": self._own_url(kind, language) if kind in kinds.known() else "",
        }
        return TemplateResponse(request, "notifications/admin/gallery.html", context)

    def _own_url(self, kind: str, language: str) -> str:
        """Where the team gives this mail its own words."""
        row = LetterText.objects.filter(kind=kind, language=language).first()
        if row:
            return reverse("admin:notifications_lettertext_change", args=[row.pk])
        query = urlencode({"mail": kind, "taal": language})
        return f"{reverse('admin:notifications_lettertext_add')}?{query}"

    def letter(self, request: HttpRequest) -> HttpResponse:
        """The HTML of one sample, for a frame."""
        asked = GalleryFilter(request.GET)
        asked.is_valid()
        kind, data = asked.cleaned_data.get("mail"), asked.cleaned_data
        named = {sample.variant: sample for sample in gallery.samples(kind)} if kind else {}
        sample = named.get(data.get("soort", ""))
        if sample is None:
            return HttpResponse("")
        html = shown(sample, data.get("taal") or "nl").html
        return HttpResponse(layout.dark(html) if data.get("donker") else layout.light(html))

    def preview(self, request: HttpRequest) -> HttpResponse:
        """What was typed, in every turn of the mail, before it is saved."""
        row = existing(request.POST.get("kind", ""), request.POST.get("language", ""))
        form = LetterTextForm(request.POST, instance=row)
        if not form.is_valid():
            return HttpResponse(sheet(str(_("This cannot be sent like this")), wrong(form)))
        return HttpResponse(trial(**form.cleaned_data))


def shown(sample: gallery.Sample, language: str, words: own.Words | None = None) -> texts.Rendered:
    """A sample as a reader with an account would get it."""
    if template := gallery.of_library().get(sample.kind):
        return texts.render_of_library(template, sample.context, language=language)
    topic = kinds.of(sample.kind).topic
    why = layout.Why(topic, stop=layout.absolute("notifications:unsubscribe", "voorbeeld"))
    return texts.render(sample.kind, sample.context, language=language, why=why, words=words)


def shelves(language: str) -> list[dict[str, Any]]:
    """App → its mails, each with its topic, its subject and in how many turns it comes."""
    words = own.all_words(language)
    shelved = [
        (apps.get_app_config(app).verbose_name, names) for app, names in gallery.by_app().items()
    ]
    shelved.append((kinds.Topic.ACCOUNT.label, list(gallery.of_library())))
    return [
        {"name": name, "mails": [entry(kind, language, words.get(kind)) for kind in names]}
        for name, names in shelved
    ]


def entry(kind: str, language: str, words: own.Words | None) -> dict[str, Any]:
    samples = gallery.samples(kind)
    first = shown(samples[0], language, words or own.NOTHING) if samples else None
    return {
        "kind": kind,
        "topic": kinds.of(kind).topic.label,
        "subject": first.subject if first else "–",
        "turns": len(samples),
        "own": words is not None,
    }


def turns(kind: str, language: str) -> list[dict[str, Any]]:
    """Every sample of a kind in words, with the addresses of its frames."""
    found = []
    for sample in gallery.samples(kind):
        mail = shown(sample, language)
        query = urlencode({"mail": kind, "soort": sample.variant, "taal": language})
        url = f"{reverse('admin:notifications_lettertext_letter')}?{query}"
        found.append(
            {"name": sample.variant, "mail": mail, "light": url, "dark": f"{url}&donker=on"}
        )
    return found


def trial(kind: str, language: str, subject: str, introduction: str) -> str:
    """One sheet with every turn of a mail in these words."""
    words = own.Words(subject, introduction)
    parts = []
    for sample in gallery.samples(kind):
        mail = shown(sample, language, words)
        head = f'<p style="{layout.STYLES["p"]}"><em>{escape(sample.variant)}</em></p>'
        title = f'<h2 style="{layout.STYLES["h2"]}">{escape(mail.subject)}</h2>'
        parts.append(head + title + mail.body)
    line = f'<hr style="{layout.STYLES["hr"]}">'
    return layout.page(kind, line.join(parts), language=language)


def existing(kind: str, language: str) -> LetterText | None:
    """The words that the team has already, of what may be no kind at all."""
    if kind not in kinds.known() or language not in {"nl", "en"}:
        return None
    return LetterText.objects.filter(kind=kind, language=language).first()


def wrong(form: LetterTextForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


def sheet(title: str, lines: list[str]) -> str:
    """A sheet of letter paper with a few lines."""
    return layout.plain(title, "\n\n".join([title, *lines]), language="nl")
