"""The fair share without a database: what is promised to a department, and what is not."""

import doctest
from itertools import chain, combinations
from math import fsum, isclose
from random import Random

import pytest

from odoo.addons.crm_facilitation.tools.voting import equal_shares as buying
from odoo.addons.crm_facilitation.tools.voting import fair_share as sharing
from odoo.addons.crm_facilitation.tools.voting.equal_shares import TOLERANCE
from odoo.addons.crm_facilitation.tools.voting.fair_share import equal_shares, fair_share, shares

from .exact_shares import exact_fair_share, exact_shares
from .rooms import Room, a_day, any_room, own_wishes_room, quarters_of_a_day

ROOMS = 10_000
SLIGHTLY_MORE = 1 + 1e-8


@pytest.fixture(scope="module")
def rooms():
    """``(room, its fair share, voter → raised money)``."""
    found = []
    for seed in range(ROOMS):
        room = any_room(Random(seed))
        bought = fair_share(*room.asked)
        own = shares(room.department_of, room.capacity)
        found.append((room, bought, {voter: money * (1 + bought.raised / 100) for voter, money in own.items()}))
    return found


def needs_of(purchases):
    return [purchase.need for purchase in purchases]


def sets_of(needs):
    return chain.from_iterable(combinations(sorted(needs), size) for size in range(1, len(needs) + 1))


def cost_of(room, needs):
    return fsum(room.cost[need] for need in needs)


def value_of(own, needs):
    """What the needs are worth to a voter with these points."""
    return sum(own.get(need, 0) for need in needs)


def rate_of(purchase, points):
    """The days that a supporter with enough money pays for a point."""
    return max(amount / points[voter][purchase.need] for voter, amount in purchase.paid.items())


def test_worked_examples():
    for module in (buying, sharing):
        result = doctest.testmod(module)
        assert result.attempted and not result.failed, module.__name__


def test_a_department_that_can_pay_for_a_wish_of_each_gets_one(rooms):
    """Promise 1. The premise is taken with the raised money, which is never less than the first."""
    asked = 0
    for room, bought, money in rooms:
        chosen = set(needs_of(bought.purchases))
        for department in set(room.department_of.values()):
            members = room.members(department)
            theirs = fsum(money[voter] for voter in members)
            wishes = [room.points.get(voter, {}).keys() for voter in members]
            supported = room.supported(department)
            if any(
                cost_of(room, needs) <= theirs and not any(own.isdisjoint(needs) for own in wishes)
                for needs in sets_of(supported)
            ):
                asked += 1
                assert chosen & supported, (room, department)
    assert asked > ROOMS


def test_a_department_that_agrees_gets_what_its_money_buys_up_to_one_need(rooms):
    """Promise 2, for every set of needs that all of the department support and could pay for."""
    asked = 0
    for room, bought, money in rooms:
        chosen = set(needs_of(bought.purchases))
        for department in set(room.department_of.values()):
            theirs = [room.points.get(voter, {}) for voter in room.members(department)]
            budget = fsum(money[voter] for voter in room.members(department))
            agreed = {need: min(own.get(need, 0) for own in theirs) for need in room.supported(department)}
            for needs in sets_of([need for need, least in agreed.items() if least]):
                if cost_of(room, needs) <= budget:
                    asked += 1
                    least = sum(agreed[need] for need in needs)
                    assert any(
                        value_of(own, chosen) >= least or any(value_of(own, chosen | {need}) > least for need in needs)
                        for own in theirs
                    ), (room, department, needs)
    assert asked > ROOMS


def test_nobody_pays_more_than_they_have_and_all_is_paid_within_the_capacity(rooms):
    """Promise 3."""
    for room, bought, money in rooms:
        for voter, own in money.items():
            assert fsum(purchase.paid.get(voter, 0.0) for purchase in bought.purchases) <= own * SLIGHTLY_MORE
        for purchase in bought.purchases:
            assert purchase.price == room.cost[purchase.need]
            assert isclose(fsum(purchase.paid.values()), purchase.price, rel_tol=1e-8)
            assert all(amount > 0 for amount in purchase.paid.values())
            assert all(room.points[voter][purchase.need] > 0 for voter in purchase.paid)
        assert len(set(needs_of(bought.purchases))) == len(bought.purchases)
        assert bought.cost <= room.capacity * SLIGHTLY_MORE


def test_the_order_in_which_things_are_told_changes_nothing(rooms):
    """Promise 3, to the last bit."""
    for seed, (room, bought, _money) in enumerate(rooms):
        assert fair_share(*room.shuffled(Random(seed)).asked) == bought


