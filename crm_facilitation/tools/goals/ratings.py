"""Which averages of what people rated in their own names may be shown, and when they may change.

An average that moved with each rating would tell the newest one: 3.0 of three and 2.75 of four make it a 2. So new and
changed ratings wait until they are of enough people, and then enter an average together. One that is taken back leaves
its average in the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ..small_groups import MIN_CELL, large_groups, may_be_left_over


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


@dataclass(frozen=True)
class Given:
    """What one person rated, and what of it is in an average already.

    ``value`` is 0 for a rating that was taken back, ``shown`` while no average holds the rating; then ``place`` is the
    department whose average holds it, 0 for the small departments together. A rating stays in its place, since leaving one
    would tell it as entering does.
    """

    department: int
    value: int
    shown: int = 0
    place: int = 0


def places_of_news(ratings: Mapping[int, Given], min_cell: int = MIN_CELL) -> dict[int, int]:
    """The ratings that may enter an average now, or leave it, each with its place; the others wait for more.

    Two averages of a place that were ever shown differ by the ratings of ``min_cell`` people or more. Nobody leaves a
    place in which fewer than ``min_cell`` would stay, unless nobody stays: these few would be shown elsewhere.

    :param ratings: one goal's, by their ids; department 0 stands for people without a department

    >>> three = {number: Given(1, 3) for number in (1, 2, 3)}
    >>> places_of_news(three)
    {1: 1, 2: 1, 3: 1}
    >>> shown = {number: Given(1, 3, shown=3, place=1) for number in three}
    >>> places_of_news(shown | {4: Given(1, 2)})
    {}
    >>> places_of_news(shown | {4: Given(1, 2), 5: Given(1, 5), 3: Given(1, 4, shown=3, place=1)})
    {3: 1, 4: 1, 5: 1}
    >>> places_of_news({1: Given(1, 3), 2: Given(1, 4), 3: Given(2, 5)})
    {1: 0, 2: 0, 3: 0}
    >>> back = {number: Given(1, 0, shown=3, place=1) for number in three}
    >>> places_of_news(back), places_of_news(shown | {1: back[1]})
    ({1: 1, 2: 1, 3: 1}, {})
    >>> places_of_news(back | {4: Given(1, 2, shown=2, place=1)})
    {}
    """
    news = {number: rating for number, rating in sorted(ratings.items()) if rating.value != rating.shown}
    home = {number: rating.place if rating.shown else rating.department for number, rating in news.items()}
    sizes: dict[int, int] = {}
    for place in home.values():
        sizes[place] = sizes.get(place, 0) + 1
    large = large_groups(sizes, min_cell) - {0}
    with_own = large | {rating.place for rating in ratings.values() if rating.shown}
    wanted = {place: [number for number in home if home[number] == place] for place in large}
    wanted[0] = [number for number, place in home.items() if not place or place not in with_own]
    found = {}
    for place, numbers in wanted.items():
        given = {number for number in numbers if ratings[number].value}
        held = {number for number, rating in ratings.items() if rating.shown and rating.place == place}
        moving = set(numbers) if may_be_left_over(len(held - set(numbers) | given), min_cell) else given
        if len(moving) >= min_cell:
            found |= dict.fromkeys(moving, place)
    return dict(sorted(found.items()))
