from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from andersom.accounts.hats import Hat


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for somebody: what, why, and the way to it.

    ``tone``: ``warn`` is urgent, ``info`` asks for an act, ``ok`` only tells what is under way.
    """

    title: str
    text: str
    url: str
    action: str
    tone: str = "info"


# One question to the apps; gives what waits under this hat at this moment.
Source = Callable[[Hat, datetime], list[Item]]
