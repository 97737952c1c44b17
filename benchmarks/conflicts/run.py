"""How long a detection takes, how many queries it costs, what it finds among real requests, and how far the measure is right.

The votes are those of a round of the product: opened, filled for every elector, closed and tallied by it. The floor is
what no design can do without: the same aggregates, written by hand in three SQL statements and fetched, in the same
transaction on the same rows.
"""

import os
import random
import statistics
import sys
import time
from itertools import combinations
from pathlib import Path
from unittest.mock import patch

import odoo
from odoo.fields import Command
from odoo.modules.registry import Registry

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

import opposites  # noqa: E402

NEEDS, VOTERS, DEPARTMENTS, REPEATS = 1000, 200, 12, 5
SMALL = 100
ROOMS = ((4, 4), (3, 3, 3), (4, 4, 4), (10, 5, 5), (3,) * 10, (30, 5, 5), (20, 20, 20), (5,) * 12)
TRIALS = 2000
FLOOR = (
    """SELECT vote.need_id, ballot.department_id, count(*), sum(value), sum(value * value)
         FROM crm_facilitation_ballot ballot
         JOIN crm_facilitation_vote vote ON vote.ballot_id = ballot.id
        CROSS JOIN LATERAL (SELECT (vote.importance - 1) / 4.0::float AS value) scale
        WHERE ballot.round_id = %(round)s GROUP BY 1, 2""",
    """SELECT one.id, other.id FROM crm_facilitation_need one JOIN crm_facilitation_need other
           ON one.project_id = other.project_id AND one.target_field_id = other.target_field_id
        WHERE one.project_id = %(project)s AND one.stance = 'mandatory' AND other.stance = 'optional'
          AND one.author_id <> other.author_id""",
    """SELECT department_id, count(*) FROM crm_facilitation_participant WHERE project_id = %(project)s GROUP BY 1""",
)


def make_room(env, name, departments, people):
    """A session of a roll-out of its own in which ``people`` persons of ``departments`` departments take part."""
    made = env["hr.department"].create([{"name": f"{name} {number}"} for number in range(departments)])
    project = env["project.project"].create(
        {"name": name, "is_facilitation": True, "affected_department_ids": [Command.set(made.ids)]}
    )
    session = env["crm.facilitation.session"].create({"name": name, "project_id": project.id})
    partners = env["res.partner"].create([{"name": f"{name} {number}"} for number in range(people)])
    participants = env["crm.facilitation.participant"].create(
        [
            {"session_id": session.id, "partner_id": partner.id, "department_id": made[number % departments].id}
            for number, partner in enumerate(partners)
        ]
    )
    return session, participants


