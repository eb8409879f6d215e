"""Addresses on their way to a mail server: read once, and refused when they are none."""

import pytest
from django.core.mail import mailers

ADDRESSES = {
    "noor@example.org": "noor@example.org",
    "n.o-or+les@school.example.org": "n.o-or+les@school.example.org",
    "Andersom Den Haag <post@example.org>": "post@example.org",
    "noor@académie.example": "noor@xn--acadmie-eya.example",
}


@pytest.fixture
def backend(sink):
    return mailers["delivery"]


@pytest.mark.parametrize(("given", "bare"), ADDRESSES.items())
def test_address_is_the_one_that_django_reads(backend, given, bare):
    """The way round gives what the way through gives."""
    through = super(type(backend), backend).prep_address(given)
    assert backend.prep_address(given) == through == bare


@pytest.mark.parametrize(
    "given",
    [
        "noor@example.org\r\nBcc: anna@example.org",
        "noor@example.org\n",
        "noor@example.org, anna@example.org",
        "noor",
        "noor@@example.org",
        "noor @example.org",
        "",
    ],
)
def test_what_is_no_address_goes_djangos_own_way(backend, given):
    """It decides, and refuses a line break or a second address."""
    try:
        expected = super(type(backend), backend).prep_address(given)
    except ValueError:
        with pytest.raises(ValueError, match="Invalid address"):
            backend.prep_address(given)
    else:
        assert backend.prep_address(given) == expected
