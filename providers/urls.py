from django.urls import path

from .views import availability, catalogue, members, offers, professionals, profile, registration

app_name = "providers"

people = "aanbieder/vakprofessionals/"
person = f"{people}<int:pk>/"
one = "aanbieder/aanbod/<int:pk>/"

urlpatterns = [
    # for everybody
    path("word-aanbieder/", registration.become, name="become"),
    path("aanbod/", catalogue.index, name="catalogue"),
    path("aanbod/<slug:provider_slug>/<slug:slug>/", catalogue.offer, name="offer"),
    path("aanbieders/<slug:slug>/", catalogue.provider, name="public_profile"),
    # for members of a provider
    path("aanbieder/", profile.show, name="profile"),
    path("aanbieder/wijzigen/", profile.edit, name="profile_edit"),
    path("aanbieder/logo/", profile.logo, name="logo"),
    path("aanbieder/logo/weg/", profile.logo_remove, name="logo_remove"),
    path("aanbieder/indienen/", profile.submit, name="submit"),
    path("aanbieder/intrekken/", profile.withdraw, name="withdraw"),
    path("aanbieder/leden/", members.index, name="members"),
    path("aanbieder/leden/<int:pk>/rol/", members.change_role, name="member_role"),
    path("aanbieder/leden/<int:pk>/weg/", members.remove, name="member_remove"),
    path("aanbieder/uitnodigingen/<int:pk>/weg/", members.revoke, name="invitation_revoke"),
    # professionals, also for themselves
    path(people, professionals.index, name="professional_list"),
    path(f"{people}nieuw/", professionals.add, name="professional_add"),
    path(person, professionals.show, name="professional"),
    path(f"{person}wijzigen/", professionals.edit, name="professional_edit"),
    path(f"{person}actief/", professionals.set_active, name="professional_active"),
    path(f"{person}uitnodigen/", professionals.invite, name="professional_invite"),
    path(f"{person}vog/", professionals.register_vog, name="vog"),
    path(f"{person}beschikbaarheid/", availability.show, name="availability"),
    path(f"{person}afwezig/", availability.away, name="away"),
    path(f"{person}afwezig/<int:absence_pk>/weg/", availability.back, name="away_remove"),
    # offers
    path("aanbieder/aanbod/", offers.index, name="offer_list"),
    path("aanbieder/aanbod/nieuw/", offers.add, name="offer_add"),
    path(one, offers.preview, name="offer_preview"),
    path(f"{one}wijzigen/", offers.edit, name="offer_edit"),
    path(f"{one}indienen/", offers.submit, name="offer_submit"),
    path(f"{one}intrekken/", offers.withdraw, name="offer_withdraw"),
    path(f"{one}kopie/", offers.copy, name="offer_copy"),
    path(f"{one}fotos/", offers.photo_add, name="photo_add"),
    path(f"{one}fotos/<int:photo_pk>/weg/", offers.photo_remove, name="photo_remove"),
]
