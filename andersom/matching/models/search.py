from django.db import models
from django.utils.translation import gettext_lazy as _

from andersom.reference.models import Domain
from providers.models import Professional


class SearchRow(models.Model):
    """One professional in one domain, flat, so that SQL can refuse most rows by index.

    Kept by triggers in the same transaction as its sources; `domain.supply.check_rows` compares.
    Bitmasks: ``years`` (bit 0 = groep 1), ``available`` and ``booked`` (ten dagdelen),
    ``languages``. Position in metres on the sphere. A column ``area`` (box: centre ± radius) and
    its GiST index live in SQL only.
    """

    professional = models.ForeignKey(Professional, models.CASCADE, related_name="search_rows")
    domain = models.ForeignKey(Domain, models.CASCADE)
    bookable = models.BooleanField(_("bookable"))
    years = models.PositiveSmallIntegerField()
    languages = models.PositiveIntegerField()
    available = models.PositiveSmallIntegerField()
    booked = models.PositiveSmallIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    z = models.IntegerField()
    radius = models.PositiveIntegerField()
    capacity = models.PositiveIntegerField()
    licence = models.CharField(max_length=20)
    vog_issued_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("search row")
        verbose_name_plural = _("search rows")
        constraints = [
            models.UniqueConstraint(fields=["professional", "domain"], name="search_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.professional_id} × {self.domain_id}"
