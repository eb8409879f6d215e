from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.states import UploadState


class RegisterUpload(models.Model):
    """A file of the school register, looked at first and imported after a yes.

    The bytes wait in the database, so that every web server can import what another received;
    they are dropped when the import is done. ``report`` holds what the preview or the import found.
    Imports by the command leave a row too: it is what the journal line is about.
    """

    file_name = models.CharField(_("file"), max_length=200)
    municipality = models.CharField(_("municipality code"), max_length=4)
    content = models.BinaryField(blank=True)
    boards = models.BinaryField(_("boards file"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=UploadState, default=UploadState.PREVIEW
    )
    line = models.CharField(_("report"), max_length=200, blank=True)
    report = models.JSONField(_("details"), default=dict, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    applied_at = models.DateTimeField(_("imported at"), null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("import of schools")
        verbose_name_plural = _("imports of schools")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=UploadState.values), name="register_upload_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
