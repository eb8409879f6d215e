from django.urls import URLPattern, path

from training.views import (
    answers,
    certificates,
    conversation,
    dashboard,
    enrolling,
    intake,
    planning,
    public,
    sessions,
    trainee,
    trainer,
    visits,
)

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
    path("mijn-scholing/", trainee.home, name="home"),
    path("mijn-scholing/<int:pk>/", trainee.enrolment, name="enrolment"),
    path("mijn-scholing/<int:pk>/intake/", intake.intake, name="intake"),
    path("mijn-scholing/<int:pk>/intake/moment/", intake.intake_slot, name="intake_slot"),
    path("mijn-scholing/<int:pk>/intake/afzeggen/", intake.intake_cancel, name="intake_cancel"),
    path("mijn-scholing/<int:pk>/logboek/", trainee.log, name="log"),
    path("mijn-scholing/logboek/<int:pk>/", trainee.log_entry, name="log_entry"),
    # The trainer.
    path("scholing/", trainer.trainer_home, name="trainer_home"),
    path("scholing/intakemomenten/", conversation.slots, name="slots"),
    path("scholing/intakemomenten/<int:pk>/weg/", conversation.slot_remove, name="slot_remove"),
    path("scholing/intake/<int:pk>/", conversation.intake_conversation, name="intake_conversation"),
    path("scholing/intake/<int:pk>/leerdoel/", conversation.goal_add, name="goal_add"),
    path("scholing/leerdoel/<int:pk>/", conversation.goal, name="goal"),
    path("scholing/bijeenkomst/<int:pk>/", sessions.attendance, name="attendance"),
    path("scholing/bijeenkomst/<int:pk>/code/", sessions.attendance_code, name="attendance_code"),
    path("scholing/bijeenkomst/<int:pk>/evaluatie/", sessions.evaluation, name="evaluation"),
    path("scholing/aanwezig/<str:key>/", sessions.check_in, name="check_in"),
    # Practice visits.
    path("scholing/planning/", planning.visit_plan, name="visit_plan"),
    path("scholing/planning/<int:pk>/voorstel/", planning.propose_visits, name="propose_visits"),
    path("scholing/planning/<int:pk>/bevestigen/", planning.confirm_visits, name="confirm_visits"),
    path("scholing/week/", planning.trainer_week, name="trainer_week"),
    path("scholing/bezoek/<int:pk>/", visits.visit, name="visit"),
    path("scholing/bezoek/<int:pk>/bevestigen/", visits.visit_confirm, name="visit_confirm"),
    path("scholing/bezoek/<int:pk>/wisselen/", visits.visit_swap, name="visit_swap"),
    path("scholing/bezoek/<int:pk>/verslag/", visits.visit_report, name="visit_report"),
    path("scholing/bezoek/<int:pk>/reactie/", visits.visit_react, name="visit_react"),
    path("scholing/bezoek/<int:pk>/gemist/", visits.visit_missed, name="visit_missed"),
    # Certificates.
    path("mijn-scholing/<int:pk>/certificaat/", certificates.certificate, name="certificate"),
    path("certificaat/", certificates.check_form, name="check_form"),
    path("certificaat/<str:code>/", certificates.check, name="check"),
    # The team and the trainers of an edition.
    path("scholing/overzicht/<int:pk>/", dashboard.dashboard, name="dashboard"),
    path("scholing/overzicht/<int:pk>/bestand/", dashboard.export, name="dashboard_export"),
    path("scholing/overzicht/<int:pk>/certificaten/", dashboard.award, name="award"),
    path("scholing/certificaat/<int:pk>/intrekken/", dashboard.revoke, name="revoke"),
]
