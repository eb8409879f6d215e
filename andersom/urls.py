"""Every address. Each app names its own Dutch nouns; andersom/access.toml says who may come in."""

from django.contrib import admin
from django.urls import include, path

handler400 = "andersom.overview.views.errors.bad_request"
handler403 = "andersom.overview.views.errors.permission_denied"
handler404 = "andersom.overview.views.errors.page_not_found"
handler500 = "andersom.overview.views.errors.server_error"

urlpatterns = [
    path("", include("andersom.overview.urls")),
    path("", include("andersom.ui.urls")),
    path("", include("andersom.accounts.urls")),
    path("", include("andersom.notifications.urls")),
    path("", include("andersom.surveys.urls")),
    path("", include("andersom.matching.urls")),  # /aanbod/12/aanvragen/ before /aanbod/<a>/<b>/
    path("", include("providers.urls")),
    path("", include("schools.urls")),
    path("", include("andersom.placements.urls")),
    path("", include("training.urls")),
    path("", include("events.urls")),
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("beheer/", admin.site.urls),
]
