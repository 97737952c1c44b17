"""Which averages of what people rated in their own names may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..small_groups import MIN_CELL, large_groups


@dataclass(frozen=True)
class Rating:
    """Ratings added up: how many, and their sum."""

    count: int = 0
    total: float = 0.0

    def __add__(self, other: "Rating") -> "Rating":
        return Rating(self.count + other.count, self.total + other.total)

    @property
    def mean(self) -> float:
        """The average, 0 where nobody rated."""
        return self.total / self.count if self.count else 0.0


def published_ratings(given: Mapping[int, Rating], min_cell: int = MIN_CELL) -> tuple[dict[int, Rating], Rating]:
    """The departments whose average may be shown, and what all the others say together.

    No average of everybody is shown, so nothing follows by subtraction: a department of fewer than ``min_cell`` ratings
    joins the others, and these are shown once they are ``min_cell`` together.

    :param given: department → its ratings; 0 stands for people without a department

    >>> published_ratings({1: Rating(3, 12), 2: Rating(1, 5), 3: Rating(2, 4)})
    ({1: Rating(count=3, total=12)}, Rating(count=3, total=9.0))
    >>> published_ratings({1: Rating(3, 12), 2: Rating(2, 5)})
    ({1: Rating(count=3, total=12)}, Rating(count=0, total=0.0))
    """
    large = large_groups({department: rating.count for department, rating in given.items()}, min_cell)
    shown = {department: rating for department, rating in given.items() if department and department in large}
    others = sum((rating for department, rating in given.items() if department not in shown), Rating())
    return shown, others if others.count >= min_cell else Rating()
