"""How far a vote divides the departments.

Effect size: omega squared, the share of the spread of votes that lies between departments, corrected for the share that
small groups show by chance alone (W. L. Hays, *Statistics for Psychologists*, 1963, ch. 12).
Chance: Pitman's permutation test for the analysis of variance (E. J. G. Pitman, "Significance tests which may be applied
to samples from any populations, III", *Biometrika* 29, 1938): under any distribution of votes, the between-share
eta squared follows nearly a beta distribution with (k-1)/2 and (n-k)/2 degrees, so the test needs no normal votes.
Many needs at once: the false discovery rate is held as by Y. Benjamini and Y. Hochberg (*J. R. Stat. Soc. B* 57, 1995).
A conflict is a divided vote with departments on either side of the middle: some want the need, others are against it.

    department votes (yes = 1)            omega²   chance
    Sales 1 1 1 1, Service 0 0 0 0        1.00     0.000   a split exactly along departments
    Sales 1 1 1 1, Service 1 0 0 0        0.50     0.024   one goes with the others
    Sales 1 1 0 0, Service 1 1 0 0        0.00     1.000   divided inside, not between
    Sales 1 1 1 1, Service 1 1 1 1        0.00     1.000   unanimous
    Sales 1 1 1 0, Service 1 0 0 0        0.11     0.207   too few people to tell
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..small_groups import published_departments
from .situation import Cell, Finding, Situation, detector

LEAST_EFFECT = 0.25
FALSE_DISCOVERY_RATE = 0.05
# of the scale 0..1: neither for nor against
MIDDLE = 0.5
SMALLEST = 1e-12


@dataclass(frozen=True)
class Polarisation:
    """:param omega: share of the spread that lies between departments, 0..1
    :param chance: probability of at least this split if votes did not depend on departments
    :param gap: highest minus lowest mean of a department, 0..1
    """

    omega: float
    chance: float
    gap: float


def cell_of(need: int, department: int, votes: Sequence[float]) -> Cell:
    """The cell of some votes (values in 0..1).

    >>> cell_of(1, 2, [1, 0.5])
    Cell(need=1, department=2, voters=2, total=1.5, squares=1.25, opposes=True)
    """
    return Cell(need, department, len(votes), sum(votes), sum(vote * vote for vote in votes))


def publishable(cells: Iterable[Cell], min_cell: int) -> list[Cell]:
    """The cells that may be measured and shown.

    Departments of fewer than ``min_cell`` voters are pooled as department 0. A pool smaller than that follows from the
    total by subtraction, so it takes in the smallest departments until it is large enough: the rule of the results.

    :param cells: at most one per department; 0 for voters whose department is not published

    >>> cells = [cell_of(1, 5, [1, 1, 1]), cell_of(1, 6, [0]), cell_of(1, 7, [0, 0]), cell_of(1, 8, [1] * 4)]
    >>> [(cell.department, cell.voters) for cell in publishable(cells, 3)]
    [(5, 3), (8, 4), (0, 3)]
    >>> [(cell.department, cell.voters) for cell in publishable([*cells[:2], cells[3]], 3)]
    [(8, 4), (0, 4)]
    >>> publishable(cells[1:2], 3)
    []
    """
    cells = [cell for cell in cells if cell.voters]
    shown = published_departments({cell.department: cell.voters for cell in cells}, min_cell)
    large = [cell for cell in cells if cell.department in shown]
    rest = [cell for cell in cells if cell.department not in shown]
    pooled = sum(cell.voters for cell in rest)
    if pooled >= min_cell:
        totals = math.fsum(cell.total for cell in rest), math.fsum(cell.squares for cell in rest)
        large.append(Cell(rest[0].need, 0, pooled, *totals, rest[0].opposes))
    return large


def polarisation(cells: Sequence[Cell]) -> Polarisation:
    """Measure one vote.

    >>> def measure(*departments):
    ...     found = polarisation([cell_of(1, number, votes) for number, votes in enumerate(departments, 1)])
    ...     return f"{found.omega:.2f} {found.chance:.3f}"
    >>> measure([1, 1, 1, 1], [0, 0, 0, 0])
    '1.00 0.000'
    >>> measure([1, 1, 1, 1], [1, 0, 0, 0])
    '0.50 0.024'
    >>> measure([1, 1, 0, 0], [1, 1, 0, 0])
    '0.00 1.000'
    >>> measure([1, 1, 1, 1], [1, 1, 1, 1])
    '0.00 1.000'
    >>> measure([1, 1, 1, 0], [1, 0, 0, 0])
    '0.11 0.207'
    >>> measure([1, 1, 1])
    '0.00 1.000'
    """
    cells = sorted(cells, key=lambda cell: (cell.voters, cell.total, cell.squares))
    count, groups = sum(cell.voters for cell in cells), len(cells)
    if groups < 2 or count <= groups:
        return Polarisation(0.0, 1.0, 0.0)
    grand = math.fsum(cell.total for cell in cells)
    means = [cell.total / cell.voters for cell in cells]
    spread = math.fsum(cell.squares for cell in cells) - grand**2 / count
    between = math.fsum(cell.total**2 / cell.voters for cell in cells) - grand**2 / count
    gap = max(means) - min(means)
    if spread <= SMALLEST or between <= SMALLEST:
        return Polarisation(0.0, 1.0, gap if spread > SMALLEST else 0.0)
    within = max(0.0, spread - between) / (count - groups)
    omega = (between - (groups - 1) * within) / (spread + within)
    share = min(1.0, between / spread)
    chance = 1.0 - incomplete_beta((groups - 1) / 2, (count - groups) / 2, share)
    return Polarisation(max(0.0, omega), max(0.0, chance), gap)


def incomplete_beta(first: float, second: float, x: float) -> float:
    """Regularised incomplete beta function, by its continued fraction (NIST DLMF 8.17.22, Lentz's evaluation).

    >>> round(incomplete_beta(1, 1, 0.3), 6), round(incomplete_beta(2, 3, 0.5), 6)
    (0.3, 0.6875)
    >>> incomplete_beta(2, 3, 0), incomplete_beta(2, 3, 1)
    (0.0, 1.0)
    """
    if x <= 0 or x >= 1 - SMALLEST:
        return 0.0 if x <= 0 else 1.0
    if x > (first + 1) / (first + second + 2):
        return 1.0 - incomplete_beta(second, first, 1 - x)
    logarithm = math.lgamma(first + second) - math.lgamma(first) - math.lgamma(second)
    front = math.exp(logarithm + first * math.log(x) + second * math.log1p(-x)) / first
    upper, lower, fraction = 1.0, 0.0, 1.0
    for step in range(400):
        half = step // 2
        if step == 0:
            term = 1.0
        elif step % 2 == 0:
            term = half * (second - half) * x / ((first + step - 1) * (first + step))
        else:
            term = -(first + half) * (first + second + half) * x / ((first + step - 1) * (first + step))
        lower = 1 / ((1 + term * lower) or SMALLEST)
        upper = (1 + term / upper) or SMALLEST
        fraction *= lower * upper
        if step and abs(lower * upper - 1) < SMALLEST:
            break
    return front * (fraction - 1)


def significant(chances: Mapping[int, float], rate: float = FALSE_DISCOVERY_RATE) -> set[int]:
    """Keys whose chance stands although many were tested at once.

    >>> sorted(significant({1: 0.0, 2: 0.04, 3: 0.9, 4: 0.2}))
    [1]
    >>> sorted(significant({2: 0.04}))
    [2]
    """
    ranked = sorted(chances, key=chances.get)
    passing = [rank for rank, key in enumerate(ranked, 1) if chances[key] <= rate * rank / len(ranked)]
    return set(ranked[: max(passing, default=0)])


def by_need(cells: Iterable[Cell]) -> dict[int, list[Cell]]:
    """The cells of each need."""
    grouped: dict[int, list[Cell]] = {}
    for cell in cells:
        grouped.setdefault(cell.need, []).append(cell)
    return grouped


def camps(means: Mapping[int, float]) -> tuple[set[int], set[int]]:
    """Departments on the lower and on the upper side of a divided vote, parted at the widest gap between means.

    >>> low, high = camps({1: 0, 2: 10, 3: 80, 4: 100})
    >>> sorted(low), sorted(high)
    ([1, 2], [3, 4])
    >>> camps({1: 50, 2: 50})
    (set(), set())
    """
    ranked = sorted(means, key=lambda department: (means[department], department))
    gaps = [(means[higher] - means[lower], place) for place, (lower, higher) in enumerate(pairwise(ranked), 1)]
    widest, place = max(gaps, default=(0, 0))
    return (set(ranked[:place]), set(ranked[place:])) if widest else (set(), set())


def sides(cells: Iterable[Cell]) -> tuple[set[int], set[int]]:
    """Groups against what was voted on and groups for it: their mean lies below or above the middle of the scale.

    Of a rating that is a mean importance below or above 3, of consent more objections than agreement or the reverse.

    >>> sides([cell_of(1, 5, [1, 1, 0.5]), cell_of(1, 6, [0.25, 0.25, 0.75]), cell_of(1, 7, [0.5, 0.5, 0.5])])
    ({6}, {5})
    """
    means = {cell.department: cell.total / cell.voters for cell in cells}
    return {one for one in means if means[one] < MIDDLE}, {one for one in means if means[one] > MIDDLE}


def divided(cells: Iterable[Cell], min_cell: int) -> dict[int, tuple[Polarisation, list[Cell]]]:
    """Needs whose votes are divided along departments, more than chance would: the measure and the cells behind it.

    >>> alike = [cell_of(2, department, [1, 1, 0, 0]) for department in (5, 6)]
    >>> sorted(divided([cell_of(1, 5, [1, 1, 1, 1]), cell_of(1, 6, [0, 0, 0, 0]), *alike], 3))
    [1]
    """
    shown = {need: publishable(of_need, min_cell) for need, of_need in by_need(cells).items()}
    measured = {need: polarisation(of_need) for need, of_need in shown.items()}
    certain = significant({need: found.chance for need, found in measured.items()})
    return {need: (measured[need], shown[need]) for need in sorted(certain) if measured[need].omega >= LEAST_EFFECT}


@detector("polarised_vote")
def find_polarised_votes(situation: Situation) -> list[Finding]:
    """Needs that some departments want and others vote against; the figures name no cell below ``min_cell``.

    With dots nobody can vote against a need: who spends them elsewhere has said nothing of it. Those cells are left out.

    >>> votes = [cell_of(1, 5, [1, 1, 1, 1]), cell_of(1, 6, [0, 0, 0, 0])]
    >>> from .situation import Need
    >>> [finding] = find_polarised_votes(Situation(needs=(Need(1),), cells=tuple(votes)))
    >>> finding.severity, finding.facts["share"]
    ('high', 100)
    >>> from dataclasses import replace
    >>> dots = tuple(replace(cell, opposes=False) for cell in votes)
    >>> find_polarised_votes(Situation(needs=(Need(1),), cells=dots))
    []
    """
    alive = {need.id for need in situation.alive()}
    cells = [cell for cell in situation.cells if cell.opposes and cell.need in alive]
    found = divided(cells, situation.min_cell)
    return [_finding(need, measured, shown) for need, (measured, shown) in found.items() if all(sides(shown))]


def _finding(need: int, measured: Polarisation, cells: Sequence[Cell]) -> Finding:
    severity = "high" if measured.gap >= 0.5 else "medium" if measured.gap >= 0.25 else "low"
    means = sorted((cell.department, round(100 * cell.total / cell.voters), cell.voters) for cell in cells)
    return Finding(
        kind="polarised_vote",
        key=(need,),
        reason="polarised_vote",
        severity=severity,
        needs=frozenset({need}),
        departments=frozenset(cell.department for cell in cells if cell.department),
        facts={"share": round(100 * measured.omega), "means": [list(mean) for mean in means]},
    )
