"""50 KPIs × 24 months over opportunities: the engine beside hand-written SQL, and beside Odoo's gamification goals.

The 50 KPIs are what five departments agree on: ten each, of which seven are their own (35 definitions that nobody
shares) and three come from the library and are shared by all five (3 definitions, 15 KPIs): 38 different series, half of
them dated by creation, half by closing. Hand-written SQL computes each of the 38 once and for all 24 months in one query,
as a person would. Gamification has no averages and no ratios, so it is timed on the counts and sums, each month a goal
of its own, as it is made; the engine is timed on the same ones again.

Every figure is compared, so a fast wrong answer cannot win. Sizes: 100,000 and 1,000,000, or BENCH_SIZES.
"""

import itertools
import os
import resource
import statistics
import time
from datetime import date, timedelta

import odoo
from odoo.modules.registry import Registry
from odoo.tools import config

MEASURES = {
    "count": "COUNT(*)::float8",
    "sum": "SUM(expected_revenue)::float8",
    "average": "AVG(expected_revenue)::float8",
    "ratio": "100.0 * COUNT(*) FILTER (WHERE won_status = 'won') / NULLIF(COUNT(*), 0)",
}
DATES = ("date_closed", "create_date")
OWN, SHARED, DEPARTMENTS = 35, 3, 5
MONTHS = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(25)]
PERIODS = list(itertools.pairwise(MONTHS))
# gamification's ends are inclusive
DAY = timedelta(days=1)
REPEATS = 3


def fill(env, first, last):
    stage = env["crm.stage"].search([], limit=1).id
    team = env["crm.team"].search([], limit=1).id
    env.cr.execute(
        """INSERT INTO crm_lead (name, type, active, stage_id, team_id, company_id, expected_revenue, won_status,
                                 priority, date_closed, create_date)
           SELECT 'Deal ' || n, 'opportunity', true, %s, %s, %s, n %% 10007,
                  (ARRAY['lost', 'won', 'pending'])[n %% 3 + 1], (n %% 4)::text,
                  timestamp '2024-01-01' + (n::bigint * 7919 %% 63072000) * interval '1 second',
                  timestamp '2024-01-01' + (n::bigint * 104729 %% 63072000) * interval '1 second'
             FROM generate_series(%s, %s) AS n""",
        (stage, team, env.company.id, first, last),
    )
    env.cr.commit()
    env.cr.execute("ANALYZE crm_lead")


def make_definitions(env):
    """Definitions of the 38 series, in order: measure, date and lowest amount vary."""
    fields = env["ir.model.fields"]
    values = []
    for number in range(OWN + SHARED):
        measure = list(MEASURES)[number % 4]
        values.append(
            {
                "name": f"Series {number}",
                "measure": measure,
                "model_id": env["ir.model"]._get("crm.lead").id,
                "domain": f"[('expected_revenue', '>=', {number * 97})]",
                "numerator_domain": "[('won_status', '=', 'won')]",
                "date_field_id": fields._get("crm.lead", DATES[number % 2]).id,
                "measure_field_id": measure in ("sum", "average") and fields._get("crm.lead", "expected_revenue").id,
            }
        )
    return env["crm.facilitation.kpi.definition"].create(values)


def make_kpis(env, definitions):
    project = env["project.project"].create({"name": "Benchmark", "is_facilitation": True})
    owner = env.ref("base.user_admin")
    wanted = [*definitions[:OWN], *(list(definitions[OWN:]) * DEPARTMENTS)]
    return env["crm.facilitation.kpi"].create(
        [{"definition_id": each.id, "project_id": project.id, "owner_id": owner.id} for each in wanted]
    )


def by_hand(env, definitions):
    figures = {}
    for number, definition in enumerate(definitions):
        moment = DATES[number % 2]
        env.cr.execute(
            f"""SELECT date_trunc('month', {moment})::date, {MEASURES[definition.measure]} FROM crm_lead
                 WHERE expected_revenue >= %s AND {moment} >= %s AND {moment} < %s
                   AND (company_id IN %s OR company_id IS NULL) GROUP BY 1""",
            (number * 97, MONTHS[0], MONTHS[-1], (env.company.id,)),
        )
        figures |= {(definition.id, start): value for start, value in env.cr.fetchall()}
    return figures


