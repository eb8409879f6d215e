"""Where supply and demand meet: proposals, the weights of the score, and the search rows."""

from .interest import NotForMe, Shown
from .proposal import Proposal
from .search import SearchRow
from .weights import WeightSet

__all__ = ["NotForMe", "Proposal", "SearchRow", "Shown", "WeightSet"]
