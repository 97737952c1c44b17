"""Baseline and scan of 20,000 watched records, beside a floor: the same reads as plain SQL.

The floor reads the same columns of the same records into Python and stores nothing. Every scan is checked to find what
was changed, and nothing else. Sizes: the arguments (watched records), or 5,000 and 20,000.
"""

import os
import resource
import sys
import time

import odoo
from odoo.modules.registry import Registry
from odoo.tools import config

CHANGED = 50
ARCH = """<form><sheet><group><field name="name"/>%s</group></sheet></form>"""


def fill(env, rows):
    """Bring the records under watch up to ``rows``: half views with an arch of 2 kB, half small records."""
    missing = rows - count(env)
    arch = ARCH % "".join(f'<field name="partner_id" class="o_column_{number}"/>' for number in range(45))
    env.cr.execute(
        """INSERT INTO ir_ui_view (name, model, type, mode, active, priority, arch_db, create_uid, write_uid,
                                   create_date, write_date)
           SELECT 'bench ' || n, 'crm.lead', 'form', 'primary', TRUE, 99, jsonb_build_object('en_US', %s || n), 2, 2,
                  now() at time zone 'UTC', now() at time zone 'UTC' FROM generate_series(1, %s) n""",
        (arch, missing // 2),
    )
    env.cr.execute(
        """INSERT INTO crm_tag (name, color, create_uid, write_uid, create_date, write_date)
           SELECT jsonb_build_object('en_US', 'Tag ' || g.n), 1, 2, 2, now() at time zone 'UTC',
                  now() at time zone 'UTC' FROM generate_series(%s, %s) AS g(n)""",
        (rows * 10, rows * 10 + missing - missing // 2 - 1),
    )
    env.cr.execute("ANALYZE")
    env.invalidate_all()


def count(env):
    return sum(len(readings) for _watch, readings in env["crm.facilitation.config.reader"]._read_watched(env.company))


def floor(env):
    """The watched columns of the watched records, and their links, as anybody would read them by hand."""
    reader, found = env["crm.facilitation.config.reader"], 0
    for watch in env["crm.facilitation.watch"].search([]):
        if watch.model in env:
            model = env[watch.model].sudo().with_context(active_test=False)
            compared = watch._get_comparable_fields()
            columns = {f.name: odoo.tools.SQL.identifier("t", f.name) for f in compared if f.column_type}
            for field in compared:
                if field.type == "many2many":
                    reader._read_relation(field, None)
            env.cr.execute(reader._select_records(watch, model, columns, None))
            found += len(env.cr.fetchall())
    return found


def change(env, step):
    env.cr.execute(
        """UPDATE crm_tag SET color = color + 1, write_date = (now() + %s * interval '1 s') at time zone 'UTC'
            WHERE id IN (SELECT id FROM crm_tag ORDER BY id DESC LIMIT %s)""",
        (step, CHANGED),
    )
    env.invalidate_all()


def measured(env, work):
    """Result, seconds, statements and growth of the process's peak memory in MB."""
    env.flush_all()
    statements, peak = env.cr.sql_log_count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.perf_counter()
    result = work()
    env.flush_all()
    seconds = time.perf_counter() - begin
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / 1024
    return result, seconds, env.cr.sql_log_count - statements, grown


def tell(name, rows, seconds, statements, grown, base):
    print(
        f"records {rows:>7,}  {name:<22} {seconds:6.2f} s  {statements:>4} statements  memory +{grown:4.0f} MB"
        f"  {seconds / base:5.2f} × floor",
        flush=True,
    )


def main(sizes):
    config.parse_config(["-c", os.environ["BENCH_CONFIG"], "-d", os.environ["BENCH_DATABASE"]], setup_logging=False)
    wrong = 0
    with Registry(os.environ["BENCH_DATABASE"]).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
        env["project.project"].create({"name": "Warm", "is_facilitation": True})._take_baseline({})
        for step, size in enumerate(sizes, 1):
            fill(env, size)
            project = env["project.project"].create({"name": f"Benchmark {size}", "is_facilitation": True})
            rows, base, statements, grown = measured(env, lambda: floor(env))
            tell("floor: plain SQL", rows, base, statements, grown, base)
            runs = (
                ("baseline", lambda project=project: project._take_baseline({}), 0),
                ("scan, nothing changed", project._scan, 0),
                (f"scan, {CHANGED} changed", project._scan, CHANGED),
                ("scan, nothing since", project._scan, CHANGED),
            )
            for name, work, expected in runs:
                if expected and "changed" in name:
                    change(env, step)
                _result, seconds, statements, grown = measured(env, work)
                found = env["crm.facilitation.config.item"].search_count(
                    [("project_id", "=", project.id), ("status", "!=", "unchanged")]
                )
                wrong += found != expected
                tell(name, rows, seconds, statements, grown, base)
        cr.rollback()
    print("every scan found what was changed and nothing else" if not wrong else f"wrong scans: {wrong}")
    return wrong


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or [5_000, 20_000]))
