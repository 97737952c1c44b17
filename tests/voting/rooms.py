"""Rooms of voters with what they want, drawn at random from a seed."""

from dataclasses import dataclass
from random import Random


@dataclass
class Room:
    """Votes, costs in days, departments and the capacity in days, as :func:`fair_share` takes them."""

    points: dict
    cost: dict
    department_of: dict
    capacity: float

    @property
    def asked(self):
        return self.points, self.cost, self.department_of, self.capacity

    def members(self, department):
        return [voter for voter, own in self.department_of.items() if own == department]

    def supported(self, department):
        """Needs that some voter of the department supports."""
        return {need for voter in self.members(department) for need in self.points.get(voter, {})}

    def shuffled(self, random):
        """The same room, everything told in another order."""

        def shuffle(mapping):
            return dict(random.sample(list(mapping.items()), len(mapping)))

        points = {voter: shuffle(given) for voter, given in self.points.items()}
        return Room(shuffle(points), shuffle(self.cost), shuffle(self.department_of), self.capacity)

    def renamed(self, names):
        """The same room, its needs under other ids."""
        points = {voter: {names[need]: number for need, number in own.items()} for voter, own in self.points.items()}
        cost = {names[need]: days for need, days in self.cost.items()}
        return Room(points, cost, self.department_of, self.capacity)


def a_day(_random: Random):
    return 1.0


def quarters_of_a_day(random: Random):
    return random.randint(1, 40) / 4


def any_days(random: Random):
    return random.uniform(0.25, 10)


def any_room(random: Random, voters=14, needs=7, costs=(a_day, quarters_of_a_day, any_days)):
    """One to four departments, who mostly want what their own department wants; costs of ¼ to 10 days."""
    ids = range(1, random.randint(2, needs) + 1)
    department_of = {voter: random.choice([None, 1, 1, 1, 2, 2, 3]) for voter in range(random.randint(2, voters))}
    draw_cost = random.choice(costs)
    cost = {need: draw_cost(random) for need in ids}
    wishes = {own: random.sample(ids, random.randint(1, 3) % len(ids) + 1) for own in (None, 1, 2, 3)}
    points = {}
    for voter, own in department_of.items():
        wanted = wishes[own] if random.random() < 0.8 else random.sample(ids, random.randint(0, len(ids)))
        points[voter] = {need: random.randint(1, 5) for need in wanted}
        if random.random() < 0.3:
            points[voter][random.choice(ids)] = random.randint(1, 5)
    if random.random() < 0.1:
        # a ballot without any points
        points.pop(random.choice(list(points)))
    return Room(points, cost, department_of, sum(cost.values()) * random.choice([0.5, random.uniform(0.1, 1.2)]))


def own_wishes_room(random: Random, sizes, draw_cost, needs_each=6):
    """Everybody votes for three of their own department's needs; the capacity is half of what all needs cost."""
    points, department_of, cost = {}, {}, {}
    for department, size in enumerate(sizes, start=1):
        own = [100 * department + number for number in range(needs_each)]
        cost |= {need: draw_cost(random) for need in own}
        for voter in range(len(points), len(points) + size):
            department_of[voter] = department
            points[voter] = {need: random.randint(1, 5) for need in random.sample(own, 3)}
    return Room(points, cost, department_of, sum(cost.values()) / 2)