def make_needs(env, session, people, count):
    """``count`` needs; one in ten says what it wants of which field, every second time the opposite."""
    fields = env["ir.model.fields"].search([("model", "=", "crm.lead"), ("store", "=", True)], order="id")
    return env["crm.facilitation.need"].create(
        [
            {
                "name": f"Need {number}",
                "session_id": session.id,
                "author_id": people[number % len(people)].id,
                "effort_days": 1,
                "target_model_id": fields[0].model_id.id if number % 10 == 0 else False,
                "target_field_id": fields[number // 20 % len(fields)].id if number % 10 == 0 else False,
                "stance": ("mandatory", "optional")[number // 10 % 2] if number % 10 == 0 else False,
            }
            for number in range(count)
        ]
    )


def hold_round(env, session, needs):
    """A closed round in which everybody rates every need; every 50th is rated along departments.

    :return: round, seconds and queries of the detection that its closing ran
    """
    ballot_round = env["crm.facilitation.round"].create(
        {"name": "Rated", "session_id": session.id, "method": "matrix", "need_ids": [Command.set(needs.ids)]}
    )
    ballot_round.action_open()
    env.flush_all()
    chance = random.Random(7)
    ballots = env["crm.facilitation.ballot"].search([("round_id", "=", ballot_round.id)])
    half = set(session.project_id.affected_department_ids[: DEPARTMENTS // 2].ids)
    for ballot in ballots:
        rows = [
            (ballot.id, need, (5 if ballot.department_id.id in half else 1) if not place % 50 else chance.randint(1, 5))
            for place, need in enumerate(needs.ids)
        ]
        env.cr.execute(
            "INSERT INTO crm_facilitation_vote (ballot_id, need_id, importance, ease, points) VALUES "
            + ", ".join(["(%s, %s, %s, 3, 0)"] * len(rows)),
            [value for row in rows for value in row],
        )
    if "receipt" in ballots._fields:
        env.cr.execute("UPDATE crm_facilitation_ballot SET receipt = md5(key) WHERE round_id = %s", [ballot_round.id])
    env.cr.execute("ANALYZE crm_facilitation_vote")
    env.cr.execute("ANALYZE crm_facilitation_ballot")
    env.invalidate_all()
    measured = []
    sessions = env.registry["crm.facilitation.session"]
    detect = sessions._detect_conflicts

    def timed_detection(self):
        start_cold(self.env)
        queries, start = self.env.cr.sql_log_count, time.perf_counter()
        found = detect(self)
        self.env.flush_all()
        measured.append((time.perf_counter() - start, self.env.cr.sql_log_count - queries))
        return found

    with patch.object(sessions, "_detect_conflicts", timed_detection):
        ballot_round.action_close()
    return ballot_round, *measured[0]


def start_cold(env):
    """As a request begins: nothing is read yet, not even the company of the user."""
    env.flush_all()
    env.transaction.reset()


def timed(env, session):
    start_cold(env)
    queries, start = env.cr.sql_log_count, time.perf_counter()
    session.action_detect_conflicts()
    env.flush_all()
    return time.perf_counter() - start, env.cr.sql_log_count - queries


def timed_floor(env, session, ballot_round):
    start = time.perf_counter()
    for statement in FLOOR:
        env.cr.execute(statement, {"round": ballot_round.id, "project": session.project_id.id})
        env.cr.fetchall()
    return time.perf_counter() - start


def measure_detection(env, count):
    session, people = make_room(env, f"Bench {count}", DEPARTMENTS, VOTERS)
    needs = make_needs(env, session, people, count)
    ballot_round, first, first_queries = hold_round(env, session, needs)
    # one by one in turn, so that both meet the same machine
    again, floors = [], []
    for _repeat in range(REPEATS):
        floors.append(timed_floor(env, session, ballot_round))
        again.append(timed(env, session))
    kinds = dict(
        env["crm.facilitation.conflict"]._read_group(
            [("project_id", "=", session.project_id.id)], ["kind"], ["__count"]
        )
    )
    env.cr.execute(
        "SELECT count(*) FROM crm_facilitation_vote vote JOIN crm_facilitation_ballot ballot"
        " ON ballot.id = vote.ballot_id WHERE ballot.round_id = %s",
        [ballot_round.id],
    )
    times, floor = [seconds for seconds, _queries in again], statistics.median(floors)
    print(
        f"\n{count} needs, {VOTERS} voters, {DEPARTMENTS} departments, {env.cr.fetchone()[0]} votes in a closed round"
    )
    print(f"found: {kinds}; needs rated along departments: {len(range(0, count, 50))}")
    print(f"first detection, conflicts stored: {first:.2f} s, {first_queries} queries")
    print(
        f"detection again, {REPEATS} times: median {statistics.median(times):.2f} s, "
        f"slowest {max(times):.2f} s, queries {sorted({queries for _seconds, queries in again})}"
    )
    print(
        f"floor, the same aggregates by hand in SQL: median {floor:.2f} s; "
        f"first {first / floor:.1f} × floor, again {statistics.median(times) / floor:.1f} × floor"
    )


def measure_findings(env):
    """Every pair of real requests that contradict each other, beside twins of the same stance."""
    from tests.crm_requests import REQUESTS, SIDES, opposite, read_requests

    requests = read_requests()
    session, people = make_room(env, "Requests", 6, 2 * len(requests))
    aims = {}
    for number, (title, _department, aim) in enumerate(requests):
        for twin in (0, 1) if aim else (0,):
            values = {"name": title, "session_id": session.id, "author_id": people[2 * number + twin].id}
            if aim:
                _pair, model, field, stance = aim
                values |= {
                    "target_model_id": env["ir.model"]._get(model).id,
                    "target_field_id": field and env["ir.model.fields"]._get(model, field).id,
                    "stance": stance,
                }
            need = env["crm.facilitation.need"].create(values)
            if aim:
                aims[need.id] = (twin, aim)
    session.action_detect_conflicts()
    conflicts = session.project_id.conflict_ids.filtered(lambda conflict: conflict.kind == "contradiction")
    found = {frozenset(conflict.need_ids.ids) for conflict in conflicts}
    own = {need: aim for need, (twin, aim) in aims.items() if not twin}
    marked = [frozenset(need for need, aim in own.items() if aim[0] == pair) for pair in SIDES]
    told = {frozenset(pair) for pair in combinations(aims, 2) if opposite(aims[pair[0]][1], aims[pair[1]][1])}
    same = [pair for pair in found if len({aims[need][1][1:] for need in pair}) == 1]
    across = [pair for pair in told - set(marked) if pair <= set(own)]
    print(
        f"\nrequests: {len(requests)} ({'of real users' if REQUESTS.exists() else 'made ones, the file is not here'})"
    )
    print(f"contradicting pairs found: {sum(pair in found for pair in marked)} of {len(marked)}")
    print(f"false: {len(found - told)}, of these on the same target with the same stance: {len(same)}")
    print(f"opposite on the same target and not found: {len(told - found)}")
    print(f"beside the marked pairs, opposite all the same: {len(across)} among the requests, the rest with twins")


def measure_polarisation():
    """How often random votes raise a conflict, and votes along departments with one in four against their own."""
    from odoo.addons.crm_facilitation.tools.conflicts.polarisation import cell_of, find_polarised_votes
    from odoo.addons.crm_facilitation.tools.conflicts.situation import Need, Situation

    def raised(sizes, vote):
        cells = [cell_of(1, place, [vote(place) for _voter in range(size)]) for place, size in enumerate(sizes, 1)]
        return bool(find_polarised_votes(Situation(needs=(Need(1),), cells=tuple(cells))))

    chance = random.Random(11)
    print(
        f"\npolarisation, {TRIALS} votes of each kind: raised where votes do not depend on departments | where 3 in 4 do"
    )
    for sizes in ROOMS:
        for_it = len(sizes) // 2
        alarms = sum(raised(sizes, lambda _place: float(chance.random() < 0.5)) for _trial in range(TRIALS))
        graded = sum(raised(sizes, lambda _place: chance.randint(0, 4) / 4) for _trial in range(TRIALS))
        found = sum(
            raised(sizes, lambda place, of=for_it: float((place <= of) == (chance.random() < 0.75)))
            for _trial in range(TRIALS)
        )
        print(
            f"  {sum(sizes):3} people in departments of {'+'.join(map(str, sizes))}: "
            f"yes or no {alarms / TRIALS:.1%}, graded {graded / TRIALS:.1%} | {found / TRIALS:.0%}"
        )


def measure_special_interest():
    """How often dots are named a special interest: spent at random, and with one in four against their own department."""
    from odoo.addons.crm_facilitation.tools.conflicts.special_interest import special_interests
    from odoo.addons.crm_facilitation.tools.voting.ballot import Choice
    from odoo.addons.crm_facilitation.tools.voting.tally import Ballot, tally

    def named(sizes, gives):
        ballots = [
            Ballot(place, {1: Choice(1, points=1)} if gives(place) else {2: Choice(2, points=1)})
            for place, size in enumerate(sizes, 1)
            for _voter in range(size)
        ]
        return special_interests([tally(ballots, [1], 3)], 3).get(1)

    chance = random.Random(13)
    print(
        f"\nspecial interest, {TRIALS} votes by dots of each kind: named where half give dots | where 3 in 4 of their side"
    )
    for sizes in ROOMS:
        for_it = len(sizes) // 2
        alarms = sum(bool(named(sizes, lambda _place: chance.random() < 0.5)) for _trial in range(TRIALS))
        found = sum(
            bool(named(sizes, lambda place, of=for_it: (place <= of) == (chance.random() < 0.75)))
            for _trial in range(TRIALS)
        )
        print(
            f"  {sum(sizes):3} people in departments of {'+'.join(map(str, sizes))}: "
            f"{alarms / TRIALS:.1%} | {found / TRIALS:.0%}"
        )


def main():
    odoo.tools.config.parse_config(["-c", os.environ["BENCH_CONFIG"]])
    with Registry(os.environ["BENCH_DATABASE"]).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"tracking_disable": True, "lang": "en_US"})
        measure_findings(env)
        if opposites.REQUESTS.exists():
            opposites.measure()
        else:
            print("\nopposites not measured: the set of real requests is not beside the checkout")
        for count in (SMALL, NEEDS):
            measure_detection(env, count)
        measure_polarisation()
        measure_special_interest()
        cr.rollback()


if __name__ == "__main__":
    main()
