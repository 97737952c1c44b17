"""How long a detection takes, how many queries it costs, and how many contradictions of real requests it finds.

Votes: 200 voters of 12 departments on 1,000 needs, kept one row each in a table of the benchmark and aggregated per need
and department in one statement inside the measured time, the way closed rounds are read.
"""

import csv
import os
import random
import statistics
import time
from pathlib import Path
from unittest.mock import patch

import odoo
from odoo.fields import Command
from odoo.modules.registry import Registry

NEEDS, VOTERS, DEPARTMENTS, REPEATS = 1000, 200, 12, 5
REQUESTS = Path(__file__).parents[3] / "shared" / "data" / "crm_needs.csv"


def make_room(env, name, departments):
    """A roll-out with a session in which one person of each department takes part."""
    made = env["hr.department"].create([{"name": f"{name} {number}"} for number in range(departments)])
    project = env["project.project"].create(
        {"name": name, "is_facilitation": True, "affected_department_ids": [Command.set(made.ids)]}
    )
    session = env["crm.facilitation.session"].create({"name": name, "project_id": project.id})
    partners = env["res.partner"].create([{"name": f"{name} {number}"} for number in range(departments)])
    people = env["crm.facilitation.participant"].create(
        [
            {"session_id": session.id, "partner_id": partner.id, "department_id": department.id}
            for partner, department in zip(partners, made, strict=True)
        ]
    )
    return session, people


def targets(env):
    return env["ir.model.fields"].search([("model", "=", "crm.lead"), ("store", "=", True)], order="id")


def stances():
    from odoo.addons.crm_facilitation.tools.contradiction import OPPOSITES

    return OPPOSITES


def make_needs(env, session, people):
    fields, choices = targets(env), [stance for pair in stances() for stance in pair]
    return env["crm.facilitation.need"].create(
        [
            {
                "name": f"Need {number}",
                "session_id": session.id,
                "author_id": people[number % len(people)].id,
                "effort_days": 1,
                # one need in ten says what it wants of which field
                "target_model_id": fields[0].model_id.id if number % 10 == 0 else False,
                "target_field_id": fields[number // 20 % len(fields)].id if number % 10 == 0 else False,
                "stance": choices[number // 10 % 2] if number % 10 == 0 else False,
            }
            for number in range(NEEDS)
        ]
    )


def cast_votes(env, needs, people):
    """200,000 votes; on every 50th need the first half of the departments is for it and the other against it."""
    chance = random.Random(7)
    env.cr.execute("CREATE TABLE bench_vote (need integer, department integer, value double precision)")
    departments = people.department_id.ids
    rows = []
    for number, need in enumerate(needs.ids):
        for voter in range(VOTERS):
            place = voter % DEPARTMENTS
            value = float(place < DEPARTMENTS // 2) if number % 50 == 0 else chance.choice((0.0, 0.5, 1.0))
            rows.append((need, departments[place], value))
    for start in range(0, len(rows), 10000):
        part = rows[start : start + 10000]
        env.cr.execute(
            "INSERT INTO bench_vote VALUES " + ", ".join(["%s"] * len(part)),
            part,
        )
    env.cr.execute("ANALYZE bench_vote")
    return len(rows)


def read_votes(conflicts, project):
    from odoo.addons.crm_facilitation.tools.conflict import Cell

    conflicts.env.cr.execute(
        "SELECT need, department, count(*), sum(value), sum(value * value) FROM bench_vote GROUP BY need, department"
    )
    return [Cell(*row) for row in conflicts.env.cr.fetchall()]


def timed(env, session):
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    session.action_detect_conflicts()
    env.flush_all()
    return time.perf_counter() - start, env.cr.sql_log_count - queries


def measure_detection(env):
    session, people = make_room(env, "Bench", DEPARTMENTS)
    needs = make_needs(env, session, people)
    votes = cast_votes(env, needs, people)
    with patch.object(env.registry["crm.facilitation.conflict"], "_gather_cells", read_votes):
        first, first_queries = timed(env, session)
        again = [timed(env, session) for _repeat in range(REPEATS)]
    kinds = dict(
        env["crm.facilitation.conflict"]._read_group(
            [("project_id", "=", session.project_id.id)], ["kind"], ["__count"]
        )
    )
    print(f"{NEEDS} needs, {VOTERS} voters, {DEPARTMENTS} departments, {votes} votes")
    print(f"found: {kinds}; needs voted on along departments: {NEEDS // 50}")
    print(f"first detection, conflicts stored: {first:.2f} s, {first_queries} queries")
    times = [seconds for seconds, _queries in again]
    print(
        f"detection again, {REPEATS} times: median {statistics.median(times):.2f} s, "
        f"slowest {max(times):.2f} s, queries {sorted({queries for _seconds, queries in again})}"
    )


def measure_findings(env):
    if not REQUESTS.exists():
        print("real requests: the file is not here, nothing measured")
        return
    with REQUESTS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    session, people = make_room(env, "Requests", 3)
    fields, sides, twins = targets(env), {}, []
    need_model = env["crm.facilitation.need"]
    for row in rows:
        group = row["conflict_group"]
        side = len(sides.get(group, ())) if group else 0
        values = {"name": row["title_en"], "session_id": session.id, "author_id": people[side % 2].id}
        if not group:
            need_model.create(values)
            continue
        number = int(group.split("-")[1])
        pair = stances()[number % len(stances())]
        aim = {"target_model_id": fields[0].model_id.id, "target_field_id": fields[number].id, "stance": pair[side]}
        need = need_model.create(values | aim)
        sides.setdefault(group, []).append(need.id)
        twin = need_model.create(values | aim | {"name": "Same: " + row["title_en"], "author_id": people[2].id})
        twins.append({need.id, twin.id})
    session.action_detect_conflicts()
    conflicts = session.project_id.conflict_ids.filtered(lambda conflict: conflict.kind == "contradiction")
    found = [set(conflict.need_ids.ids) for conflict in conflicts]
    pairs = [set(pair) for pair in sides.values()]
    same = [pair for pair in found if pair in twins]
    astray = [
        pair
        for pair in found
        if len({(n.target_field_id.id, n.stance) for n in need_model.browse(pair)}) != 2
        or len(need_model.browse(pair).target_field_id) != 1
    ]
    print(
        f"real requests: {len(rows)} with {len(pairs)} contradicting pairs, each request with a twin of the same stance: "
        f"pairs found {sum(pair in found for pair in pairs)} of {len(pairs)}, "
        f"false: {len(same)} pairs of the same stance, {len(astray)} others"
    )


def main():
    odoo.tools.config.parse_config(["-c", os.environ["BENCH_CONFIG"]])
    with Registry(os.environ["BENCH_DATABASE"]).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"tracking_disable": True, "lang": "en_US"})
        measure_detection(env)
        measure_findings(env)
        cr.rollback()


if __name__ == "__main__":
    main()
