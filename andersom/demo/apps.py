from django.apps import AppConfig
from django.core import checks


class DemoConfig(AppConfig):
    """Runs the whole house on one machine: servers, web, worker, beat and a demo city."""

    name = "andersom.demo"

    def ready(self) -> None:
        from andersom.demo.checks import database_is_there

        checks.register(database_is_there, checks.Tags.database)
