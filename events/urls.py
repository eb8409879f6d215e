from django.urls import path

from events.views import contact, door, planning, public, recap, registering, visit, wall

app_name = "events"
WALL = "bijeenkomsten/<slug:slug>/"
VISIT = "aanmelding/<str:key>/"
urlpatterns = [
    path("bijeenkomsten/", public.event_list, name="event_list"),
    path("bijeenkomsten/<slug:slug>/", public.event, name="event"),
    path("bijeenkomsten/<slug:slug>/agenda.ics", public.event_ical, name="event_ical"),
    path("bijeenkomsten/<slug:slug>/document/<int:pk>/", public.document, name="document"),
    path("bijeenkomsten/<slug:slug>/aanmelden/", registering.register, name="register"),
    path(
        "bijeenkomsten/<slug:slug>/aanmelden/mail/",
        registering.look_in_mail,
        name="look_in_mail",
    ),
    path(VISIT, visit.registration, name="registration"),
    path(VISIT + "bevestigen/", visit.confirm, name="confirm"),
    path(VISIT + "plek/", visit.answer_offer, name="answer_offer"),
    path(VISIT + "afmelden/", visit.cancel_registration, name="cancel_registration"),
    path(VISIT + "rondes/", visit.choose_rounds, name="choose_rounds"),
    path(VISIT + "gegevens/", visit.change_visit, name="change_visit"),
    path(VISIT + "agenda.ics", visit.registration_ical, name="registration_ical"),
    path(WALL + "verwachtingen/", wall.page, name="wall"),
    path(WALL + "verwachtingen/nakijken/", wall.moderate, name="moderate"),
    path(WALL + "verwachtingen/indelen/", wall.sort, name="sort_wall"),
    path(WALL + "verwachtingen/indelen/kaart/", wall.put, name="put_card"),
    path(WALL + "verwachtingen/indelen/voorstel/", wall.adopt, name="adopt_theme"),
    path(WALL + "verwachtingen/thema/<int:pk>/", wall.theme, name="theme"),
    path(WALL + "scherm/", wall.screen, name="screen"),
    path(WALL + "wand.pdf", wall.on_paper, name="wall_print"),
    path(WALL + "deur/", door.guests, name="door"),
    path(WALL + "deur/los/", door.walk_in, name="walk_in"),
    path(WALL + "deur/<str:key>/", door.check_in, name="check_in"),
    path(WALL + "badges.pdf", door.badges_pdf, name="badges"),
    path(WALL + "planning/", planning.page, name="planning"),
    path(WALL + "terugblik/", recap.page, name="recap"),
    path(VISIT + "bezoekers/", contact.visitors, name="visitors"),
    path(VISIT + "groet/<int:pk>/", contact.hello, name="hello"),
    path(VISIT + "ontmoeten/", contact.meet, name="meet"),
]
