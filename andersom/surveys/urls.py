from django.urls import path

from andersom.surveys import views

app_name = "surveys"
urlpatterns = [path("vragenlijst/<int:pk>/", views.answer, name="answer")]
