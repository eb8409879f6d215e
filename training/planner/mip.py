"""A thin layer on HiGHS: yes-or-no variables, rows, and one objective after another."""

from collections.abc import Mapping, Sequence
from math import ceil, isfinite

import highspy
import numpy

# Between two whole numbers, so that rounding in the solver never lets a better one through.
HALF = 0.5
LEAST = 0.05  # seconds
NO_BOUND = 10**9


class Mip:
    """Maximise or minimise whole-number objectives, each kept while the next is optimised."""

    def __init__(self, *, seed: int) -> None:
        self.highs = highspy.Highs()
        self.highs.silent()
        self.size = 0
        self.values: list[int] = []
        options = {"random_seed": seed, "threads": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 0.999}
        for name, value in options.items():
            self.highs.setOptionValue(name, value)

    def variable(self, *, whole: bool = True) -> int:
        """A new variable from 0 to 1; without ``whole`` it may lie in between."""
        self.highs.addVar(0, 1)
        if whole:
            self.highs.changeColIntegrality(self.size, highspy.HighsVarType.kInteger)
        self.size += 1
        return self.size - 1

    def row(self, low: float, terms: Mapping[int, float], high: float) -> None:
        """``low`` ≤ the sum of factor × variable ≤ ``high``."""
        columns = numpy.fromiter(terms, dtype=numpy.int32, count=len(terms))
        factors = numpy.fromiter(terms.values(), dtype=numpy.float64, count=len(terms))
        self.highs.addRow(low, high, len(terms), columns, factors)

    def at_most(self, most: float, columns: Sequence[int]) -> None:
        self.row(-highspy.kHighsInf, dict.fromkeys(columns, 1.0), most)

    def minimise(self, costs: Mapping[int, int], *, seconds: float) -> tuple[int, int] | None:
        """Find the cheapest solution in the time; keep its cost as a limit for what comes after.

        Returns its cost and a bound below which there is none; None when no solution was found.
        """
        every = numpy.zeros(self.size)
        for column, cost in costs.items():
            every[column] = cost
        self.highs.changeColsCost(self.size, numpy.arange(self.size, dtype=numpy.int32), every)
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + max(seconds, LEAST))
        if self.values:
            self.highs.setSolution(self._start())
        self.highs.run()
        info = self.highs.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        self.values = [round(value) for value in self.highs.getSolution().col_value]
        cost = sum(each * round(self.values[column]) for column, each in costs.items())
        self.row(-highspy.kHighsInf, dict(costs), cost + HALF)
        proven = self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return cost, cost if proven else min(cost, _rounded_up(info.mip_dual_bound))

    def _start(self) -> highspy.HighsSolution:
        solution = highspy.HighsSolution()
        solution.col_value = [float(value) for value in self.values]
        return solution


def _rounded_up(bound: float) -> int:
    """The smallest whole cost that a bound allows; far below zero when there is no bound."""
    return ceil(bound - 1e-6) if isfinite(bound) else -NO_BOUND
