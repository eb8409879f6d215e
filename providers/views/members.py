from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from andersom.accounts.domain import invitations
from andersom.accounts.hats import PersonRequest
from andersom.accounts.models import Invitation
from providers import hats, rules
from providers.domain import members
from providers.forms.members import InvitationForm, RoleForm
from providers.models import Member, Provider

from . import current


def index(request: PersonRequest) -> HttpResponse:
    """Who works here, who was invited, and the form to invite."""
    provider = current.provider(request)
    manages = rules.may_manage_members(request.user, provider)
    form = InvitationForm(request.POST or None)
    if request.method == "POST":
        if not manages:
            raise PermissionDenied
        if form.is_valid() and _invited(request, provider, form):
            return redirect("providers:members")
    now = timezone.now()
    context = {
        "provider": provider,
        "members": provider.members.select_related("user"),
        "invited": Invitation.objects.to(hats.PROVIDER, provider.pk).open(now),
        "roles": Member.Role.choices,
        "manages": manages,
        "form": form,
    }
    return render(request, "providers/members.html", context)


def _invited(request: PersonRequest, provider: Provider, form: InvitationForm) -> bool:
    data = form.cleaned_data
    try:
        members.invite(
            provider,
            email=data["email"],
            name=data["name"],
            role=data["role"],
            by=request.user,
            at=timezone.now(),
        )
    except members.AlreadyMember:
        form.already_member()
        return False
    messages.success(request, _("Invited: %(email)s gets a mail.") % {"email": data["email"]})
    return True


@require_POST
def change_role(request: PersonRequest, pk: int) -> HttpResponse:
    member = _mine(request, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role."))
        return redirect("providers:members")
    try:
        members.change_role(member, form.cleaned_data["role"], by=request.user, at=timezone.now())
    except members.LastOwner:
        messages.error(request, _("There has to be an owner. Make somebody else owner first."))
    else:
        messages.success(request, _("The role has been changed."))
    return redirect("providers:members")


@require_POST
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    member = _mine(request, pk)
    try:
        members.remove(member, by=request.user, at=timezone.now())
    except members.LastOwner:
        messages.error(request, _("There has to be an owner. Make somebody else owner first."))
        return redirect("providers:members")
    messages.success(request, _("%(name)s is no longer a member.") % {"name": member.user})
    if member.user_id == request.user.pk:
        request.hats.look_again()
        return redirect("overview:home")
    return redirect("providers:members")


@require_POST
def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation that was not answered."""
    provider = current.provider(request)
    if not rules.may_manage_members(request.user, provider):
        raise PermissionDenied
    open_ones = Invitation.objects.to(hats.PROVIDER, provider.pk)
    invitation = get_object_or_404(open_ones, pk=pk)
    try:
        invitations.revoke(invitation, by=request.user, at=timezone.now())
    except invitations.NotOpen:
        messages.warning(request, _("This invitation was answered already."))
    else:
        messages.success(request, _("The invitation has been withdrawn."))
    return redirect("providers:members")


def _mine(request: PersonRequest, pk: int) -> Member:
    """A member of the provider that the user manages."""
    provider = current.provider(request)
    member = get_object_or_404(provider.members.select_related("user", "provider"), pk=pk)
    if not rules.may_manage_members(request.user, provider):
        raise PermissionDenied
    return member
