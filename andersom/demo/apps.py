from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Runs the whole house on one machine: servers, web, worker, beat and a demo city."""

    name = "andersom.demo"
