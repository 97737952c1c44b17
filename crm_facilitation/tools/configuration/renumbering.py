"""Who was moved, and who was only pushed along: Odoo numbers a whole list anew when one record comes or moves."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where a record stands in its list; its places are sequences, as Odoo numbers them.

    :param before: at the baseline; None where it was not there
    :param last: at the last scan; None where no scan noted it
    :param noted: what was found of it: the place of a record that came or moved since the baseline; None where nothing was
    """

    record: int
    now: int
    before: int | None = None
    last: int | None = None
    noted: int | None = None


def place_of(values: Mapping[str, object]) -> int | None:
    """The sequence of a record of a list; None where it has no such thing.

    >>> place_of({"sequence": 3}), place_of({"sequence": None}), place_of({"name": "New"})
    (3, 0, None)
    """
    sequence = values.get("sequence", 0) or 0
    return sequence if "sequence" in values and isinstance(sequence, int) else None


def put_back(places: Collection[Place]) -> dict[int, int]:
    """``{record: place}`` of the records that only others pushed along: where they stood, as far as anybody moved them.

    What was found in another place stays found until it is back among those that stand where they stood; what came since
    the baseline is where it was found, until somebody moves it past one that was there before or came with it.

    >>> shelf = [Place(1, 1, 0, 0), Place(2, 2, 1, 1)]
    >>> put_back(shelf)
    {1: 0, 2: 1}

    The third came, was found in front, and somebody puts a fourth before it; then it is dragged behind the first:

    >>> put_back([Place(1, 2, 0, 1), Place(2, 3, 1, 2), Place(3, 1, None, 0, 0)])
    {1: 0, 2: 1, 3: 0}
    >>> put_back([Place(1, 1, 0, 2), Place(2, 3, 1, 3), Place(3, 2, None, 1, 0)])
    {1: 0, 2: 1}
    """
    old = [place for place in places if place.before is not None and place.noted is None]
    gone = moved((place.record, place.before, place.now) for place in old)
    stays = [place for place in old if place.record not in gone]
    back = {place.record: place.before for place in stays}
    found = [place for place in places if place.before is not None and place.noted is not None]
    away = moved(
        ((place.record, place.before, place.now) for place in found),
        [(place.record, place.before, place.now) for place in stays],
    )
    back |= {place.record: place.before for place in found if place.record not in away}
    own = [place for place in places if place.noted is not None and place.record not in back]
    dragged = moved(
        ((place.record, place.last, place.now) for place in own if place.last is not None),
        [(place.record, place.last, place.now) for place in stays if place.last is not None],
    )
    return back | {place.record: place.noted for place in own if place.record not in dragged}


def moved(places: Iterable[tuple[int, int, int]], anchors: Collection[tuple[int, int, int]] = ()) -> set[int]:
    """Ids of the fewest records without which the others stand in the order that they stood in before.

    :param places: ``(id, sequence before, sequence now)`` of the records that are there before and now; of the same
        sequence the lower id comes first
    :param anchors: the same of records that nobody moved: whoever passed one of them was moved. Of the same sequence as
        an anchor a record stands on either side

    A record came first, and pushed the others along:

    >>> moved([(1, 1, 2), (2, 2, 3), (3, 3, 4)])
    set()

    The last was dragged to the front, or the first to the end:

    >>> moved([(1, 1, 2), (2, 2, 3), (3, 3, 1)]), moved([(1, 1, 3), (2, 2, 1), (3, 3, 2)])
    ({3}, {1})

    The only one that moves passed one that stays, or stands beside it:

    >>> moved([(1, 1, 3)], [(2, 2, 2)]), moved([(1, 1, 2)], [(2, 1, 1)])
    ({1}, set())
    """
    places = list(places)
    old, new = (sorted(anchor[side] for anchor in anchors) for side in (1, 2))
    passed = {
        record
        for record, before, now in places
        if bisect_right(old, before) < bisect_left(new, now) or bisect_right(new, now) < bisect_left(old, before)
    }
    return passed | _moved_among([place for place in places if place[0] not in passed])


def _moved_among(places):
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
