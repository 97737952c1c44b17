"""How many needs are unsaid: in simulated rooms whose needs are known the truth lies in the range."""

import random
import statistics

import pytest

from odoo.addons.crm_facilitation.tools.discussion.heard import OTHERS, WHOLE, Heard, Said, heard, shown_rows
from odoo.addons.crm_facilitation.tools.discussion.indicators import Spread, outside_largest
from odoo.addons.crm_facilitation.tools.discussion.unsaid import Unsaid, estimate_unsaid
from odoo.addons.crm_facilitation.tools.small_groups import MIN_CELL

ROOMS = 600


def everybody_alike(chance, needs, people):
    knows = chance.uniform(0.04, 0.2)
    return lambda _need, _person: knows


def some_needs_known_to_many(chance, needs, people):
    known = [chance.betavariate(1.5, 10) for _need in range(needs)]
    return lambda need, _person: known[need]


def few_needs_in_everybodys_mouth(chance, needs, people):
    return lambda need, _person: min(0.9, 0.5 / (need + 1) ** 0.7)


def some_people_talk_much(chance, needs, people):
    talks = [chance.choice([0.02, 0.05, 0.1, 0.3]) for _person in range(people)]
    return lambda _need, person: talks[person]


def each_department_knows_its_own(chance, needs, people):
    departments, knows = chance.choice([3, 4, 5]), chance.uniform(0.15, 0.45)
    home = [chance.randrange(departments) for _need in range(needs)]
    return lambda need, person: knows if home[need] == person % departments else 0.02


def one_department_keeps_quiet(chance, needs, people):
    home, knows = [chance.randrange(4) for _need in range(needs)], chance.uniform(0.2, 0.4)
    return lambda need, person: 0.02 if home[need] != person % 4 else knows if person % 4 else 0.04


SHAPES = (
    everybody_alike, some_needs_known_to_many, few_needs_in_everybodys_mouth, some_people_talk_much,
    each_department_knows_its_own, one_department_keeps_quiet,
)  # fmt: skip


def rooms(shape, count=ROOMS):
    """``(needs unsaid, mentions of each need)`` of rooms of 8 to 40 people who know 20 to 120 needs."""
    chance = random.Random(20260131)
    for _room in range(count):
        needs, people = chance.choice([20, 40, 60, 80, 120]), chance.choice([8, 12, 20, 40])
        says = shape(chance, needs, people)
        mentions = [sum(chance.random() < says(need, person) for person in range(people)) for need in range(needs)]
        yield mentions.count(0), mentions


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_the_truth_lies_in_the_range(shape):
    found = [(unsaid, said) for unsaid, mentions in rooms(shape) if (said := estimate_unsaid(mentions))]
    assert len(found) >= ROOMS / 2, "a range that is hardly ever given says nothing"
    held = sum(said.low <= unsaid <= said.high for unsaid, said in found) / len(found)
    assert held >= 0.9, held


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_the_range_says_something(shape):
    """A range as wide as everything would hold too."""
    widths = [
        (said.high - said.low) / len(mentions)
        for _unsaid, mentions in rooms(shape)
        if (said := estimate_unsaid(mentions))
    ]
    assert statistics.median(widths) <= 1.25, statistics.median(widths)


@pytest.mark.parametrize(
    ("heads", "needs", "speakers", "expected"),
    [
        # as few as may be told of: inside, outside, and of those who raised something by name
        ({1: 3, 2: 2, 3: 1}, {1: 1, 2: 1}, {1: 3, 2: 3}, Spread(0.5, 0.5)),
        ({1: 2, 2: 2, 3: 2}, {1: 1, 2: 1}, {}, None),
        ({1: 6, 2: 2}, {1: 1, 2: 1}, {}, None),
        ({1: 6, 2: 6}, {1: 1, 2: 1}, {1: 2, 2: 3}, None),
        ({1: 6, 2: 6}, {1: 1, 2: 1}, {1: 3, 2: 2}, None),
        # of two that are as large the first, and never the people of none
        ({1: 6, 2: 6}, {1: 1, 2: 3}, {}, Spread(0.5, 0.75)),
        ({0: 9, 1: 3}, {1: 1}, {}, Spread(0.75, 0.0)),
        ({0: 9}, {1: 1}, {}, None),
        ({1: 6, 2: 6}, {}, {}, None),
    ],
)
def test_what_comes_from_outside_is_told_of_enough_people_or_not_at_all(heads, needs, speakers, expected):
    assert outside_largest(heads, needs, speakers) == expected


