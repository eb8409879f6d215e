"""``{% asked_of request %}``: whom a school asked, and who stands in line."""

from typing import Any

from django import template
from django.template.context import Context

from andersom.matching import rules
from andersom.matching.states import ProposalState
from andersom.placements.states import PlacementState
from schools.models import Request

register = template.Library()


@register.inclusion_tag("matching/asked.html", takes_context=True)
def asked_of(context: Context, request: Request) -> dict[str, Any]:
    """A list for the pages of a request: open questions first, then the line, then the rest.

    ``next_after`` is the day after which the next in line is asked when nobody answers, unless a
    yes is being worked out.
    """
    proposals = request.proposals.for_reading().prefetch_related("groups")
    found = list(proposals.order_by("asked_at", "pk"))
    line = [each for each in found if each.state == ProposalState.LINED_UP]
    told = [each for each in found if each.state != ProposalState.LINED_UP]
    line.sort(key=lambda each: each.place or 0)
    told.sort(key=lambda each: each.state != ProposalState.ASKED)
    asked = [each.answer_by for each in told if each.state == ProposalState.ASKED]
    yes = [each.placement for each in told if each.state == ProposalState.ACCEPTED]
    return {
        "next_after": min(asked, default=None),
        "working_out": any(one and one.state == PlacementState.PROPOSED for one in yes),
        "told": told,
        "line": line,
        "request_": request,
        "may_change": found and rules.may_ask(context["user"], request),
        "csrf_token": context.get("csrf_token"),
    }
