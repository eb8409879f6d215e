from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from andersom.matching.states import UNANSWERED, UNSEEN, ProposalState
from andersom.placements.models import LessonGroup, Placement
from andersom.placements.states import LessonState, PlacementState
from providers.models import Professional, Provider
from schools.models import Group, Request, School

if TYPE_CHECKING:
    from andersom.accounts.models import User


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> Self:
        """For an answer of the provider."""
        return self.filter(state=ProposalState.ASKED)

    def on_offer(self) -> Self:
        """Of professionals who offered to come; the school has not answered yet."""
        return self.filter(state=ProposalState.OFFERED)

    def unanswered(self) -> Self:
        return self.filter(state__in=UNANSWERED)

    def in_line(self) -> Self:
        """Chosen, and to be asked when it is their turn; first come first."""
        return self.filter(state=ProposalState.LINED_UP).order_by("place")

    def for_groups(self, groups: Collection[Group]) -> Self:
        """About at least one of these groups."""
        return self.filter(Q(groups__in=groups) | Q(groups=None)).distinct()

    def open(self, groups: Collection[Group]) -> Self:
        """Asked, on offer or in line, or accepted for one of these groups: no second one to the
        same professional."""
        accepted = Q(state=ProposalState.ACCEPTED)
        same = Q(groups__in=groups) | Q(groups=None)
        waiting = Q(state__in=[*UNANSWERED, ProposalState.LINED_UP])
        return self.filter(waiting | accepted & same).distinct()

    def fallen_through(self) -> Self:
        """Accepted, but the placement that came of it was cancelled."""
        return self.filter(state=ProposalState.ACCEPTED, placement__state=PlacementState.CANCELLED)

    def overtaken(self) -> Self:
        """All groups asked for have lessons by now in what was agreed with somebody else."""
        return self.filter(Exists(_asked_for(served=True)), ~Exists(_asked_for(served=False)))

    def partly_overtaken(self) -> Self:
        """Some of the groups asked for have such lessons; the others still look for somebody."""
        return self.filter(Exists(_asked_for(served=True)), Exists(_asked_for(served=False)))

    def for_reading(self) -> Self:
        """With all that a card shows, in constant queries."""
        return self.select_related(
            "request__school__postcode_area",
            "request__domain",
            "professional__provider",
            "placement",
            "asked_by",
        )

    def visible_to(self, user: "User") -> Self:
        if user.is_staff:
            return self
        return self.filter(
            Q(request__school__in=School.objects.of(user).values("pk")) | _put_to(user)
        )

    def answerable_by(self, user: "User") -> Self:
        """Asked of this user: as the professional, or as a member of the provider."""
        return self.filter(_put_to(user))

    def with_reason(self, since: datetime) -> Self:
        """Answers whose reason counts in later rankings: those of late, and not forgotten."""
        return self.filter(
            state=ProposalState.DECLINED, forgotten_at=None, answered_at__gte=since
        ).exclude(refusal__in=["", "other", "other_groups"])

    def told(self) -> Self:
        """Those of which the professional has heard."""
        return self.exclude(state__in=UNSEEN)


def served_groups(
    request: OuterRef | int, group: OuterRef | None = None
) -> models.QuerySet[LessonGroup]:
    """Groups with lessons that stand in what was agreed for a request, one row a lesson."""
    found = LessonGroup.objects.filter(
        lesson__placement__request=request, lesson__placement__state=PlacementState.AGREED
    ).exclude(lesson__state=LessonState.CANCELLED)
    return found if group is None else found.filter(group=group)


def _asked_for(*, served: bool) -> models.QuerySet[Any]:
    """The groups of a proposal that have such lessons, or that have not."""
    rows = Proposal.groups.through.objects.filter(proposal=OuterRef("pk"))
    lessons = Exists(served_groups(OuterRef(OuterRef("request")), OuterRef("group")))
    return rows.filter(lessons if served else ~lessons)


def _put_to(user: "User") -> Q:
    hers = Q(professional__provider__in=Provider.objects.of(user).values("pk"))
    return (hers | Q(professional__user=user)) & ~Q(state__in=UNSEEN)


