from django.urls import path

from .views import candidates, offers, openings, proposals

app_name = "matching"

urlpatterns = [
    path("aanvragen/<int:pk>/kandidaten/", candidates.candidate_list, name="candidates"),
    path("aanvragen/<int:pk>/kandidaten/waarom-niet/", candidates.why_not, name="why_not"),
    path("aanvragen/<int:pk>/kandidaten/vragen/", candidates.ask, name="ask"),
    path("aanbod/<int:pk>/aanvragen/", offers.request_from_offer, name="request_from_offer"),
    path("voorstellen/", proposals.inbox, name="inbox"),
    path("voorstellen/<int:pk>/", proposals.proposal, name="proposal"),
    path("voorstellen/antwoorden/", proposals.answers, name="answers"),
    path("voorstellen/<int:pk>/andere-dag/", proposals.ask_other_days, name="ask_other_days"),
    path("voorstellen/<int:pk>/vergeten/", proposals.forget, name="forget"),
    path("voorstellen/<int:pk>/intrekken/", proposals.withdraw, name="withdraw"),
    path("voorstellen/<int:pk>/aanbod-intrekken/", proposals.take_back, name="take_back"),
    path("passend/", openings.openings, name="openings"),
    path("passend/<int:pk>/", openings.opening, name="opening"),
    path("passend/<int:pk>/vergeten/", proposals.forget_passed, name="forget_passed"),
    path("passend/link/<str:key>/", openings.opening_by_link, name="opening_by_link"),
    path("antwoord/<str:key>/", proposals.answer, name="answer"),
]
