"""PostgreSQL and Valkey from wheels, for whoever has no servers of their own.

`make demo`, `make dev` and the test plugin start them through `Servers`; the settings only ask
`local_urls` where they would be. Both listen on a Unix socket in a folder that nobody else may
enter, and on no network port. Nothing here imports Django, so it can run before the settings.
"""

from andersom.servers.places import broker_url, home, local_urls, other_database, silent, urls
from andersom.servers.processes import StartError, dies_with_parent, end, wait_until
from andersom.servers.running import FAST_AND_LOOSE, InUseError, Servers

__all__ = [
    "FAST_AND_LOOSE",
    "InUseError",
    "Servers",
    "StartError",
    "broker_url",
    "dies_with_parent",
    "end",
    "home",
    "local_urls",
    "other_database",
    "silent",
    "urls",
    "wait_until",
]
