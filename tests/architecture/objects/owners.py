"""Who has everything on one side of the fence; the areas add what they have."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from andersom.accounts.models import User
from providers.models import Professional, Provider
from schools.models import School
from training.models import Trainer

OURS, THEIRS = SIDES = ("ours", "theirs")
SCHOOL_PEOPLE = {"leader", "other_leader", "coordinator"}


@dataclass
class Owners:
    """One provider with a professional, one school with a reader, and one trainer."""

    provider: Provider
    professional: Professional
    school: School
    reader: User
    trainer: Trainer


# What a route needs in its address: keyword arguments from `Owners` with the things of an area.
type Builder = Callable[[Any], dict[str, Any]]


def pk(name: str) -> Builder:
    return lambda side: {"pk": getattr(side, name).pk}


def several[T](names: str, value: T) -> dict[str, T]:
    return dict.fromkeys(names.split(), value)


def today() -> date:
    return timezone.localdate()


def next_monday() -> date:
    return today() + timedelta(days=7 - today().weekday())
