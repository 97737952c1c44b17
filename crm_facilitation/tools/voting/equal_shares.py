"""Equal shares: voters buy needs together, each with money of their own.

Method of Equal Shares, Peters & Skowron, Proportionality and the Limits of Welfarism, EC 2020; with costs and additive
utilities Peters, Pierczyński & Skowron, Proportional Participatory Budgeting with Additive Utilities, NeurIPS 2021.
Money is counted in days of work, like the costs. A voter's utility of a need is a number of points.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from math import fsum, inf

# two numbers count as equal when they differ by no more than this share of them; the arithmetic is off by far less
TOLERANCE = 1e-9

# a rate that the need's own is at least, the price and the need: needs come from a heap in this order
Bid = tuple[float, float, int]


@dataclass(frozen=True)
class Purchase:
    """A need that its supporters have bought.

    :param price: what the need costs, in days
    :param paid: voter → days, of those who paid anything; together they are the price
    """

    need: int
    price: float
    paid: Mapping[Hashable, float]


@dataclass(frozen=True)
class Market:
    """Who wants which need, and what it costs. The same market serves any number of purses.

    :param supporters: need → its supporters, each with their points (above 0); only needs that have any
    :param bids: the lowest rate that each need can have, in order; it holds while nobody's money runs out
    """

    supporters: Mapping[int, list[tuple[Hashable, float]]]
    bids: list[Bid]


def market_of(points: Mapping[Hashable, Mapping[int, float]], cost: Mapping[int, float]) -> Market:
    """The market of these votes.

    :param points: voter → need → points; 0 or less is no support
    :param cost: need → days, above 0
    :raises ValueError: a need costs nothing, or has points and no cost

    >>> market_of({"Ann": {7: 2}, "Ben": {7: 3, 8: 0}}, {7: 10.0, 8: 1.0})
    Market(supporters={7: [('Ann', 2), ('Ben', 3)]}, bids=[(2.0, 10.0, 7)])
    >>> market_of({"Ann": {7: 2}}, {8: 1.0})
    Traceback (most recent call last):
    ValueError: These needs have no cost above 0: [7]
    """
    supporters: dict[int, list[tuple[Hashable, float]]] = {}
    for voter, given in points.items():
        for need, number in given.items():
            if number > 0:
                supporters.setdefault(need, []).append((voter, number))
    free = sorted({need for need, days in cost.items() if days <= 0} | (set(supporters) - set(cost)))
    if free:
        raise ValueError(f"These needs have no cost above 0: {free}")
    lowest = {need: cost[need] / fsum(number for _voter, number in who) for need, who in supporters.items()}
    return Market(supporters, sorted((rate, cost[need], need) for need, rate in lowest.items()))


def equal_shares(
    points: Mapping[Hashable, Mapping[int, float]], cost: Mapping[int, float], money: Mapping[Hashable, float]
) -> list[Purchase]:
    """What these voters buy, in order.

    A need can be bought while its supporters have enough money left together. Its rate ρ is the smallest number with
    Σᵢ min(moneyᵢ, ρ · pointsᵢ) = cost: the days that a supporter pays for each of their points, or all they have left.
    The need with the smallest rate is bought first, of equal rates the cheaper one, then the one with the lower id.

    :param points: voter → need → points; 0 or less is no support
    :param cost: need → days, above 0
    :param money: voter → days; who is not named has none
    :raises ValueError: a need costs nothing, or has points and no cost

    Worked by hand. Need 8 has the rate 2 ÷ 4 = ½ and comes first: Ben pays 2 of his 3. Need 7 costs 5. At the rate 1
    Ann would pay 3 and Ben 2, but Ben has 1 left, so he pays that and Ann the other 4.

    >>> points = {"Ann": {7: 3}, "Ben": {7: 2, 8: 4}}
    >>> for purchase in equal_shares(points, {7: 5.0, 8: 2.0}, {"Ann": 4.0, "Ben": 3.0}):
    ...     print(purchase)
    Purchase(need=8, price=2.0, paid={'Ben': 2.0})
    Purchase(need=7, price=5.0, paid={'Ann': 4.0, 'Ben': 1.0})

    With one day less Ann cannot help to buy need 7.

    >>> [purchase.need for purchase in equal_shares(points, {7: 5.0, 8: 2.0}, {"Ann": 3.0, "Ben": 3.0})]
    [8]
    """
    return buy(market_of(points, cost), money)


def buy(market: Market, money: Mapping[Hashable, float], most: float = inf) -> list[Purchase]:
    """As :func:`equal_shares`, of a market; it ends with the purchase that brings the costs above ``most`` days.

    >>> market = market_of({"Ann": {7: 4, 8: 2, 9: 1}}, {7: 5.0, 8: 4.0, 9: 3.0})
    >>> [[purchase.need for purchase in buy(market, {"Ann": 20.0}, most)] for most in (4.9, 5.0, 9.0)]
    [[7], [7, 8], [7, 8, 9]]
    """
    left, bids = defaultdict(float, money), list(market.bids)
    bought: list[Purchase] = []
    prices: list[float] = []
    while fsum(prices) <= most and (bid := _best_bid(bids, market, left)):
        rate, price, need = bid
        paid = {}
        for voter, number in market.supporters[need]:
            has, amount = left[voter], rate * number
            # whoever would keep less than the tolerance pays that too: the arithmetic left it, it is no money
            if has <= amount * (1 + TOLERANCE):
                amount = has
            left[voter] = has - amount
            if amount:
                paid[voter] = amount
        bought.append(Purchase(need, price, paid))
        prices.append(price)
    return bought


def least_factors(market: Market, money: Mapping[Hashable, float]) -> dict[int, float]:
    """Need → the factor by which everybody's money must grow for its supporters to have the price together.

    With less they never buy it.

    >>> market = market_of({"Ann": {7: 2}, "Ben": {7: 2, 8: 1}}, {7: 5.0, 8: 4.0})
    >>> least_factors(market, {"Ann": 8.0, "Ben": 2.0})
    {7: 0.5, 8: 2.0}
    """
    together = {
        need: fsum([money.get(voter, 0.0) for voter, _number in who]) for need, who in market.supporters.items()
    }
    return {need: price / together[need] if together[need] else inf for _rate, price, need in market.bids}


def highest_bills(market: Market, needs: Collection[int]) -> dict[Hashable, float]:
    """Voter → days that all ``needs`` cost them while nobody's money runs out.

    Whoever has more than that buys all of them, and how much more changes nothing.

    >>> highest_bills(market_of({"Ann": {7: 2}, "Ben": {7: 2, 8: 1}}, {7: 5.0, 8: 4.0}), {7, 8})
    {'Ann': 2.5, 'Ben': 6.5}
    """
    bills: dict[Hashable, float] = {}
    for rate, _price, need in market.bids:
        if need in needs:
            for voter, number in market.supporters[need]:
                bills[voter] = bills.get(voter, 0.0) + rate * number
    return bills


def _best_bid(bids: list[Bid], market: Market, left: Mapping[Hashable, float]) -> Bid | None:
    """Take the need to buy next from the heap; needs whose supporters have too little left together go for good.

    A rate only grows as money shrinks. An old rate is therefore too low at most, and only the needs in front are
    looked at again.
    """
    while bids:
        highest = bids[0][0] * (1 + TOLERANCE)
        equal = []
        while bids and bids[0][0] <= highest:
            equal.append(heappop(bids))
        best = None
        for bid in sorted(equal, key=lambda bid: bid[1:]):
            if best:
                heappush(bids, bid)
                continue
            old, price, need = bid
            rate = _rate(price, [(left[voter], number) for voter, number in market.supporters[need]], old)
            if rate <= highest:
                best = rate, price, need
            elif rate < inf:
                heappush(bids, (rate, price, need))
        if best:
            return best
    return None


def _rate(price: float, funds: list[tuple[float, float]], rate: float) -> float:
    """The rate of a need, infinite where its supporters have too little together.

    Newton's method from below. Whoever cannot pay the rate gives all they have; the others share the rest, which
    raises the rate, until everybody else can pay it.

    :param funds: money and points of each supporter
    :param rate: the price of a point if everybody could pay it, or a later rate of the need

    Worked by hand: 6 ÷ 3 = 2, but the first has only 1; then (6 − 1) ÷ 2 = 2½.

    >>> _rate(6.0, [(1.0, 1), (9.0, 1), (3.0, 1)], 2.0)
    2.5
    >>> _rate(6.0, [(1.0, 1), (2.0, 1)], 3.0), _rate(3.0, [(1.0, 1), (2.0, 1)], 1.5)
    (inf, 2.0)
    >>> _rate(1.0, [(1.0 - TOLERANCE, 1)], 1.0)  # as good as all of the price
    0.999999999
    """
    paying, given = funds, []
    while paying:
        poor = [has for has, number in paying if has < rate * number]
        if not poor:
            return rate
        given += poor
        paying = [(has, number) for has, number in paying if has >= rate * number]
        if paying:
            rate = (price - fsum(given)) / fsum([number for _has, number in paying])
    if fsum(given) < price * (1 - TOLERANCE):
        return inf
    return max(has / number for has, number in funds)
