from django.urls import path

from andersom.ui import views

app_name = "ui"

urlpatterns = [path("stijl/", views.gallery, name="gallery")]
