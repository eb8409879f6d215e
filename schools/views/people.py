"""Who belongs to the school."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from andersom.accounts.domain import invitations
from andersom.accounts.models import Invitation
from schools import rules
from schools.domain import members
from schools.forms.people import InviteForm
from schools.hats import SCHOOL
from schools.models import School

from .current import current_school


@require_http_methods(["GET", "HEAD", "POST"])
def member_list(http: HttpRequest) -> HttpResponse:
    school = current_school(http)
    may_invite = rules.may_manage_members(http.user, school)  # type: ignore[arg-type]
    if http.method == "POST" and not may_invite:
        raise PermissionDenied
    form = InviteForm(http.POST or None)
    if http.method == "POST" and form.is_valid() and _invite(http, school, form):
        return redirect("schools:members")
    context = {
        "school": school,
        "members": school.members.select_related("user"),
        "invited": members.invited(school, at=timezone.now()),
        "form": form,
        "may_invite": may_invite,
    }
    return render(http, "schools/members.html", context, status=422 if form.errors else 200)


def _invite(http: HttpRequest, school: School, form: InviteForm) -> bool:
    try:
        invited = members.invite(
            school,
            **form.cleaned_data,
            by=http.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except members.AlreadyMember:
        form.add_error("email", _("This person belongs to the school already."))
        return False
    messages.success(http, _("We have mailed %(email)s.") % {"email": invited.email})
    return True


@require_POST
def member_remove(http: HttpRequest, pk: int) -> HttpResponse:
    school = _led(http)
    member = get_object_or_404(school.members.select_related("user"), pk=pk)
    try:
        members.remove(member, by=http.user, at=timezone.now())  # type: ignore[arg-type]
    except members.LastLeader:
        messages.error(http, _("A school keeps at least one leader. First invite another one."))
    else:
        messages.success(http, _("%(name)s is no longer a member.") % {"name": member.user})
    if member.user_id == http.user.pk:
        return redirect("overview:home")
    return redirect("schools:members")


@require_POST
def invitation_withdraw(http: HttpRequest, pk: int) -> HttpResponse:
    school = _led(http)
    invitation = get_object_or_404(Invitation.objects.to(SCHOOL, school.pk), pk=pk)
    try:
        invitations.revoke(invitation, by=http.user, at=timezone.now())  # type: ignore[arg-type]
    except invitations.NotOpen:
        messages.info(http, _("This invitation was answered already."))
    else:
        messages.success(http, _("The invitation was withdrawn."))
    return redirect("schools:members")


def _led(http: HttpRequest) -> School:
    school = current_school(http)
    if not rules.may_manage_members(http.user, school):  # type: ignore[arg-type]
        raise PermissionDenied
    return school
