"""``{% asked_of request %}``: whom a school asked, and who stands in line."""

from typing import Any

from django import template
from django.template.context import Context

from andersom.matching import rules
from andersom.matching.states import ProposalState
from schools.models import Request

register = template.Library()


@register.inclusion_tag("matching/asked.html", takes_context=True)
def asked_of(context: Context, request: Request) -> dict[str, Any]:
    """A list for the pages of a request: open questions first, then the line, then the rest."""
    proposals = request.proposals.for_reading().prefetch_related("groups")
    found = list(proposals.order_by("asked_at", "pk"))
    line = [each for each in found if each.state == ProposalState.LINED_UP]
    told = [each for each in found if each.state != ProposalState.LINED_UP]
    line.sort(key=lambda each: each.place or 0)
    told.sort(key=lambda each: each.state != ProposalState.ASKED)
    return {
        "told": told,
        "line": line,
        "request_": request,
        "may_change": found and rules.may_ask(context["user"], request),
        "csrf_token": context.get("csrf_token"),
    }
