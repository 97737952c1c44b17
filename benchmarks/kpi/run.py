"""50 KPIs × 24 months over opportunities: the engine beside hand-written SQL of the same figures.

Every figure is compared, so a fast wrong answer cannot win. Sizes: the first argument, or 100,000 and 1,000,000.
"""

import itertools
import os
import resource
import sys
import time
from datetime import date

import odoo
from odoo.modules.registry import Registry
from odoo.tools import config

MEASURES = {
    "count": "COUNT(*)::float8",
    "sum": "SUM(expected_revenue)::float8",
    "average": "AVG(expected_revenue)::float8",
    "ratio": "100.0 * COUNT(*) FILTER (WHERE won_status = 'won') / NULLIF(COUNT(*), 0)",
}
MONTHS = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(25)]
PERIODS = list(itertools.pairwise(MONTHS))


def fill(env, rows):
    stage = env["crm.stage"].search([], limit=1).id
    team = env["crm.team"].search([], limit=1).id
    env.cr.execute(
        """INSERT INTO crm_lead (name, type, active, stage_id, team_id, company_id, expected_revenue, won_status,
                                 priority, date_closed, create_date)
           SELECT 'Deal ' || n, 'opportunity', n %% 3 <> 0, %s, %s, %s, n %% 10007,
                  (ARRAY['lost', 'won', 'pending'])[n %% 3 + 1], (n %% 4)::text,
                  timestamp '2024-01-01' + (n::bigint * 7919 %% 63072000) * interval '1 second',
                  timestamp '2024-01-01' + (n::bigint * 104729 %% 63072000) * interval '1 second'
             FROM generate_series(1, %s) AS n""",
        (stage, team, env.company.id, rows),
    )
    env.cr.execute("ANALYZE crm_lead")


def make_kpis(env):
    """50 definitions: 4 measures over different records."""
    fields = env["ir.model.fields"]
    project = env["project.project"].create({"name": "Benchmark", "is_facilitation": True})
    values = []
    for number in range(50):
        measure = list(MEASURES)[number % 4]
        low = number * 97
        values.append(
            {
                "name": f"KPI {number}",
                "measure": measure,
                "model_id": env["ir.model"]._get("crm.lead").id,
                "domain": f"[('expected_revenue', '>=', {low})]",
                "numerator_domain": "[('won_status', '=', 'won')]",
                "date_field_id": fields._get("crm.lead", ("date_closed", "create_date")[number % 2]).id,
                "measure_field_id": measure in ("sum", "average") and fields._get("crm.lead", "expected_revenue").id,
            }
        )
    definitions = env["crm.facilitation.kpi.definition"].create(values)
    return env["crm.facilitation.kpi"].create(
        [
            {"definition_id": definition.id, "project_id": project.id, "owner_id": env.ref("base.user_admin").id}
            for definition in definitions
        ]
    )


def by_hand(env, kpis):
    figures = {}
    for number, kpi in enumerate(kpis):
        moment = ("date_closed", "create_date")[number % 2]
        env.cr.execute(
            f"""SELECT date_trunc('month', {moment})::date, {MEASURES[kpi.measure]} FROM crm_lead
                 WHERE expected_revenue >= %s AND {moment} >= %s AND {moment} < %s
                   AND (company_id IN %s OR company_id IS NULL) GROUP BY 1""",
            (number * 97, MONTHS[0], MONTHS[-1], (env.company.id,)),
        )
        figures |= {(kpi.id, start): value for start, value in env.cr.fetchall()}
    return figures


def clocked(work):
    begin = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begin


def main(sizes):
    config.parse_config(["-c", os.environ["BENCH_CONFIG"], "-d", os.environ["BENCH_DATABASE"]], setup_logging=False)
    with Registry(os.environ["BENCH_DATABASE"]).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
        cr.execute("DELETE FROM crm_lead")
        env.company.partner_id.tz = "UTC"
        kpis = make_kpis(env)
        env.flush_all()
        filled = 0
        for size in sizes:
            fill(env, size - filled)
            filled = size
            kpis._measure(PERIODS[:1])
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            rows, engine = clocked(lambda: kpis._measure(PERIODS))
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
            expected, hand = clocked(lambda: by_hand(env, kpis))
            measured = {(r["kpi_id"], r["period_start"]): r["value"] for r in rows if not r["group_value"]}
            wrong = sum(abs(value - measured[key]) > 1e-6 * max(1.0, abs(value)) for key, value in expected.items())
            print(
                f"rows {size:>9,}  figures {len(measured)}  different {wrong}  engine {engine:6.2f} s"
                f"  by hand {hand:6.2f} s  ratio {engine / hand:4.2f}  memory grown {grown:.0f} MB"
                f"  peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB",
                flush=True,
            )
        cr.rollback()


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000, 1_000_000])