@pytest.mark.parametrize(
    ("mentions", "expected"),
    [
        # half of what was said was said by one person alone: as little as a range is given for
        ([1, 1, 2], Unsaid(0, 0, 20)),
        ([1, 1, 1, 2], None),
        ([0, 1, 1, 2, -1], Unsaid(0, 0, 20)),
        ([0, 0], None),
        # none was named by two people
        ([1, 1, 3], Unsaid(1, 0, 29)),
        ([1, 1, 1, 3, 3], Unsaid(3, 0, 48)),
        # one or none was named by one person
        ([1, 2], Unsaid(0, 0, 3)),
        ([2], Unsaid(0, 0, 2)),
    ],
)
def test_a_range_as_it_follows_from_the_formula(mentions, expected):
    assert estimate_unsaid(mentions) == expected


def test_only_as_many_cells_are_left_out_as_hide_the_few():
    """Two people spoke of area 7: area 8 is left out with them, and area 9, of as many people, is shown."""
    said = [Said(1, {11: 1, 12: 1}, frozenset({7})), Said(2, dict.fromkeys((13, 14, 15), 1), frozenset({8}))]
    said.append(Said(3, dict.fromkeys((16, 17, 18), 1), frozenset({9})))
    cells = heard(said, {1: 1}, [7, 8, 9, 10])
    assert cells == [Heard(1, WHOLE, 3, 8), Heard(1, 9, 1, 3), Heard(1, 10, 0, 0)]
    # what is about no area is left over too
    said[0] = Said(1, {11: 1, 12: 1})
    cells = heard(said, {1: 1}, [7, 8, 9])
    assert cells == [Heard(1, WHOLE, 3, 8), Heard(1, 7, 0, 0), Heard(1, 9, 1, 3)]
    # a department of whom two spoke is not told of as a whole
    assert heard(said[:1], {1: 1}, [7]) == [Heard(1, 7, 0, 0)]


def test_what_was_said_for_a_department_without_a_name_is_heard_there():
    said = [Said(1, {}, departments=frozenset({1, 5})), Said(2, {11: 2, 12: 3}, frozenset({7}))]
    assert heard(said, {1: 1, 2: 2}, [7]) == [Heard(1, WHOLE, 1, 0), Heard(1, 7, 0, 0)]
    # of a row that is nobody's, nothing is told
    assert shown_rows({0: 0, 1: 3, 2: 0}) == {1: 1, 2: 2}
    assert shown_rows({0: 3, 1: 3}) == {0: OTHERS, 1: 1}
    assert shown_rows({1: 2, 2: 1}) == {1: OTHERS, 2: OTHERS}


def test_no_cell_tells_of_one_or_two_people_nor_follows_by_subtraction():
    chance = random.Random(7)
    for _map in range(400):
        sizes = {department: chance.choice([0, 1, 2, 3, 5, 8]) for department in range(chance.randint(1, 5))}
        people = {f"{place}-{number}": place for place, size in sizes.items() for number in range(size)}
        said = [
            Said(
                need,
                {
                    person: people[person]
                    for person in chance.sample(sorted(people), min(len(people), chance.randint(0, 6)))
                },
                frozenset({chance.choice([7, 8, 9])} if chance.random() < 0.8 else ()),
            )
            for need in range(chance.randint(0, 12))
        ]
        rows = shown_rows(sizes)
        cells = heard(said, rows, [7, 8, 9])
        assert all(cell.people == 0 or cell.people >= MIN_CELL for cell in cells)
        for row in set(rows.values()):
            size = sum(sizes[place] for place, of in rows.items() if of == row)
            assert size == 0 or size >= MIN_CELL
            shown = {cell.area for cell in cells if cell.department == row}
            if WHOLE in shown:
                left = {
                    person
                    for one in said
                    for person, place in one.people.items()
                    if rows.get(place) == row and not (one.areas and one.areas <= shown)
                }
                assert not left or len(left) >= MIN_CELL
        assert OTHERS not in rows.values() or any(place in rows for place in sizes)
