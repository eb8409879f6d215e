from django.urls import path

from schools.views import groups, home, people, requests, steps, week

app_name = "schools"

urlpatterns = [
    path("school/", home.home, name="home"),
    path("school/leden/", people.member_list, name="members"),
    path("school/leden/<int:pk>/verwijderen/", people.member_remove, name="member_remove"),
    path(
        "school/uitnodigingen/<int:pk>/intrekken/",
        people.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("school/tijden/", week.week, name="week"),
    path("school/vrije-dagen/", week.closed_days, name="closed_days"),
    path(
        "school/vrije-dagen/<int:pk>/verwijderen/", week.closed_day_remove, name="closed_day_remove"
    ),
    path("school/voorwaarden/", week.checklist, name="conditions"),
    path("school/groepen/", groups.group_list, name="groups"),
    path("school/groepen/nieuw/", groups.group_add, name="group_add"),
    path("school/groepen/plakken/", groups.groups_paste, name="groups_paste"),
    path("school/groepen/kopieren/", groups.groups_copy, name="groups_copy"),
    path("school/groepen/<int:pk>/", groups.group_edit, name="group_edit"),
    path("aanvragen/", requests.request_list, name="request_list"),
    path("aanvragen/nieuw/", steps.request_new, name="request_new"),
    path("aanvragen/<int:pk>/", requests.request_detail, name="request"),
    path("aanvragen/<int:pk>/stap/<int:step>/", steps.request_step, name="request_step"),
    path("aanvragen/<int:pk>/plaatsen/", requests.request_post, name="request_post"),
    path("aanvragen/<int:pk>/intrekken/", requests.request_withdraw, name="request_withdraw"),
    path("aanvragen/<int:pk>/sluiten/", requests.request_close, name="request_close"),
    path("aanvragen/<int:pk>/kopie/", requests.request_copy, name="request_copy"),
    path("aanvragen/<int:pk>/weggooien/", requests.request_discard, name="request_discard"),
]
