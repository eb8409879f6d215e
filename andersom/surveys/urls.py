from django.urls import path

from andersom.surveys import views

app_name = "surveys"
urlpatterns = [
    path("vragenlijst/<int:pk>/", views.answer, name="answer"),
    path("vragenlijst/met-link/<str:token>/", views.answer_by_link, name="answer_by_link"),
]
