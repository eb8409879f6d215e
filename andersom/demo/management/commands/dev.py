import sys
from collections.abc import Sequence

from andersom.demo.management.commands.demo import Command as Demo


class Command(Demo):
    help = "Like demo, with DEBUG and a web server that follows changes in the code."
    debug = True

    def web(self, port: int) -> Sequence[str]:
        return [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}"]