def by_engine(kpis):
    return {
        (kpi.definition_id.id, row["period_start"]): row["value"]
        for row in kpis._measure(PERIODS)
        if not row["group_value"]
        for kpi in [kpis.browse(row["kpi_id"])]
    }


def make_goals(env, definitions):
    """The counts and sums as goals: one definition each, one goal per month."""
    own = {}
    for definition in definitions:
        goal_definition = env["gamification.goal.definition"].create(
            {
                "name": definition.name,
                "computation_mode": definition.measure,
                "model_id": definition.model_id.id,
                "domain": definition.domain,
                "field_date_id": definition.date_field_id.id,
                "field_id": definition.measure_field_id.id,
            }
        )
        for start, end in PERIODS:
            goal = env["gamification.goal"].create(
                {
                    "definition_id": goal_definition.id,
                    "user_id": env.ref("base.user_admin").id,
                    "start_date": start,
                    "end_date": end - DAY,
                    "target_goal": 1e12,
                    "state": "inprogress",
                }
            )
            own[goal] = (definition.id, start)
    return own


def by_goals(env, own):
    goals = env["gamification.goal"].concat(*own)
    goals.update_goal()
    return {key: goal.current for goal, key in own.items()}


def clocked(work, repeats=REPEATS):
    """The result, and the median of the seconds."""
    seconds = []
    for _repeat in range(repeats):
        begin = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - begin)
    return result, statistics.median(seconds)


def different(measured, expected):
    return sum(abs(value - measured[key]) > 1e-6 * max(1.0, abs(value)) for key, value in expected.items())


def memory():
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(env, size, kpis, definitions, goals):
    by_engine(kpis)
    before = memory()
    figures, engine = clocked(lambda: by_engine(kpis))
    grown, peak = memory() - before, memory()
    expected, hand = clocked(lambda: by_hand(env, definitions))
    simple = kpis.filtered(lambda kpi: kpi.measure in ("count", "sum") and kpi.definition_id in definitions[:OWN])
    _same, engine_simple = clocked(lambda: by_engine(simple))
    peer_figures, peer = clocked(lambda: by_goals(env, goals), 1)
    print(
        f"rows {size:>9,}  KPIs {len(kpis)}  series {len(definitions)}  figures {len(figures)}\n"
        f"  engine {engine:7.2f} s  by hand {hand:7.2f} s  ratio {engine / hand:5.2f}"
        f"  different {different(figures, expected)} of {len(expected)}\n"
        f"  counts and sums only: engine {engine_simple:7.2f} s  gamification {peer:7.2f} s"
        f"  ratio {peer / engine_simple:5.1f}  different {different(figures, peer_figures)} of {len(peer_figures)}\n"
        f"  memory: grown {grown:.0f} MB while measuring, peak of the process {peak:.0f} MB",
        flush=True,
    )
    return engine


def main(sizes):
    name = os.environ["BENCH_DATABASE"]
    config.parse_config(["-c", os.environ["BENCH_CONFIG"], "-d", name], setup_logging=False)
    with Registry(name).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
        env["ir.module.module"].search([("name", "=", "gamification")]).button_immediate_install()
    with Registry(name).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
        cr.execute("DELETE FROM crm_lead")
        env.company.partner_id.tz = "UTC"
        definitions = make_definitions(env)
        kpis = make_kpis(env, definitions)
        goals = make_goals(env, definitions[:OWN].filtered(lambda definition: definition.measure in ("count", "sum")))
        cr.commit()
        seconds, filled = [], 0
        for size in sizes:
            fill(env, filled + 1, size)
            filled = size
            seconds.append(measure(env, size, kpis, definitions, goals))
        for (small, fast), (large, slow) in itertools.pairwise(zip(sizes, seconds, strict=True)):
            print(f"growth: {large / small:.0f} × the rows, {slow / fast:.1f} × the time")


if __name__ == "__main__":
    main([int(size) for size in os.environ.get("BENCH_SIZES", "100000 1000000").split()])
