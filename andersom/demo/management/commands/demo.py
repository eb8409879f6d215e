import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from andersom import servers
from andersom.demo import city
from andersom.demo.house import House
from andersom.demo.processes import GaveUpError, interrupt_on_every_ending, keep_ctrl_c_to_ourselves


class Command(BaseCommand):
    help = "Run the whole house on this machine, with a demo city. Ctrl-C stops it."
    requires_system_checks: list[str] = []
    debug = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="throw the data away first")
        parser.add_argument("--port", type=int, default=8000, help="where the web answers")

    def handle(self, *, reset: bool, port: int, **options: Any) -> None:
        interrupt_on_every_ending()
        keep_ctrl_c_to_ourselves()
        house = House(self.say)
        try:
            house.open(reset=reset, wanted_port=port)
            house.run(web=self.web, debug=self.debug)
            self.say(f"\n{city.summary()}\n\n{house.address}    Ctrl-C stops everything.")
            house.supervisor.watch(self.say)
        except KeyboardInterrupt:
            self.say("\nStopping …")
        except servers.InUseError as error:
            raise CommandError(f"It runs already ({error}). Stop that one first.") from error
        except (servers.StartError, GaveUpError) as error:
            raise CommandError(str(error)) from error
        finally:
            house.close()
        self.say("Stopped. The data stays in var/.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def web(self, port: int) -> Sequence[str]:
        gunicorn = [sys.executable, "-m", "gunicorn", "andersom.wsgi", "--no-control-socket"]
        return [*gunicorn, "--bind", f"127.0.0.1:{port}", "--threads", "8"]
