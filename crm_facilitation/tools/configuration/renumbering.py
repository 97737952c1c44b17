"""Who was moved, and who was only pushed along: Odoo numbers a whole list anew when one record comes or moves."""

from bisect import bisect_left
from collections.abc import Iterable


def moved(places: Iterable[tuple[int, int, int]]) -> set[int]:
    """Ids of the fewest records without which the others stand in the order that they stood in before.

    :param places: ``(id, sequence before, sequence now)`` of the records that are there before and now; of the same
        sequence the lower id comes first

    A record came first, and pushed the others along:

    >>> moved([(1, 1, 2), (2, 2, 3), (3, 3, 4)])
    set()

    The last was dragged to the front, or the first to the end:

    >>> moved([(1, 1, 2), (2, 2, 3), (3, 3, 1)]), moved([(1, 1, 3), (2, 2, 1), (3, 3, 2)])
    ({3}, {1})
    """
    before = sorted(places, key=lambda place: (place[1], place[0]))
    now = {key: place for place, key in enumerate(sorted((new, record) for record, _old, new in before))}
    # the longest line of records that rises in both orders stays; of each length, the one that ends earliest
    ends: list[tuple[int, int]] = []
    previous: dict[int, int | None] = {}
    for record, _old, new in before:
        place = now[new, record]
        length = bisect_left(ends, (place, record))
        previous[record] = ends[length - 1][1] if length else None
        ends[length : length + 1] = [(place, record)]
    stays, record = set(), ends[-1][1] if ends else None
    while record is not None:
        stays.add(record)
        record = previous[record]
    return set(previous) - stays
