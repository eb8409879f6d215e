"""The team reads proposals and sets the weights; a state changes through the verbs only."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from andersom.matching import texts
from andersom.matching.domain import proposals
from andersom.matching.engine import Explanation
from andersom.matching.models import Proposal, WeightSet
from andersom.matching.states import ProposalState


@admin.register(Proposal)
class ProposalAdmin(admin.ModelAdmin):
    list_display = (
        "request",
        "school",
        "professional",
        "provider",
        "state",
        "asked_at",
        "answer_by",
    )
    list_filter = ("state", "refusal", "request__domain", ("asked_at", admin.DateFieldListFilter))
    list_select_related = ("request__school", "professional__provider")
    search_fields = ("request__title", "request__school__name", "professional__name")
    date_hierarchy = "asked_at"
    actions = ("withdraw",)
    fields = (
        ("request", "professional"),
        ("state", "asked_by", "asked_at", "answer_by"),
        "message",
        ("answered_at", "answered_by"),
        ("refusal", "note"),
        "placement",
        "score_shown",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a proposal is made by asking, from the candidates of a request

    def has_change_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False

    @admin.display(description=_("school"), ordering="request__school__name")
    def school(self, proposal: Proposal) -> str:
        return proposal.request.school.name

    @admin.display(description=_("provider"), ordering="professional__provider__name")
    def provider(self, proposal: Proposal) -> str:
        return proposal.professional.provider.name

    @admin.display(description=_("score as shown"))
    def score_shown(self, proposal: Proposal) -> str:
        explanation = Explanation.from_json(proposal.score)
        parts = " + ".join(
            f"{texts.part_name(part)} {part.weight} × {part.value}" for part in explanation.parts
        )
        return f"{parts} = {explanation.total}"

    @admin.action(description=_("Take back the selected proposals"), permissions=["view"])
    def withdraw(self, http: HttpRequest, chosen: QuerySet[Proposal]) -> None:
        open_ = list(chosen.filter(state=ProposalState.ASKED))
        for proposal in open_:
            proposals.withdraw(proposal, by=http.user, at=timezone.now())  # type: ignore[arg-type]
        self.message_user(
            http,
            ngettext("%(n)d proposal taken back.", "%(n)d proposals taken back.", len(open_))
            % {"n": len(open_)},
            messages.SUCCESS,
        )


@admin.register(WeightSet)
class WeightSetAdmin(admin.ModelAdmin):
    list_display = ("name", "in_use", *texts.PARTS)
    actions = ("use",)
    readonly_fields = ("in_use",)

    @admin.action(description=_("Use these weights from now on"), permissions=["change"])
    def use(self, http: HttpRequest, chosen: QuerySet[WeightSet]) -> None:
        if chosen.count() != 1:
            self.message_user(http, _("Choose exactly one set of weights."), messages.ERROR)
            return
        chosen.get().use()
        self.message_user(http, _("These weights count from now on."), messages.SUCCESS)

    def has_delete_permission(self, http: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(http, obj) and not (obj and obj.in_use)
