"""The school whose hat is worn: what every page of a school starts from."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from schools import rules
from schools.hats import SCHOOL
from schools.models import School


def current_school(http: HttpRequest) -> School:
    """The school of the hat that is worn, or of the first school hat; 404 without one."""
    hat = http.hats.of(SCHOOL)  # type: ignore[attr-defined]
    if hat is None:
        raise Http404
    mine = School.objects.of(http.user).select_related("board", "postcode_area__district")  # type: ignore[arg-type]
    return get_object_or_404(mine, pk=hat.object_id)


def managed_school(http: HttpRequest) -> School:
    """The same, for whoever may change its week, groups and requests."""
    school = current_school(http)
    if not rules.may_manage(http.user, school):  # type: ignore[arg-type]
        raise PermissionDenied
    return school
