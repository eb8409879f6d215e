from django.urls import path

from events.views import wall

app_name = "events"
WALL = "bijeenkomsten/<slug:slug>/"
urlpatterns = [
    path(WALL + "verwachtingen/", wall.page, name="wall"),
    path(WALL + "verwachtingen/nakijken/", wall.moderate, name="moderate"),
    path(WALL + "verwachtingen/indelen/", wall.sort, name="sort_wall"),
    path(WALL + "verwachtingen/indelen/kaart/", wall.put, name="put_card"),
    path(WALL + "verwachtingen/indelen/voorstel/", wall.adopt, name="adopt_theme"),
    path(WALL + "verwachtingen/thema/<int:pk>/", wall.theme, name="theme"),
    path(WALL + "scherm/", wall.screen, name="screen"),
    path(WALL + "wand.pdf", wall.on_paper, name="wall_print"),
]
