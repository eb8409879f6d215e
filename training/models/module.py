"""What an edition consists of: topics, what to read with them, and what visits look at."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from .cohort import Cohort


@pghistory.track()
class Module(models.Model):
    """One topic of an edition."""

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="modules", verbose_name=_("edition")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what you learn"), blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def __str__(self) -> str:
        return self.title


class Material(models.Model):
    """A link to something to read or watch with a module."""

    module = models.ForeignKey(
        Module, models.CASCADE, related_name="materials", verbose_name=_("module")
    )
    title = models.CharField(_("title"), max_length=120)
    url = models.URLField(_("link"), max_length=500)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("material")
        verbose_name_plural = _("materials")

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Criterion(models.Model):
    """One line of the rubric of the visits: what 1, 2, 3 and 4 mean stands in ``levels``."""

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="criteria", verbose_name=_("edition")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("title"), max_length=120)
    levels = models.TextField(
        _("what 1 to 4 mean"), blank=True, help_text=_("One line for each, 1 first.")
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("criterion of the visits")
        verbose_name_plural = _("rubric of the visits")

    def __str__(self) -> str:
        return self.title
