#!/usr/bin/env python
"""Django's command line for Andersom."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "andersom.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError:
        explain_silence()
        raise


def explain_silence() -> None:
    """End with the way out, when the reason is that the local PostgreSQL is not running."""
    from django.db import connection

    from andersom import servers

    host = str(connection.get_connection_params().get("host", ""))
    if servers.silent(host):
        sys.exit(
            f"PostgreSQL is not running: nobody answers at {host}.\n"
            "`make demo` and `make dev` start it; or set DATABASE_URL and REDIS_URL."
        )


if __name__ == "__main__":
    main()
