"""The fair share: which needs a round's voters buy with the days there are, half of the money per head, half per department."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from math import fsum

from .equal_shares import TOLERANCE, Purchase, buy, equal_shares, highest_bills, least_factors, market_of

__all__ = ["FairShare", "Purchase", "equal_shares", "fair_share", "shares"]

# how far everybody's money is raised to use the capacity, in percent of their first money
RAISE_STEP = 5
MOST_RAISE = 400


@dataclass(frozen=True)
class FairShare:
    """What a round's voters buy with the capacity.

    Whoever takes part in a purchase pays no more than their raised money. The prices together are no more than the
    capacity.

    :param capacity: days
    :param raised: by how many percent everybody's money was raised
    :param purchases: in the order in which they were bought
    :param department_of: voter → department
    """

    capacity: float
    raised: int
    purchases: tuple[Purchase, ...]
    department_of: Mapping[Hashable, Hashable] = field(repr=False)

    @property
    def cost(self) -> float:
        """Days that all purchases cost together."""
        return fsum(purchase.price for purchase in self.purchases)

    def paid_by(self, group_of: Mapping[Hashable, Hashable] | None = None) -> dict[int, dict[Hashable, float]]:
        """Need → department → its part of the price, 0..1. Departments that paid nothing are not named.

        :param group_of: voter → group to add up by, instead of the department

        >>> bought = Purchase(7, 4.0, {"Ann": 2.0, "Ben": 1.0, "Cem": 1.0})
        >>> FairShare(4.0, 0, (bought,), {"Ann": "Sales", "Ben": "Sales", "Cem": "Support"}).paid_by()
        {7: {'Sales': 0.75, 'Support': 0.25}}
        """
        group_of = self.department_of if group_of is None else group_of
        parts = {}
        for purchase in self.purchases:
            amounts: dict[Hashable, list[float]] = {}
            for voter, amount in purchase.paid.items():
                amounts.setdefault(group_of[voter], []).append(amount)
            parts[purchase.need] = {key: fsum(paid) / purchase.price for key, paid in amounts.items()}
        return parts


def shares(department_of: Mapping[Hashable, Hashable], capacity: float) -> dict[Hashable, float]:
    """Voter → money in days; all of it is the capacity.

    Half of the capacity is shared equally by head, half equally by department and within it by head:
    capacity ÷ (2 · voters) + capacity ÷ (2 · departments · voters of the department).

    :param department_of: voter → department, of all who cast a ballot
    :param capacity: days, 0 or more
    :raises ValueError: the capacity is negative

    Worked by hand: 12 ÷ 8 = 1½ for every head; 12 ÷ 4 = 3 for each department, 1 for each of the three in Sales.

    >>> shares({"Ann": "Sales", "Ben": "Sales", "Cem": "Sales", "Dora": "Support"}, 12.0)
    {'Ann': 2.5, 'Ben': 2.5, 'Cem': 2.5, 'Dora': 4.5}
    """
    if capacity < 0:
        raise ValueError(f"The capacity is negative: {capacity}")
    size = Counter(department_of.values())
    voters, departments = len(department_of), len(size)
    return {
        voter: capacity / (2 * voters) + capacity / (2 * departments * size[department])
        for voter, department in department_of.items()
    }


def fair_share(
    points: Mapping[Hashable, Mapping[int, float]],
    cost: Mapping[int, float],
    department_of: Mapping[Hashable, Hashable],
    capacity: float,
) -> FairShare:
    """The needs that the voters buy with their shares of the capacity, and with what is left over.

    Equal shares alone leave much of the capacity unspent. Everybody's money is therefore raised by 5, 10, 15 … % of
    their first money, and all is bought anew each time. The last purchases before the first that cost more than the
    capacity are the fair share; or those of every need with a supporter; or those at 400 %.

    :param points: voter → need → points; 0 or less is no support
    :param cost: need → days, above 0
    :param department_of: voter → department, of all who cast a ballot
    :param capacity: days, 0 or more
    :raises ValueError: somebody has points and no department, a need costs nothing or has points and no cost, or the
        capacity is negative

    Worked by hand. Ann has 12 ÷ 6 + 12 ÷ 8 = 3½, so has Ben; Cem has 12 ÷ 6 + 12 ÷ 4 = 5. Ann and Ben buy need 7 and
    have ½ left each; need 8 costs one day more than Cem has. With 20 % more Cem has 6, and both cost 12 together.

    >>> departments = {"Ann": "Sales", "Ben": "Sales", "Cem": "Support"}
    >>> points = {"Ann": {7: 1}, "Ben": {7: 1}, "Cem": {8: 1}}
    >>> bought = fair_share(points, {7: 6.0, 8: 6.0}, departments, 12.0)
    >>> bought.raised, bought.cost, bought.paid_by()
    (20, 12.0, {7: {'Sales': 1.0}, 8: {'Support': 1.0}})
    """
    strangers = [voter for voter in points if voter not in department_of]
    if strangers:
        raise ValueError(f"These voters have no department: {strangers}")
    money, market = shares(department_of, capacity), market_of(points, cost)
    # the first purchases are paid with the capacity itself
    raised, bought = 0, buy(market, money)
    most = capacity * (1 + TOLERANCE)
    reached_at, settled = least_factors(market, money), None
    while len(bought) < len(market.supporters) and raised < MOST_RAISE:
        factor = 1 + (raised + RAISE_STEP) / 100
        more_money = {voter: amount * factor for voter, amount in money.items()}
        # the arithmetic of the purchases is off by less than this
        reach = {need for need, least in reached_at.items() if least <= factor * (1 + 2 * TOLERANCE)}
        # where nobody's money ran out, still more of it buys the same, until another need comes within reach
        if reach != settled:
            more = buy(market, more_money, most)
            if fsum(purchase.price for purchase in more) > most:
                break
            bought = more
            bills = highest_bills(market, reach)
            has_enough = all(more_money[voter] > bill * (1 + 2 * TOLERANCE) for voter, bill in bills.items())
            settled = reach if has_enough else None
        raised += RAISE_STEP
    return FairShare(capacity, raised, tuple(bought), department_of)
