from django.urls import path

from andersom.notifications.views import inbox, mailbox, preferences, returned

app_name = "notifications"

urlpatterns = [
    path("berichten/", inbox.inbox, name="inbox"),
    path("berichten/gelezen/", inbox.read_all, name="read_all"),
    path("berichten/<int:pk>/open/", inbox.read, name="read"),
    path("mijn-gegevens/berichten/", preferences.mine, name="preferences"),
    path("afmelden/<str:key>/", preferences.unsubscribe, name="unsubscribe"),
    path("post/terugmelding/", returned.returned, name="returned"),
    path("postvak/", mailbox.mailbox, name="mailbox"),
    path("postvak/<slug:name>/", mailbox.letter, name="letter"),
    path("postvak/<slug:name>/html/", mailbox.letter_html, name="letter_html"),
]
