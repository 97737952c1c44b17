"""The fair share once more, in fractions: written from the rule alone, slow, for rooms of a few voters."""

from fractions import Fraction


def exact_shares(department_of, capacity):
    """Voter → money: half of the capacity by head, half by department and within it by head."""
    departments = list(department_of.values())
    half = Fraction(capacity) / 2
    return {
        voter: half / len(departments) + half / len(set(departments)) / departments.count(department)
        for voter, department in department_of.items()
    }


def exact_rate(price, funds):
    """The smallest ρ with Σ min(money, ρ · points) = price, None where there is none.

    The sum grows along a line between two rates at which somebody's money runs out.
    """

    def together(rate):
        return sum(min(money, rate * points) for money, points in funds)

    start = Fraction(0)
    for end in sorted({money / points for money, points in funds}):
        if together(end) >= price:
            slope = (together(end) - together(start)) / (end - start)
            return start + (price - together(start)) / slope
        start = end
    return None


def exact_purchases(points, cost, money):
    """``[(need, {voter: paid})]`` in the order of buying."""
    left, bought = dict(money), []
    while True:
        rates = {}
        for need, price in cost.items():
            funds = [(left[voter], given[need]) for voter, given in points.items() if given.get(need, 0) > 0]
            rate = exact_rate(Fraction(price), funds)
            if rate is not None and need not in dict(bought):
                rates[need] = rate
        if not rates:
            return bought
        need = min(rates, key=lambda need: (rates[need], cost[need], need))
        paid = {
            voter: min(left[voter], rates[need] * given[need])
            for voter, given in points.items()
            if given.get(need, 0) > 0 and left[voter]
        }
        bought.append((need, paid))
        for voter, amount in paid.items():
            left[voter] -= amount


def exact_fair_share(points, cost, department_of, capacity):
    """``(percent, purchases)`` of the last raise that fits."""
    money = exact_shares(department_of, capacity)
    supported = {need for given in points.values() for need, number in given.items() if number > 0}
    percent, last = 0, exact_purchases(points, cost, money)
    for more in range(5, 405, 5):
        if len(last) == len(supported):
            break
        bought = exact_purchases(points, cost, {voter: own * (100 + more) / 100 for voter, own in money.items()})
        if sum(Fraction(cost[need]) for need, _paid in bought) > Fraction(capacity):
            break
        percent, last = more, bought
    return percent, last
