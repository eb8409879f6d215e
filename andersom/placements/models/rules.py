"""The 22-hour rule as data: dated rule sets, and the ledger per group and month."""

from typing import TYPE_CHECKING, Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from andersom.reference.models import DatedQuerySet, LearningArea
from providers.models import Professional
from schools.models import Group, School

if TYPE_CHECKING:
    from andersom.accounts.models import User


# Somebody with a teaching licence never counts, whatever the rule set.
COUNTABLE = [
    (Professional.Licence.IN_TRAINING.value, Professional.Licence.IN_TRAINING.label),
    (Professional.Licence.SUBJECT_COMPETENT.value, Professional.Licence.SUBJECT_COMPETENT.label),
]


def default_counted_licences() -> list[str]:
    return ["in_training", "subject_competent"]


@pghistory.track()
class RuleSet(models.Model):
    """What the law allows in a period. Edited by the team, each with its source.

    The limit counts per group (klas), over all providers together, per calendar month.
    """

    class Above(models.TextChoices):
        REFUSE = "refuse", _("refuse")
        ALLOW_WITH_REASON = "allow_with_reason", _("allow with a recorded reason")

    name = models.CharField(_("name"), max_length=120)
    region = models.SlugField(_("region"), default="den-haag")
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    limit_minutes = models.PositiveIntegerField(_("limit in minutes a month"), default=22 * 60)
    warn_percent = models.PositiveSmallIntegerField(_("warn from (percent)"), default=80)
    counted_licences = ArrayField(
        models.CharField(max_length=20, choices=COUNTABLE),
        verbose_name=_("licence statuses that count"),
        default=default_counted_licences,
    )
    counts_with_teacher = models.BooleanField(
        _("counts with a licensed teacher present"), default=True
    )
    above = models.CharField(
        _("above the limit"), max_length=20, choices=Above, default=Above.REFUSE
    )
    source_url = models.URLField(_("source"), blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = DatedQuerySet["RuleSet"].as_manager()

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="rule_set_not_backwards",
            ),
            models.CheckConstraint(
                condition=Q(warn_percent__gte=1, warn_percent__lte=100), name="rule_set_warn"
            ),
            models.CheckConstraint(
                condition=Q(counted_licences__contained_by=[value for value, _label in COUNTABLE]),
                name="rule_set_counts_known_licences",
            ),
            models.CheckConstraint(
                condition=Q(above__in=["refuse", "allow_with_reason"]), name="rule_set_above"
            ),
            ExclusionConstraint(
                name="rule_sets_do_not_overlap",
                expressions=[
                    ("region", RangeOperators.EQUAL),
                    (
                        Func(F("valid_from"), F("valid_until"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class AreaRule(models.Model):
    """What a rule set says of one learning area; without a row it is allowed."""

    class Verdict(models.TextChoices):
        ALLOWED = "allowed", _("allowed")
        WARN = "warn", _("warn")
        LICENSED = "licensed", _("needs a licensed teacher")

    rule_set = models.ForeignKey(
        RuleSet, models.CASCADE, related_name="area_rules", verbose_name=_("rule set")
    )
    learning_area = models.ForeignKey(LearningArea, models.CASCADE, verbose_name=_("learning area"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("rule for a learning area")
        verbose_name_plural = _("rules for learning areas")
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "learning_area"], name="area_rule_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=["allowed", "warn", "licensed"]), name="area_rule_verdict"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learning_area}: {self.get_verdict_display()}"


class GroupMonthQuerySet(models.QuerySet["GroupMonth"]):
    def visible_to(self, user: "User") -> Self:
        """The team and the members of the group's school."""
        if user.is_staff:
            return self
        return self.filter(group__school__in=School.objects.of(user).values("pk"))


class GroupMonth(models.Model):
    """The ledger: counted minutes of one group in one local month. Written by triggers only.

    ``month`` is its first day. ``limit_minutes`` is copied by the database from the rule set when
    the row is born (where rules change within the month, the strictest), so that a later rule
    leaves old months alone; ``extra_minutes`` is what a school leader allowed
    with a reason. The CHECK is the last wall: no road around the rule exists.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="months", verbose_name=_("group"))
    month = models.DateField(_("month"))
    minutes = models.PositiveIntegerField(_("counted minutes"), default=0)
    limit_minutes = models.PositiveIntegerField(_("limit in minutes"), default=0)
    extra_minutes = models.PositiveIntegerField(_("extra minutes allowed"), default=0)
    extra_reason = models.TextField(_("reason for the extra minutes"), blank=True)

    objects = GroupMonthQuerySet.as_manager()

    class Meta:
        ordering = ["month", "group"]
        verbose_name = _("hours of a group in a month")
        verbose_name_plural = _("hours ledger")
        constraints = [
            models.UniqueConstraint(fields=["group", "month"], name="group_month_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="group_month_first_day"),
            models.CheckConstraint(
                condition=Q(minutes__lte=F("limit_minutes") + F("extra_minutes")),
                name="group_month_cap",
            ),
            models.CheckConstraint(
                condition=Q(extra_minutes=0) | ~Q(extra_reason=""), name="group_month_extra_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.month:%m-%Y}"

    @property
    def allowed(self) -> int:
        """Minutes that may count: the limit and what was allowed on top."""
        return self.limit_minutes + self.extra_minutes

    @property
    def left(self) -> int:
        """Minutes that may still be planned."""
        return self.allowed - self.minutes
