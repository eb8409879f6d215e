from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from andersom.reference.models import Domain, LearningArea, SubjectTag
from schools.states import SEEKING, RequestState

from .group import Group
from .school import School

if TYPE_CHECKING:
    from andersom.accounts.models import User


class RequestQuerySet(models.QuerySet["Request"]):
    def seeking(self) -> Self:
        """Posted and still looking for a professional."""
        return self.filter(state__in=SEEKING)

    def unanswered(self) -> Self:
        """Still looking, with a promise of which the school has not heard how it ended."""
        return self.seeking().filter(answered_at=None).exclude(promised_by=None)

    def past_promise(self) -> Self:
        """Still looking after the day of the promise, and no yes is being worked out."""
        return self.seeking().exclude(answered_at=None).exclude(placements__state="proposed")

    def drafts(self) -> Self:
        return self.filter(state=RequestState.DRAFT)

    def visible_to(self, user: "User") -> Self:
        """The team and the members of the school; a draft is the school's own."""
        if user.is_staff:
            return self.exclude(state=RequestState.DRAFT)
        return self.filter(school__in=School.objects.of(user))

    def counted(self) -> dict[str, int]:
        """State → number of requests in it; states without any are left out."""
        rows = self.order_by().values_list("state").annotate(count=models.Count("pk"))
        return dict(rows)


@pghistory.track()
class Request(models.Model):
    """What a school asks: what and why, for which groups, when, and within which budget.

    ``day_parts`` are the acceptable dagdelen (ten bits), ``blocks_per_week`` how many lessons a
    week of ``lesson_minutes`` each group has: lessons of its own, or ``together`` with the other
    groups. A draft may be incomplete; the constraint
    ``request_complete`` holds from the moment it is posted. ``saved_steps`` is how far the writer
    of a draft has come: 0 when nothing was saved yet.

    ``promised_by`` is the day by which the school hears from us, also when nobody was found;
    ``answered_at`` is when it did, by a mail about where it stands (see `domain.promises`).
    """

    class Purpose(models.TextChoices):
        TRIAL = "trial", _("trial")
        STRUCTURAL = "structural", _("structural")
        COVER = "cover", _("cover")

    school = models.ForeignKey(
        School, models.CASCADE, related_name="requests", verbose_name=_("school")
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
    # An offer is a starting point only: supply and demand do not import each other.
    offer = models.ForeignKey(
        "providers.Offer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("offer"),
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, blank=True, verbose_name=_("domain")
    )
    learning_area = models.ForeignKey(
        LearningArea, models.PROTECT, null=True, blank=True, verbose_name=_("learning area")
    )
    tags = models.ManyToManyField(SubjectTag, blank=True, verbose_name=_("subjects"))
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, default=Purpose.TRIAL)
    vision = models.TextField(_("how this fits the school's vision"), blank=True)
    goals = models.TextField(_("what pupils should learn"), blank=True)
    groups = models.ManyToManyField(
        Group, blank=True, related_name="requests", verbose_name=_("groups")
    )
    start = models.DateField(_("first day"), null=True, blank=True)
    end = models.DateField(_("last day"), null=True, blank=True)
    day_parts = models.PositiveSmallIntegerField(_("day parts"), default=0)
    blocks_per_week = models.PositiveSmallIntegerField(_("lessons per week"), default=1)
    lesson_minutes = models.PositiveSmallIntegerField(_("minutes per lesson"), default=60)
    together = models.BooleanField(_("the groups have their lessons together"), default=False)
    language = models.PositiveSmallIntegerField(_("language of the lessons"), default=0)
    licensed_only = models.BooleanField(_("only a licensed professional"), default=False)
    wishes = models.TextField(_("wishes"), blank=True)
    budget = models.PositiveIntegerField(_("budget per hour (cents)"), null=True, blank=True)
    saved_steps = models.PositiveSmallIntegerField(default=0, editable=False)
    state = models.CharField(
        _("state"), max_length=15, choices=RequestState, default=RequestState.DRAFT
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    posted_at = models.DateTimeField(_("posted at"), null=True, blank=True, editable=False)
    promised_by = models.DateField(_("answer by"), null=True, blank=True, editable=False)
    nudged_at = models.DateTimeField(_("reminded at"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="request_state_known"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["trial", "structural", "cover"]),
                name="request_purpose_known",
            ),
            models.CheckConstraint(condition=Q(day_parts__lte=1023), name="request_ten_bits"),
            models.CheckConstraint(
                condition=Q(end=None) | Q(start=None) | Q(end__gte=F("start")),
                name="request_not_backwards",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(domain__isnull=False, start__isnull=False, end__isnull=False, day_parts__gte=1),
                name="request_complete",
            ),
            models.CheckConstraint(
                condition=Q(blocks_per_week__gte=1, blocks_per_week__lte=10), name="request_blocks"
            ),
            models.CheckConstraint(
                condition=Q(lesson_minutes__gte=15, lesson_minutes__lte=480),
                name="request_minutes",
            ),
            models.CheckConstraint(
                condition=Q(promised_by__isnull=False) | Q(answered_at=None, nudged_at=None),
                name="request_answers_a_promise",
            ),
        ]

    def __str__(self) -> str:
        if self.title:
            return self.title
        # Only a domain that was fetched along: a name is not worth a query per row of a list.
        known = self.domain if Request._meta.get_field("domain").is_cached(self) else None
        return str(known or _("Request without a title"))

    @property
    def lessons_per_block(self) -> int:
        """How many lessons give every group one: one for all together, or one for each."""
        return 1 if self.together else max(1, len(self.groups.all()))

    @property
    def is_draft(self) -> bool:
        return self.state == RequestState.DRAFT

    @property
    def is_seeking(self) -> bool:
        return self.state in SEEKING
