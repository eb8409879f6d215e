"""Postcodes as people and registers write them."""

import re

_POSTCODE = re.compile(r"\s*([1-9]\d{3})\s*([A-Za-z]{2})?\s*")


def pc4_of(postcode: str) -> str:
    """The four digits of "2512 GW", "2512gw" or "2512"; empty when it is no Dutch postcode."""
    match = _POSTCODE.fullmatch(postcode)
    return match[1] if match else ""
