from dataclasses import fields

import pghistory
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from andersom.matching.engine import Weights

PARTS = {field.name: field.default for field in fields(Weights)}


class WeightSetQuerySet(models.QuerySet["WeightSet"]):
    def current(self) -> Weights:
        """The weights in use, or the engine's own when the team chose none."""
        chosen = self.filter(in_use=True).first()
        return chosen.as_weights() if chosen else Weights()


@pghistory.track()
class WeightSet(models.Model):
    """How much each part of the score counts. Together always 100; one set is in use."""

    name = models.CharField(_("name"), max_length=80)
    distance = models.PositiveSmallIntegerField(_("distance"), default=PARTS["distance"])
    evaluations = models.PositiveSmallIntegerField(_("evaluations"), default=PARTS["evaluations"])
    continuity = models.PositiveSmallIntegerField(
        _("continuity with the school"), default=PARTS["continuity"]
    )
    dagdeel_fit = models.PositiveSmallIntegerField(_("day parts"), default=PARTS["dagdeel_fit"])
    price = models.PositiveSmallIntegerField(_("price against budget"), default=PARTS["price"])
    qualification = models.PositiveSmallIntegerField(
        _("qualification"), default=PARTS["qualification"]
    )
    load = models.PositiveSmallIntegerField(_("load"), default=PARTS["load"])
    in_use = models.BooleanField(_("in use"), default=False)

    objects = WeightSetQuerySet.as_manager()

    class Meta:
        ordering = ["-in_use", "name"]
        verbose_name = _("weights of the score")
        verbose_name_plural = _("weights of the score")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    distance=100
                    - F("evaluations")
                    - F("continuity")
                    - F("dagdeel_fit")
                    - F("price")
                    - F("qualification")
                    - F("load")
                ),
                name="weights_sum_to_100",
                violation_error_message=_("Together the weights must be 100."),
            ),
            models.UniqueConstraint(
                fields=["in_use"], condition=Q(in_use=True), name="weights_one_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_weights(self) -> Weights:
        return Weights(**{part: getattr(self, part) for part in PARTS})

    @transaction.atomic
    def use(self) -> None:
        """Make these the weights of the score; proposals keep the score they were shown with."""
        WeightSet.objects.filter(in_use=True).update(in_use=False)
        self.in_use = True
        self.save(update_fields=["in_use"])
