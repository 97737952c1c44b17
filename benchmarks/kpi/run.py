"""50 KPIs × 24 months over opportunities: the engine beside hand-written SQL, and beside two peers.

The 50 KPIs are what five departments agree on: ten each, of which seven are their own (35 definitions that nobody
shares) and three come from the library and are shared by all five (3 definitions, 15 KPIs): 38 different series, half of
them dated by creation, half by closing. Hand-written SQL is there twice: each of the 38 once and for all 24 months in
one query, as a person would write it; and, as somebody would who has seen what the engine does, all series dated by the same field
in one query. The peers are Odoo's own gamification goals and OCA's ``kpi`` (see oca.py; BENCH_NO_PEERS=1 leaves it
out). They have no averages, no ratios and no periods, so they are timed on the counts and sums, each month a goal or
KPI of its own; the engine is timed on the same ones again. Peers keep what they compute, and so does the engine then.

Every figure is compared, so a fast wrong answer cannot win. Sizes: 100,000 and 1,000,000, or BENCH_SIZES.
"""

import itertools
import os
import resource
import statistics
import time
from datetime import date, timedelta

import oca

import odoo
from odoo.modules.registry import Registry
from odoo.tools import config

MEASURES = {
    "count": "COUNT(*)::float8",
    "sum": "SUM(expected_revenue)::float8",
    "average": "AVG(expected_revenue)::float8",
    "ratio": "100.0 * COUNT(*) FILTER (WHERE won_status = 'won') / NULLIF(COUNT(*), 0)",
}
FILTERED = {
    "count": "COUNT(*) FILTER (WHERE expected_revenue >= {least})::float8",
    "sum": "SUM(expected_revenue) FILTER (WHERE expected_revenue >= {least})::float8",
    "average": "AVG(expected_revenue) FILTER (WHERE expected_revenue >= {least})::float8",
    "ratio": "100.0 * COUNT(*) FILTER (WHERE won_status = 'won' AND expected_revenue >= {least})"
    " / NULLIF(COUNT(*) FILTER (WHERE expected_revenue >= {least}), 0)",
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
    kpis = env["crm.facilitation.kpi"].create(
        [{"definition_id": each.id, "project_id": project.id, "owner_id": owner.id} for each in wanted]
    )
    kpis.with_user(owner).action_accept_ownership()
    return kpis


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


def by_hand_together(env, definitions):
    """One query for each date field, which holds the sums of all series that it dates."""
    figures = {}
    for parity, moment in enumerate(DATES):
        series = [(definition, number * 97) for number, definition in enumerate(definitions) if number % 2 == parity]
        sums = ", ".join(FILTERED[definition.measure].format(least=least) for definition, least in series)
        env.cr.execute(
            f"""SELECT date_trunc('month', {moment})::date, {sums} FROM crm_lead
                 WHERE expected_revenue >= %s AND {moment} >= %s AND {moment} < %s
                   AND (company_id IN %s OR company_id IS NULL) GROUP BY 1""",
            (series[0][1], MONTHS[0], MONTHS[-1], (env.company.id,)),
        )
        for start, *values in env.cr.fetchall():
            figures |= {
                (definition.id, start): value for (definition, _least), value in zip(series, values, strict=True)
            }
    return figures


def by_engine(kpis):
    return {
        (kpi.definition_id.id, row["period_start"]): row["value"]
        for row in kpis._measure(PERIODS)
        if not row["group_value"]
        for kpi in [kpis.browse(row["kpi_id"])]
    }


def by_engine_kept(kpis):
    """The figures as rows of the database, as the peers keep theirs."""
    kpis.measurement_ids.unlink()
    kpis._keep_rows([row for row in kpis._measure(PERIODS) if row["value"] is not None], PERIODS)
    kpis.env.flush_all()
    return kpis


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


def measure(env, size, kpis, definitions, peers):
    by_engine(kpis)
    before = memory()
    figures, engine = clocked(lambda: by_engine(kpis))
    grown, peak = memory() - before, memory()
    expected, hand = clocked(lambda: by_hand(env, definitions))
    same, together = clocked(lambda: by_hand_together(env, definitions))
    simple = kpis.filtered(lambda kpi: kpi.measure in ("count", "sum") and kpi.definition_id in definitions[:OWN])
    _kept, engine_simple = clocked(lambda: by_engine_kept(simple))
    print(
        f"rows {size:>9,}  KPIs {len(kpis)}  series {len(definitions)}  figures {len(figures)}\n"
        f"  engine {engine:7.2f} s\n"
        f"  by hand, a query for each series     {hand:7.2f} s  ratio {engine / hand:5.2f}"
        f"  different {different(figures, expected)} of {len(expected)}\n"
        f"  by hand, a query for each date field {together:7.2f} s  ratio {engine / together:5.2f}"
        f"  different {different(figures, same)} of {len(same)}\n"
        f"  counts and sums only, kept: engine {engine_simple:7.2f} s",
        flush=True,
    )
    for name, work in peers.items():
        peer_figures, peer = clocked(work, 1)
        print(
            f"    {name:<12} {peer:7.2f} s  ratio {peer / engine_simple:5.1f}"
            f"  different {different(figures, peer_figures)} of {len(peer_figures)}",
            flush=True,
        )
    print(f"  memory: grown {grown:.0f} MB while measuring, peak of the process {peak:.0f} MB", flush=True)
    return engine


def with_peers():
    return not os.environ.get("BENCH_NO_PEERS")


def make_peers(env, definitions):
    """``{name: work that returns figures}`` of the peers, on the counts and sums."""
    series = [
        (definition, DATES[number % 2], number * 97)
        for number, definition in enumerate(definitions[:OWN])
        if definition.measure in ("count", "sum")
    ]
    goals = make_goals(env, env["crm.facilitation.kpi.definition"].concat(*(each[0] for each in series)))
    peers = {"gamification": lambda: by_goals(env, goals)}
    if with_peers():
        kpis = oca.make(env, series, PERIODS)
        peers["OCA kpi"] = lambda: oca.figures(env, kpis)
    return peers


def start():
    """The name of the database, with the peers installed in it."""
    name = os.environ["BENCH_DATABASE"]
    config.parse_config(["-c", os.environ["BENCH_CONFIG"], "-d", name], setup_logging=False)
    if with_peers():
        config["addons_path"] = [*config["addons_path"], str(oca.addons())]
        odoo.modules.initialize_sys_path()
    with Registry(name).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
        env["ir.module.module"].search([("name", "=", "gamification")]).button_immediate_install()
    if with_peers():
        with Registry(name).cursor() as cr:
            oca.install(odoo.api.Environment(cr, odoo.SUPERUSER_ID, {}))
    return name


def main(sizes):
    with Registry(start()).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
        cr.execute("DELETE FROM crm_lead")
        env.company.partner_id.tz = "UTC"
        definitions = make_definitions(env)
        kpis = make_kpis(env, definitions)
        peers = make_peers(env, definitions)
        cr.commit()
        seconds, filled = [], 0
        for size in sizes:
            fill(env, filled + 1, size)
            filled = size
            seconds.append(measure(env, size, kpis, definitions, peers))
        for (small, fast), (large, slow) in itertools.pairwise(zip(sizes, seconds, strict=True)):
            print(f"growth: {large / small:.0f} × the rows, {slow / fast:.1f} × the time")


if __name__ == "__main__":
    main([int(size) for size in os.environ.get("BENCH_SIZES", "100000 1000000").split()])
