from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

PARTS = {
    "distance": 25,
    "evaluations": 20,
    "continuity": 20,
    "day_parts": 10,
    "price": 10,
    "qualification": 10,
    "load": 5,
}


class WeightSet(models.Model):
    """How much each part of the score counts. Together always 100; one set is in use."""

    name = models.CharField(_("name"), max_length=80)
    distance = models.PositiveSmallIntegerField(_("distance"), default=PARTS["distance"])
    evaluations = models.PositiveSmallIntegerField(_("evaluations"), default=PARTS["evaluations"])
    continuity = models.PositiveSmallIntegerField(
        _("continuity with the school"), default=PARTS["continuity"]
    )
    day_parts = models.PositiveSmallIntegerField(_("day parts"), default=PARTS["day_parts"])
    price = models.PositiveSmallIntegerField(_("price against budget"), default=PARTS["price"])
    qualification = models.PositiveSmallIntegerField(
        _("qualification"), default=PARTS["qualification"]
    )
    load = models.PositiveSmallIntegerField(_("load"), default=PARTS["load"])
    in_use = models.BooleanField(_("in use"), default=False)

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
                    - F("day_parts")
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
