"""Where supply and demand meet: proposals, the weights of the score, and the search rows."""

from .proposal import Proposal
from .search import SearchRow
from .weights import WeightSet

__all__ = ["Proposal", "SearchRow", "WeightSet"]
