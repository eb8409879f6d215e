"""Who fits a request, why, and why not: plain values in, explained values out.

    facts      what the engine is told about a request and a professional
    hard       the rules that must all hold, in one order, each with its nearest fix
    score      seven integer parts of 0..1000, weighted to a total of 0..100,000
    reasons    what a person may be told about a score, as codes
    ranking    the order of those who fit, with ties broken fairly and reproducibly
    vector     the explanation as it was shown, to and from JSON

Everything is whole numbers, so that SQL can compute the same score and a stored explanation adds up
for ever. Texts are made elsewhere from the codes.
"""

from andersom.matching.engine.facts import CandidateFacts, LearningAreaRule, Licence, RequestFacts
from andersom.matching.engine.hard import HARD_RULES, Broken, HardRule, why_not
from andersom.matching.engine.ranking import Ranked, rank
from andersom.matching.engine.reasons import Reason
from andersom.matching.engine.score import Part, Weights
from andersom.matching.engine.vector import ENGINE_VERSION, Explanation

__all__ = [
    "ENGINE_VERSION",
    "HARD_RULES",
    "Broken",
    "CandidateFacts",
    "Explanation",
    "HardRule",
    "LearningAreaRule",
    "Licence",
    "Part",
    "Ranked",
    "Reason",
    "RequestFacts",
    "Weights",
    "rank",
    "why_not",
]
