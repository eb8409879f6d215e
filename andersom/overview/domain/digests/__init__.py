"""Digests: what is new for somebody, gathered in one mail a week or a day.

editions   which round is due at a moment, and who reads it
rounds     writes the letters of a round, batch by batch
provider, school, team   what there is to tell each audience
"""

from .rounds import look

__all__ = ["look"]
