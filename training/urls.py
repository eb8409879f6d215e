from django.urls import URLPattern, path

from training.views import answers, certificates, enrolling, public

app_name = "training"
urlpatterns: list[URLPattern] = [
    # Everybody, and enrolling.
    path("scholingstraject/", public.cohort_list, name="cohort_list"),
    path("scholingstraject/<slug:slug>/", public.cohort, name="cohort"),
    path("scholingstraject/<slug:slug>/inschrijven/", enrolling.enrol, name="enrol"),
    path("scholingstraject/<slug:slug>/school/", enrolling.declare_school, name="declare_school"),
    path("scholing/school/<str:key>/", answers.confirm_school, name="confirm_school"),
    # The trainee.
    path("mijn-scholing/<int:pk>/terugtrekken/", answers.withdraw, name="withdraw"),
    path("mijn-scholing/<int:pk>/plek/", answers.answer_offer, name="answer_offer"),
    # Certificates.
    path("mijn-scholing/<int:pk>/certificaat/", certificates.certificate, name="certificate"),
    path("certificaat/", certificates.check_form, name="check_form"),
    path("certificaat/<str:code>/", certificates.check, name="check"),
]
