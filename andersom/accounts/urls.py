from django.urls import path

from .views import invitations, profile

app_name = "accounts"

urlpatterns = [
    path("mijn-gegevens/", profile.profile, name="profile"),
    path("mijn-gegevens/uitvoer/", profile.export, name="export"),
    path("mijn-gegevens/verwijderen/", profile.ask_deletion, name="ask_deletion"),
    path("mijn-gegevens/behouden/", profile.keep, name="keep"),
    path("pet/", profile.wear, name="wear"),
    path("uitnodiging/<str:token>/", invitations.invitation, name="invitation"),
]
