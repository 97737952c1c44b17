"""How long the fair share of a round takes, as a ratio to its floor and to a peer. None needs a database.

The floor is equal shares alone: everything is bought once, with the first money. The peer is tallying the same ballots.

Alone, with the libraries of Odoo: `python benchmarks/voting/fair_share.py`.
"""

import time
from pathlib import Path
from random import Random

import odoo
from odoo.tools import config

DEPARTMENTS, MIN_CELL, RUNS = 8, 3, 3


def seconds(work):
    """``(result, best seconds)`` of a few runs."""
    best = float("inf")
    for _run in range(RUNS):
        begin = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - begin)
    return result, best


def room(needs, people, each, out_of_reach):
    """Votes of 1 to 5 points for needs of ¼ to 10 days; half of all days is the capacity.

    ``out_of_reach`` adds a need that costs as much as all others and has one supporter. The money is then raised in
    all 80 steps: the capacity suffices for the others, and this one is never bought.
    """
    random = Random(1)
    cost = {need: random.randint(1, 40) / 4 for need in range(1, needs + 1)}
    points = {
        voter: {need: random.randint(1, 5) for need in random.sample(sorted(cost), each)} for voter in range(people)
    }
    if out_of_reach:
        cost[needs + 1] = sum(cost.values())
        points[0][needs + 1] = 1
    department_of = {voter: 1 + voter % DEPARTMENTS for voter in points}
    return points, cost, department_of, sum(cost.values()) / 2


def measure(needs, people, each, out_of_reach):
    """Print one line."""
    # once the configuration has said where the addon is
    from odoo.addons.crm_facilitation.tools.voting.ballot import Choice
    from odoo.addons.crm_facilitation.tools.voting.fair_share import equal_shares, fair_share, shares
    from odoo.addons.crm_facilitation.tools.voting.tally import Ballot, tally

    points, cost, department_of, capacity = room(needs, people, each, out_of_reach)
    ballots = [
        Ballot(department_of[voter], {need: Choice(need, points=number) for need, number in given.items()})
        for voter, given in points.items()
    ]
    _cells, tallied = seconds(lambda: tally(ballots, sorted(cost), MIN_CELL))
    _once, floor = seconds(lambda: equal_shares(points, cost, shares(department_of, capacity)))
    bought, shared = seconds(lambda: fair_share(points, cost, department_of, capacity))
    print(
        f"needs {needs:5,} people {people:5,} votes each {each:3} | bought once {floor:.3f} s"
        f" | tally {tallied:.3f} s | fair share {shared:.3f} s = {shared / floor:.2f} × bought once,"
        f" {shared / tallied:.2f} × tally | {bought.raised // 5 + 1} steps,"
        f" {len(bought.purchases):,} needs, {bought.cost / capacity:.0%} of the capacity",
        flush=True,
    )


def compare():
    for needs, people, each in ((200, 200, 10), (200, 200, 200), (1000, 2000, 20)):
        for out_of_reach in (False, True):
            measure(needs, people, each, out_of_reach)


if __name__ == "__main__":
    config.parse_config([f"--addons-path={Path(__file__).parents[2]}"], setup_logging=False)
    odoo.modules.initialize_sys_path()
    compare()
