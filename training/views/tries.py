"""How many wrong codes came from one address; right ones do not count."""

import hashlib
import ipaddress

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MOST = 10
SECONDS = 600  # counted from the first wrong one


def too_many(request: HttpRequest) -> bool:
    """Whether this address has to wait."""
    return bool(cache.get(_key(request), 0) >= MOST)


def count(request: HttpRequest) -> None:
    """One wrong code more."""
    key = _key(request)
    cache.add(key, 0, SECONDS)
    try:
        cache.incr(key)
    except ValueError:  # the time was over between the two
        cache.set(key, 1, SECONDS)


def _key(request: HttpRequest) -> str:
    """A home or a school has one IPv4 address, or 64 bits of IPv6; kept as a hash, and briefly."""
    given = get_adapter().get_client_ip(request)
    try:
        address = ipaddress.ip_address(given)
        width = 64 if address.version == 6 else 32
        given = str(ipaddress.ip_network((address, width), strict=False))
    except ValueError:
        pass  # not an address: counted as it is
    return f"certificate-tries:{hashlib.sha256(given.encode()).hexdigest()[:32]}"
