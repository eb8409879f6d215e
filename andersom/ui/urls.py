from django.urls import path

from andersom.ui import media, views

app_name = "ui"

urlpatterns = [
    path("stijl/", views.gallery, name="gallery"),
    path("media/<path:name>", media.serve, name="media"),
]
