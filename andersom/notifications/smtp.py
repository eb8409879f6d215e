"""Django's way to a mail server, without reading again what the outbox has read."""

import re
from functools import lru_cache
from typing import Any

from django.core.mail.backends import smtp

PLAIN = re.compile(r"[\w+-]+(\.[\w+-]+)*@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)


class EmailBackend(smtp.EmailBackend):
    """Reading an address takes as long as half of the conversation, and would be done twice a mail:
    for the sender, who is always the same, and for a reader whom `outbox.clean_address` knows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._read = lru_cache(maxsize=8)(super().prep_address)

    def prep_address(self, address: Any, force_ascii: bool = True) -> str:
        """The bare address. Raises ValueError for what is no address, or more than one."""
        return str(address) if PLAIN.fullmatch(str(address)) else self._read(address, force_ascii)