def test_other_names_of_needs_change_only_what_cost_and_rate_leave_equal():
    """Promise 3: up to the first such pair the purchases are the same."""
    ties = 0
    for seed in range(ROOMS):
        random = Random(seed)
        room = any_room(random)
        names = dict(zip(room.cost, random.sample(range(1, 100), len(room.cost)), strict=True))
        other, money = room.renamed(names), shares(room.department_of, room.capacity)
        one, another = (equal_shares(told.points, told.cost, money) for told in (room, other))
        for purchase, same in zip(one, another, strict=False):
            if names[purchase.need] != same.need:
                ties += 1
                assert purchase.price == same.price
                assert isclose(rate_of(purchase, room.points), rate_of(same, other.points), rel_tol=1e-8)
                break
        else:
            assert len(one) == len(another)
    assert 0 < ties < ROOMS / 2


def test_of_needs_with_the_same_rate_the_cheaper_comes_first_then_the_lower_id():
    points = {"Ann": {5: 2, 3: 1, 4: 1}}
    assert needs_of(equal_shares(points, {5: 2.0, 4: 1.0, 3: 1.0}, {"Ann": 4.0})) == [3, 4, 5]


def test_rates_that_only_the_arithmetic_tells_apart_are_the_same():
    assert 3.3 / 3 < 1.1
    assert needs_of(equal_shares({"Ann": {1: 3, 2: 1}}, {1: 3.3, 2: 1.1}, {"Ann": 9.0})) == [2, 1]


def test_what_differs_by_just_the_tolerance_is_the_same():
    more = 1 + TOLERANCE
    # a rate that is so much higher, and money that is so much more than the price
    assert needs_of(equal_shares({"Ann": {1: 1, 2: 3}}, {1: more, 2: 3.0}, {"Ann": 9.0})) == [1, 2]
    (bought,) = equal_shares({"Ann": {1: 1}}, {1: 1.0}, {"Ann": more})
    assert bought.paid == {"Ann": more}
    # costs that are so much more than the capacity
    bought = fair_share({"Ann": {1: 1}, "Ben": {2: 1}}, {1: 0.5, 2: more - 0.5}, {"Ann": 1, "Ben": 2}, 1.0)
    assert (needs_of(bought.purchases), bought.raised) == ([1, 2], 5)


def test_the_same_as_in_fractions():
    """Costs are quarters of a day: of those the capacity is half to the last bit, as in fractions."""
    raised = set()
    for seed in range(400):
        room = any_room(Random(f"fractions {seed}"), 6, 5, [a_day, quarters_of_a_day])
        percent, expected = exact_fair_share(*room.asked)
        bought = fair_share(*room.asked)
        assert (bought.raised, needs_of(bought.purchases)) == (percent, [need for need, _paid in expected]), room
        for purchase, (_need, paid) in zip(bought.purchases, expected, strict=True):
            assert purchase.paid.keys() == paid.keys()
            assert all(isclose(purchase.paid[voter], amount, rel_tol=1e-8) for voter, amount in paid.items())
        raised.add(percent)
    assert {0, 5, 400} <= raised


def bought_anew(room):
    """``(percent, purchases)`` as the rule says it: everything is bought anew with each raise."""
    own = shares(room.department_of, room.capacity)
    supported = {need for given in room.points.values() for need in given}
    percent, last = 0, equal_shares(room.points, room.cost, own)
    while len(last) < len(supported) and percent < 400:
        factor = 1 + (percent + 5) / 100
        more = equal_shares(room.points, room.cost, {voter: money * factor for voter, money in own.items()})
        if cost_of(room, needs_of(more)) > room.capacity * (1 + 1e-9):
            break
        percent, last = percent + 5, more
    return percent, last


