"""The register of certificates; awarding and revoking have pages of their own."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from training.models import Certificate

from .acts import ReadOnlyAdmin


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    list_display = ["name", "programme", "awarded_on", "valid_until", "counts", "revoked_at", "act"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter), "programme", "awarded_on"]
    list_select_related = ["enrolment"]
    search_fields = ["name", "programme", "code"]
    date_hierarchy = "awarded_on"

    @admin.display(description=_("valid"), boolean=True)
    def counts(self, certificate: Certificate) -> bool:
        return certificate.valid_on(timezone.localdate())

    @admin.display(description=_("revoke"))
    def act(self, certificate: Certificate) -> SafeString | str:
        if certificate.revoked_at:
            return ""
        url = reverse("training:revoke", args=[certificate.pk])
        return format_html('<a href="{}">{}</a>', url, _("Revoke"))
