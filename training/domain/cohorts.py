"""What the team does with an edition as a whole."""

from datetime import datetime

from django.utils.translation import gettext as _

from andersom.accounts.models import User
from andersom.workflow.domain import move, record
from andersom.workflow.machine import IllegalMove
from training.domain import enrolments
from training.domain.refusals import Refused, verb
from training.models import Cohort, Module
from training.states import COHORT, CohortState, EnrolmentState


@verb
def publish(cohort: Cohort, *, by: User, at: datetime) -> None:
    """Show it on the site. Raises `Refused` when it has no dates, or stands there already."""
    if not cohort.sessions.exists():
        raise Refused("cohort_empty", cohort=cohort)
    _move(cohort, "publish", by=by, at=at)


@verb
def unpublish(cohort: Cohort, *, by: User, at: datetime) -> None:
    """Back to a draft, as long as nobody has enrolled. Raises `Refused`."""
    enrolments.lock(cohort.pk)
    if cohort.enrolments.open().exists():
        raise Refused("cohort_has_trainees", cohort=cohort)
    _move(cohort, "unpublish", by=by, at=at)


@verb
def close(cohort: Cohort, *, by: User, at: datetime) -> None:
    """No longer on the site; whoever waits hears that no place will come. Raises `Refused`."""
    enrolments.lock(cohort.pk)
    _move(cohort, "close", by=by, at=at)
    for waiting in cohort.enrolments.waiting().for_reading():
        reason = _("The edition was closed without a free place.")
        enrolments.decline(waiting, by=by, at=at, reason=reason)


@verb
def reopen(cohort: Cohort, *, by: User, at: datetime) -> None:
    """On the site again. Raises `Refused`."""
    _move(cohort, "reopen", by=by, at=at)


@verb
def copy(cohort: Cohort, *, by: User, at: datetime) -> Cohort:
    """A draft with the same modules, materials and rubric; dates and people are not copied.

    The days are the old ones, for the team to change before publishing.
    """
    made = Cohort.objects.get(pk=cohort.pk)
    made.pk, made._state.adding = None, True
    made.state, made.taken = CohortState.DRAFT, 0
    made.title = _("%(title)s (copy)") % {"title": cohort.title[:100]}
    made.slug = _free_slug(cohort.slug)
    made.save()
    made.trainers.set(cohort.trainers.all())
    _copy_parts(cohort, made)
    record(made, "copy", target=made.state, by=by, at=at, reason=str(cohort))
    return made


def _copy_parts(cohort: Cohort, made: Cohort) -> None:
    for module in cohort.modules.prefetch_related("materials"):
        materials = list(module.materials.all())
        module.pk, module._state.adding, module.cohort = None, True, made
        module.save()
        for material in materials:
            material.pk, material._state.adding, material.module = None, True, module
            material.save()
    for criterion in cohort.criteria.all():
        criterion.pk, criterion._state.adding, criterion.cohort = None, True, made
        criterion.save()


def _free_slug(slug: str) -> str:
    """The first of ``…-2``, ``…-3`` that no edition has."""
    taken = set(Cohort.objects.values_list("slug", flat=True))
    return next(
        name
        for number in range(2, len(taken) + 3)
        if (name := f"{slug[:130]}-{number}") not in taken
    )


def _move(cohort: Cohort, verb: str, *, by: User, at: datetime) -> None:
    try:
        move(cohort, COHORT, verb, by=by, at=at)
    except IllegalMove as error:
        raise Refused("cohort_state", cohort=cohort) from error


def modules(cohort: Cohort) -> list[Module]:
    """The modules in order, each with its sessions in the order of time. Two queries."""
    return list(cohort.modules.prefetch_related("sessions"))


def waiting_count(cohort: Cohort) -> int:
    """How many are on the waiting list."""
    return cohort.enrolments.filter(state=EnrolmentState.WAITING).count()