def test_a_raise_that_is_passed_over_would_have_bought_the_same():
    """To the last bit, with a wish that is out of reach at first or for ever."""
    raised = set()
    for seed in range(ROOMS // 10):
        random = Random(f"raise {seed}")
        room = any_room(random, 30, 12)
        if seed % 2:
            room.cost[99] = sum(room.cost.values()) * random.uniform(0.2, 3)
            room.points.setdefault(0, {})[99] = random.randint(1, 5)
        bought = fair_share(*room.asked)
        assert (bought.raised, list(bought.purchases)) == bought_anew(room), room
        raised.add(bought.raised)
    assert {0, 5, 100, 395, 400} <= raised


def test_half_of_the_money_is_shared_by_department(rooms):
    for room, _bought, _money in rooms:
        own, departments = shares(room.department_of, room.capacity), set(room.department_of.values())
        assert isclose(fsum(own.values()), room.capacity, rel_tol=1e-12)
        for department in departments:
            theirs = [own[voter] for voter in room.members(department)]
            assert len(set(theirs)) == 1
            assert fsum(theirs) * SLIGHTLY_MORE >= room.capacity / (2 * len(departments))
        assert all(
            isclose(own[voter], money) for voter, money in exact_shares(room.department_of, room.capacity).items()
        )


@pytest.mark.parametrize("sizes", [(24, 4, 4, 4), (40, 5, 5, 5), (12, 4, 4, 4, 3)], ids=str)
@pytest.mark.parametrize("draw_cost", [a_day, quarters_of_a_day])
def test_a_large_department_leaves_no_small_one_without_a_need(sizes, draw_cost):
    for seed in range(40):
        room = own_wishes_room(Random(seed), sizes, draw_cost)
        parts = fair_share(*room.asked).paid_by()
        paying = {department for paid in parts.values() for department in paid}
        assert paying == set(room.department_of.values()), seed


@pytest.fixture
def crossed():
    """Sales has 24 voters, D has 4. D's joint need 1 costs all that D has; one of D also wants Sales' need 2."""
    department_of = {voter: "Sales" if voter < 24 else "D" for voter in range(28)}
    points = {voter: {2: 1} if own == "Sales" else {1: 5} for voter, own in department_of.items()}
    points[27][2] = 5
    return Room(points, {1: 45 / 7, 2: 8.0}, department_of, 20.0)


def test_a_joint_need_may_be_lost_when_one_of_the_department_pays_for_another(crossed):
    """Nothing stronger than the promises holds for equal shares alone."""
    money = shares(crossed.department_of, crossed.capacity)
    assert isclose(fsum(money[voter] for voter in crossed.members("D")), crossed.cost[1])
    (bought,) = equal_shares(crossed.points, crossed.cost, money)
    assert bought.need == 2
    assert bought.paid[27] > 0


def test_what_is_left_of_the_capacity_buys_the_joint_need_after_all(crossed):
    bought = fair_share(*crossed.asked)
    assert needs_of(bought.purchases) == [2, 1]
    assert bought.raised > 0


def test_a_need_dearer_than_five_times_its_supporters_money_is_not_bought():
    department_of = {"Ann": 1, "Ben": 2}
    bought = fair_share({"Ann": {1: 1}, "Ben": {2: 1}}, {1: 1.0, 2: 26.0}, department_of, 10.0)
    assert (needs_of(bought.purchases), bought.raised) == ([1], 400)
    bought = fair_share({"Ann": {1: 1}, "Ben": {2: 1}}, {1: 1.0, 2: 9.0}, department_of, 10.0)
    assert (needs_of(bought.purchases), bought.raised) == ([1, 2], 80)


def test_costs_that_only_the_arithmetic_makes_more_than_the_capacity_fit():
    assert 1.1 + 2.2 > 3.3
    bought = fair_share({"Ann": {1: 1}, "Ben": {2: 1}}, {1: 1.1, 2: 2.2}, {"Ann": 1, "Ben": 2}, 3.3)
    assert (needs_of(bought.purchases), bought.raised) == ([1, 2], 35)


def test_the_last_purchases_that_fit_count_even_where_earlier_ones_used_more():
    """With the first money Ann and Ben buy need 1 together, with 35 % more Ann buys need 2 before that."""
    points, cost, department_of = {"Ann": {1: 1, 2: 3}, "Ben": {1: 1}}, {1: 3.0, 2: 2.0}, {"Ann": 1, "Ben": 2}
    assert needs_of(equal_shares(points, cost, shares(department_of, 3.0))) == [1]
    bought = fair_share(points, cost, department_of, 3.0)
    assert needs_of(bought.purchases) == [2]
    assert bought.cost < 3.0


def test_money_is_not_raised_when_every_supported_need_is_bought():
    bought = fair_share({"Ann": {1: 1, 3: 0}}, {1: 1.0, 2: 1.0, 3: 1.0}, {"Ann": 1}, 10.0)
    assert (needs_of(bought.purchases), bought.raised) == ([1], 0)


def test_whoever_cast_an_empty_ballot_has_money_too():
    assert shares({"Ann": 1, "Ben": 2}, 10.0)["Ann"] == 5.0
    assert needs_of(equal_shares({"Ann": {1: 1}}, {1: 6.0}, {"Ann": 5.0, "Ben": 5.0})) == []


def test_nothing_is_bought_without_voters_votes_or_capacity():
    for points, department_of, capacity in (({}, {}, 5.0), ({}, {"Ann": 1}, 5.0), ({"Ann": {1: 1}}, {"Ann": 1}, 0.0)):
        assert fair_share(points, {1: 1.0}, department_of, capacity).purchases == ()


def test_the_parts_of_the_departments_are_the_whole_price(rooms):
    for _room, bought, _money in rooms:
        for paid in bought.paid_by().values():
            assert isclose(fsum(paid.values()), 1.0, rel_tol=1e-8)


@pytest.mark.parametrize(
    ("points", "cost", "department_of", "capacity", "words"),
    [
        ({"Ann": {1: 1}}, {1: 0.0}, {"Ann": 1}, 5.0, r"no cost above 0: \[1\]"),
        ({"Ann": {1: 1}}, {2: 1.0}, {"Ann": 1}, 5.0, r"no cost above 0: \[1\]"),
        ({"Ann": {1: 1}}, {1: 1.0}, {"Ben": 1}, 5.0, "no department: .'Ann'"),
        ({"Ann": {1: 1}}, {1: 1.0}, {"Ann": 1}, -5.0, "capacity is negative"),
    ],
)
def test_incomplete_questions_are_refused(points, cost, department_of, capacity, words):
    with pytest.raises(ValueError, match=words):
        fair_share(points, cost, department_of, capacity)
