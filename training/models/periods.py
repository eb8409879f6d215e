"""What every period in these tables keeps to."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

NOT_BACKWARDS = _("The last day comes before the first day.")
HAS_TIMES = {"isempty": False, "lower_inf": False, "upper_inf": False}


def takes_time(field: str) -> Q:
    """A period that begins, ends, and takes time."""
    return Q(**{f"{field}__{name}": value for name, value in HAS_TIMES.items()})
