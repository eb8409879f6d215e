"""What is taught, whatever the edition."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class Programme(models.Model):
    """What is taught, in all its editions. ``certificate_months`` 0: valid for ever."""

    title = models.CharField(_("title"), max_length=120, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=200)
    description = models.TextField(_("what it is"))
    for_whom = models.TextField(_("who can join"))
    intake = models.TextField(_("what the intake is about"), blank=True)
    certificate_months = models.PositiveSmallIntegerField(
        _("months that a certificate is valid"),
        default=0,
        help_text=_("0: it does not expire."),
    )

    class Meta:
        ordering = ["title"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return self.title
