from django.urls import path

from .views import health, home, pages, running

app_name = "overview"

urlpatterns = [
    path("", home.home, name="home"),
    path("gezondheid/", health.live, name="health"),
    path("gezondheid/klaar/", health.ready, name="ready"),
    path("loopt/", running.page, name="running"),
    path("privacy/", pages.privacy, name="privacy"),
    path("toegankelijkheid/", pages.accessibility, name="accessibility"),
    path(".well-known/security.txt", pages.security, name="security"),
    path("robots.txt", pages.robots, name="robots"),
]
