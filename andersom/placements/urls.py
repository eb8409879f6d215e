from django.urls import path

from andersom.placements.views import calendar, feeds, hours, lessons, placements

app_name = "placements"

urlpatterns = [
    path("inzet/", placements.placement_list, name="placement_list"),
    path("inzet/<int:pk>/", placements.placement, name="placement"),
    path("inzet/<int:pk>/bevestigen/", placements.confirm, name="confirm"),
    path("inzet/<int:pk>/tijden/", placements.times, name="times"),
    path("inzet/<int:pk>/contractvorm/", placements.contract, name="contract"),
    path("inzet/<int:pk>/stoppen/", placements.stop, name="stop"),
    path("inzet/<int:pk>/les-toevoegen/", lessons.add, name="lesson_add"),
    path("agenda/", calendar.calendar, name="calendar"),
    path("agenda/abonnement/", feeds.subscription, name="subscription"),
    path("agenda/<str:token>.ics", feeds.feed, name="feed"),
    path("lessen/<int:pk>/", lessons.lesson, name="lesson"),
    path("lessen/<int:pk>/verplaatsen/", lessons.move, name="lesson_move"),
    path("lessen/<int:pk>/afzeggen/", lessons.cancel, name="lesson_cancel"),
    path("lessen/<int:pk>/gegeven/", lessons.give, name="lesson_give"),
    path("lessen/<int:pk>/leerkracht/", lessons.teacher, name="lesson_teacher"),
    path("uren/", hours.ledger, name="ledger"),
    path("uren/export/", hours.export, name="export"),
    path("uren/<int:group>/<int:year>-<int:month>/meer/", hours.extra, name="extra"),
]
