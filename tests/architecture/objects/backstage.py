"""The admin: the row that each of its routes is about, and what it answers the project team."""

from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory as FakeRequest

from andersom.accounts.models import User
from tests.architecture.routes import Route

PUBLIC_REFUSES: dict[str, set[int]] = {"admin:login": {403}}  # signed in, and not of the team
STRICTER = {
    # A mail has a stricter policy of its own,
    *("admin:notifications_email_html", "admin:notifications_lettertext_letter"),
    "admin:notifications_lettertext_preview",
    # and these pages of ours show it in a frame.
    *("admin:notifications_email_change", "admin:notifications_lettertext_gallery"),
    *("admin:notifications_lettertext_add", "admin:notifications_lettertext_change"),
}
# What the project team may not do in the admin, by model; everything else opens with 200.
READ_ONLY = {  # the page of a row opens, and saving it is refused
    *("accounts_invitation", "notifications_email", "notifications_inboxitem"),
    *("providers_vogrecord", "schools_member", "placements_groupmonth", "matching_proposal"),
    *("notifications_heartbeat",),
}
NEVER_ADDED = {  # they come by acts on the site
    *("accounts_invitation", "notifications_email", "notifications_heartbeat"),
    *("notifications_undeliverable",),
    *("notifications_inboxitem", "schools_request", "schools_school", "schools_member"),
    *("placements_placement", "placements_lesson", "placements_groupmonth", "matching_proposal"),
    *("training_visit", "training_certificate", "training_enrolment", "training_weeklyschool"),
    *("training_module", "events_registration"),
}
NEVER_DELETED = {  # they are closed, cancelled or ended, and stay in the books
    *("notifications_email", "notifications_heartbeat", "notifications_inboxitem"),
    *("notifications_undeliverable",),
    *("schools_request", "schools_school", "placements_ruleset", "placements_placement"),
    *("placements_lesson", "placements_groupmonth", "matching_proposal"),
    *("training_visit", "training_certificate", "training_enrolment", "training_weeklyschool"),
    *("training_cohort", "training_trainer", "events_event", "events_registration"),
}
ADMIN_ANSWERS: dict[str, tuple[int, int, int]] = {  # GET, HEAD, POST
    "password_change_done": (200, 200, 405),
    "jsi18n": (200, 200, 405),
    "autocomplete": (403, 403, 405),  # without saying which field asks
    "view_on_site": (404, 404, 404),
    "notifications_email_step": (405, 405, 302),
    "notifications_lettertext_preview": (405, 405, 200),
    "logout": (405, 405, 302),
    # All of it is read-only: saved as it was.
    "schools_request_change": (200, 200, 302),
    "training_certificate_change": (200, 200, 302),
}


def admins() -> dict[str, admin.ModelAdmin]:
    """The admin of each model, by the name that its routes begin with."""
    registered = admin.site._registry.items()
    return {f"{m._meta.app_label}_{m._meta.model_name}": found for m, found in registered}


def admin_arguments(route: Route) -> dict[str, Any]:
    """The first row that the list of a model shows; a number that is nobody's when empty."""
    if route.url_name == "app_list":
        return {"app_label": "accounts"}
    if route.url_name == "view_on_site":
        kind = ContentType.objects.get_for_model(User)
        return {"content_type_id": kind.pk, "object_id": 0}
    if route.url_name == "auth_user_password_change":
        return {"id": User.objects.latest("pk").pk}
    lists = admins()
    found = max((name for name in lists if route.url_name.startswith(f"{name}_")), key=len)
    first = lists[found].get_queryset(FakeRequest().get("/")).first()
    return dict.fromkeys(route.arguments, first.pk if first else 0)


def of_team(route: Route, method: str) -> int:
    """The one status with which the admin answers the project team here."""
    if route.url_name in ADMIN_ANSWERS:
        return ADMIN_ANSWERS[route.url_name][("get", "head", "post").index(method)]
    model, _underscore, act = route.url_name.rpartition("_")
    if (act == "add" and model in NEVER_ADDED) or (act == "delete" and model in NEVER_DELETED):
        return 403
    if route.arguments and 0 in admin_arguments(route).values():
        return 302  # there is no such row: back to the index
    return 403 if act == "change" and method == "post" and model in READ_ONLY else 200