@pghistory.track()
class Proposal(models.Model):
    """A request put to one professional, with the score exactly as the school saw it.

    ``groups`` are those of the request for which is asked; none stands for all of them.
    ``at_once`` is how many the school asks at the same time; further ones stand in line, in the
    order of ``place``. For those ``asked_at`` is when the school chose them, and score and term are
    made anew when it is their turn. A no with "another day" names ``other_day_parts`` beside the
    ``no_day_parts`` that were asked; a reason that is ``forgotten_at`` changes no later ranking.
    Usually the school asks and the provider answers; when she ``offered`` to come it is the other
    way round: ``asked_by`` is who offered, and ``no_thanks`` is why the school said no.
    """

    class Refusal(models.TextChoices):
        NO_TIME = "no_time", _("no time in this period")
        OTHER_DAY = "other_day", _("another day would work")
        TOO_FAR = "too_far", _("too far away")
        OTHER_GROUPS = "other_groups", _("other groups suit me better")
        PRICE = "price", _("the budget does not fit")
        OTHER = "other", _("another reason")

    # A no for one of these is about the groups that were asked, not about the whole request.
    OF_THE_GROUPS = frozenset({Refusal.OTHER_GROUPS, Refusal.OTHER})

    class NoThanks(models.TextChoices):
        SOMEBODY_ELSE = "somebody_else", _("we chose somebody else")
        OTHER_SKILLS = "other_skills", _("we look for other skills")
        DATES = "dates", _("the days do not suit us after all")
        PRICE = "price", _("the budget does not fit")
        NOT_NOW = "not_now", _("we do not need it now")
        OTHER = "other", _("another reason")

    request = models.ForeignKey(
        Request, models.CASCADE, related_name="proposals", verbose_name=_("request")
    )
    professional = models.ForeignKey(
        Professional, models.CASCADE, related_name="proposals", verbose_name=_("professional")
    )
    groups = models.ManyToManyField(
        Group, blank=True, related_name="+", verbose_name=_("groups it is asked for")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=ProposalState, default=ProposalState.ASKED
    )
    offered = models.BooleanField(_("offered to come herself"), default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked at"))
    answer_by = models.DateField(_("answer by"))
    place = models.PositiveSmallIntegerField(_("place in line"), null=True, blank=True)
    at_once = models.PositiveSmallIntegerField(_("asked at the same time"), default=3)
    message = models.TextField(_("message"), blank=True)
    total = models.PositiveIntegerField(_("score (0 to 100,000)"))
    score = models.JSONField(_("score as shown"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    refusal = models.CharField(_("reason for a no"), max_length=15, choices=Refusal, blank=True)
    no_thanks = models.CharField(
        _("reason why the school said no"), max_length=15, choices=NoThanks, blank=True
    )
    other_day_parts = models.PositiveSmallIntegerField(_("day parts that would work"), default=0)
    no_day_parts = models.PositiveSmallIntegerField(_("day parts that do not work"), default=0)
    forgotten_at = models.DateTimeField(_("reason counts no more since"), null=True, blank=True)
    note = models.TextField(_("note with the answer"), blank=True)
    placement = models.OneToOneField(
        Placement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposal",
        verbose_name=_("placement"),
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values), name="proposal_state_known"
            ),
            models.UniqueConstraint(
                fields=["request", "professional"],
                condition=Q(state__in=["asked", "offered", "lined_up"]),
                name="proposal_asked_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["offered", "turned_down"]) | Q(offered=True),
                name="proposal_offered_was_offered",
            ),
            models.UniqueConstraint(fields=["request", "place"], name="proposal_place_once"),
            models.CheckConstraint(
                condition=Q(state="lined_up", place__isnull=False)
                | ~Q(state="lined_up") & Q(place=None),
                name="proposal_place_in_line",
            ),
            models.CheckConstraint(
                condition=Q(refusal="other_day")
                | ~Q(refusal="other_day") & Q(other_day_parts=0, no_day_parts=0),
                name="proposal_day_parts_with_other_day",
            ),
            models.CheckConstraint(
                condition=Q(other_day_parts__lte=1023, no_day_parts__lte=1023),
                name="proposal_ten_bits",
            ),
            models.CheckConstraint(condition=Q(at_once__gte=1), name="proposal_wave_size"),
            models.CheckConstraint(condition=Q(total__lte=100_000), name="proposal_total_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.request} → {self.professional}"

    @property
    def asked_groups(self) -> list[Group]:
        """For which groups is asked."""
        chosen = list(self.groups.all()) or list(self.request.groups.all())
        return sorted(chosen, key=lambda group: group.label)
