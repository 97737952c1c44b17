"""How long it takes to count the use of 1,000 features over 20,000 deals, beside the same counts by hand in SQL.

Half of the features are tags, half lost reasons. Sizes: the arguments (features, deals), or 1,000 and 20,000. The figures
are compared one by one with those that the hand-written statements give.
"""

import os
import statistics
import sys
import time

import odoo
from odoo.modules.registry import Registry
from odoo.tools import SQL

FEATURES, DEALS, REPEATS = 1000, 20000, 5
HAND = (
    """SELECT f.id, count(DISTINCT l.id) FROM crm_facilitation_feature f
         LEFT JOIN crm_tag_rel r ON r.tag_id = f.res_id
         LEFT JOIN crm_lead l ON l.id = r.lead_id AND l.write_date >= date_trunc('day', f.confirmed_on)
        WHERE f.res_model = 'crm.tag' GROUP BY f.id""",
    """SELECT f.id, count(l.id) FROM crm_facilitation_feature f
         LEFT JOIN crm_lead l ON l.lost_reason_id = f.res_id
              AND coalesce(l.date_closed, l.write_date) >= date_trunc('day', f.confirmed_on)
        WHERE f.res_model = 'crm.lost.reason' GROUP BY f.id""",
)


def fill(env, features, deals):
    """Features confirmed 100 days ago, and deals that point at four in five of their records."""
    project = env["project.project"].create({"name": "Bench", "is_facilitation": True})
    session = env["crm.facilitation.session"].create({"name": "Bench", "project_id": project.id})
    need = env["crm.facilitation.need"].create({"name": "Bench", "session_id": session.id})
    need.action_accept()
    task = need.action_plan()
    half = features // 2
    records = {
        "crm.tag": env["crm.tag"].create([{"name": f"Bench tag {number}"} for number in range(half)]),
        "crm.lost.reason": env["crm.lost.reason"].create([{"name": f"Bench {number}"} for number in range(half)]),
    }
    made = env["crm.facilitation.feature"].create(
        [
            {"task_id": task.id, "res_model": model, "res_id": record.id}
            for model, same in records.items()
            for record in same
        ]
    )
    made._write_past_guards(
        {"state": "confirmed", "confirmed_on": odoo.fields.Datetime.subtract(odoo.fields.Datetime.now(), days=100)}
    )
    env.flush_all()
    tags, reasons = (same.ids[: half * 4 // 5] for same in records.values())
    env.cr.execute(
        SQL(
            """WITH made AS (
                   INSERT INTO crm_lead (name, type, active, user_id, lost_reason_id, write_date, create_date, date_closed)
                   SELECT 'Bench ' || n, 'opportunity', TRUE, 2, (%(reasons)s::int[])[1 + n %% %(many)s], day, day, day
                   FROM (SELECT n, now() at time zone 'UTC' - n %% 150 * interval '1 day' AS day
                         FROM generate_series(1, %(deals)s) n) moment
                   RETURNING id
               )
               INSERT INTO crm_tag_rel (lead_id, tag_id) SELECT id, (%(tags)s::int[])[1 + id %% %(many)s] FROM made""",
            reasons=reasons,
            tags=tags,
            many=len(tags),
            deals=deals,
        )
    )
    env.cr.execute("ANALYZE")
    return made


def timed(env, act):
    """``(seconds, queries, what it gave)``, as a request begins."""
    env.transaction.reset()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    given = act()
    return time.perf_counter() - start, env.cr.sql_log_count - queries, given


def by_hand(env):
    counts = {}
    for statement in HAND:
        env.cr.execute(statement)
        counts |= dict(env.cr.fetchall())
    return counts


def main():
    odoo.tools.config.parse_config(["-c", os.environ["BENCH_CONFIG"]])
    features, deals = map(int, sys.argv[1:3]) if sys.argv[2:] else (FEATURES, DEALS)
    with Registry(os.environ["BENCH_DATABASE"]).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"tracking_disable": True})
        made = fill(env, features, deals)
        runs = [timed(env, made._get_usages) for _repeat in range(REPEATS)]
        hand = [timed(env, lambda: by_hand(env)) for _repeat in range(REPEATS)]
        few = timed(env, made[:10]._get_usages)[1]
        usages, counts = runs[0][2], hand[0][2]
        wrong = [feature for feature, usage in usages.items() if usage.count != counts[feature]]
        states = {
            state: sum(usage.state == state for usage in usages.values()) for state in ("used", "abandoned", "unused")
        }
        seconds, floor = (statistics.median(run[0] for run in several) for several in (runs, hand))
        print(f"usage of {len(made)} features over {deals} deals: {states}")
        print(
            f"median {seconds:.2f} s, slowest {max(run[0] for run in runs):.2f} s, queries {sorted({run[1] for run in runs})}"
            f" (of ten features {few}); by hand {floor:.2f} s"
        )
        print(f"counts that differ from those by hand: {len(wrong)} of {len(counts)}")
        store = timed(env, made._store_usage)
        print(f"kept for lists: {store[0]:.2f} s, {store[1]} queries")
        cr.rollback()
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
