from django.urls import path

from andersom.notifications.views import inbox, mailbox

app_name = "notifications"

urlpatterns = [
    path("berichten/", inbox.inbox, name="inbox"),
    path("berichten/gelezen/", inbox.read_all, name="read_all"),
    path("berichten/<int:pk>/open/", inbox.read, name="read"),
    path("postvak/", mailbox.mailbox, name="mailbox"),
    path("postvak/<slug:name>/", mailbox.letter, name="letter"),
    path("postvak/<slug:name>/html/", mailbox.letter_html, name="letter_html"),
]
