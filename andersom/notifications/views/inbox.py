"""What was written to whoever looks."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from andersom.notifications.domain import inbox as verbs
from andersom.notifications.forms import InboxFilter
from andersom.notifications.models import InboxItem

PER_PAGE = 20


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    items = InboxItem.objects.visible_to(request.user)
    unread = items.unread().count()
    chosen = InboxFilter(request.GET)
    only_unread = chosen.is_valid() and chosen.cleaned_data["unread"]
    if only_unread:
        items = items.unread()
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "only_unread": only_unread, "unread_messages": unread}
    return render(request, "notifications/inbox.html", context)


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a message: it counts as read, and leads to where something can be done."""
    item = get_object_or_404(InboxItem.objects.visible_to(request.user), pk=pk)
    verbs.read(item, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    return redirect(item.link or "notifications:inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    verbs.read_all(by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("All your messages are marked as read."))
    return redirect("notifications:inbox")
