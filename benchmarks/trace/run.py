"""The trace beside the same questions in SQL written by hand, the trace map, and two peers that link requirements.

100,000 needs, 200,000 tasks and as many features; BENCH_NEEDS names another number of needs. Every answer is compared
with the one by hand, so that a fast wrong answer cannot win. Peers: Doorstop and StrictDoc on 5,000 linked items in
their own formats (see peers.py); BENCH_NO_PEERS=1 leaves them out.
"""

import contextlib
import csv
import io
import json
import os
import statistics
import time

import hand
import peers
import psycopg2
import xlsxwriter
from fill import PER_ROLLOUT, fill

import odoo
from odoo.modules.registry import Registry
from odoo.tools import SQL

REPEATS = 5
# a job is not repeated any more once its runs took so many seconds together
ENOUGH = 15
PEER_ITEMS = 5000
COLUMNS = {
    **{name: {} for name in ("need_state", "feature_state", "gap", "suspect", "need_without_task")},
    **{
        name: {"fields": {"display_name": {}}}
        for name in ("goal_id", "department_id", "need_id", "task_id", "feature_id")
    },
}


def timed(env, work):
    """Result, median seconds and queries of ``work`` after a first run that warms both sides the same way."""
    work()
    times = []
    while len(times) < REPEATS and sum(times) < ENOUGH:
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
        queries = env.cr.sql_log_count - queries
    return result, statistics.median(times), queries


def fetch(env, *statements):
    answers = []
    for statement in statements:
        env.cr.execute(statement)
        answers.append(env.cr.fetchall())
    return answers


def report(name, ours, floor, queries, same):
    print(
        f"{name:<46} product {ours * 1000:9.1f} ms  by hand {floor * 1000:9.1f} ms  ratio {ours / floor:5.2f}"
        f"  queries {queries:>3}  {'same answer' if same else 'DIFFERENT ANSWER'}",
        flush=True,
    )


def read_page(trace, domain):
    return trace.web_search_read(domain, COLUMNS, limit=80, count_limit=10001)


def measure_pages(env, trace, project):
    word = "Need a1"
    ours_only = f"project_id = {project.id}"
    questions = {
        "first page": ([], "", ""),
        "first page of one roll-out": (
            [("project_id", "=", project.id)],
            f"WHERE n.{ours_only}",
            f"WHERE loose.{ours_only}",
        ),
        "search by a need's words": ([("need_id", "ilike", word)], f"WHERE n.name ILIKE '%{word}%'", None),
    }
    for name, (domain, *where) in questions.items():
        page, ours, queries = timed(env, lambda: read_page(trace, domain))  # noqa: B023
        answers, floor, _queries = timed(env, lambda: fetch(env, *hand.page(*where)))  # noqa: B023
        rows, [[count]] = answers
        shown = [(row["need_id"] and row["need_id"]["id"], (row["feature_id"] and row["feature_id"]["id"]) or None)
                 for row in page["records"]]  # fmt: skip
        same = sorted(map(repr, shown)) == sorted(repr((row[0], row[8])) for row in rows) and page["length"] == count
        report(name, ours, floor, queries, same)


def measure_groups(env, trace):
    for columns, by_hand in (
        (("department_id", "need_state"), ("department_id", "state")),
        (("gap",), ("gap",)),
        (("project_id",), ("project_id",)),
    ):
        groups, ours, queries = timed(env, lambda: trace._read_group([], columns, ["__count"]))  # noqa: B023
        [rows], floor, _queries = timed(env, lambda: fetch(env, hand.group(*by_hand)))  # noqa: B023
        plain = {tuple(getattr(value, "id", value) or None for value in row[:-1]): row[-1] for row in groups}
        report(f"grouped by {', '.join(columns)}", ours, floor, queries, plain == {row[:-1]: row[-1] for row in rows})


def csv_by_hand(env):
    [rows] = fetch(env, hand.EXPORT)
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    return lines.getvalue().encode()


def xlsx_by_hand(env):
    [rows] = fetch(env, hand.EXPORT)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def list_export(trace):
    """What the list's own export does before it writes the file."""
    names = ["goal_id", "department_id", "need_id", "need_state", "task_id", "feature_id", "config_item_id",
             "delivery_state", "gap"]  # fmt: skip
    return trace.with_context(import_compat=False).search([]).export_data(names)["datas"]


def measure_exports(env, trace, projects):
    content, ours, queries = timed(env, projects._get_trace_csv)
    expected, floor, _queries = timed(env, lambda: csv_by_hand(env))
    lines = content.decode("utf-8-sig").splitlines()[1:]
    goals_and_names = {tuple(row[column] for column in (0, 2, 4, 5, 6)) for row in csv.reader(lines)}
    same = goals_and_names == {
        tuple(row[column] for column in (0, 2, 4, 5, 6)) for row in csv.reader(expected.decode().splitlines())
    }
    report(f"matrix as CSV, {len(lines):,} rows", ours, floor, queries, same)
    _rows, listed, queries = timed(env, lambda: list_export(trace))
    [rows], read, _queries = timed(env, lambda: fetch(env, hand.EXPORT))
    report("rows for the list's own export", listed, read, queries, len(_rows) == len(rows))
    content, ours, queries = timed(env, projects._get_trace_xlsx)
    _expected, floor, _queries = timed(env, lambda: xlsx_by_hand(env))
    report("matrix as XLSX", ours, floor, queries, bool(content))


def measure_map(env, maps, project):
    drawn, seconds, queries = timed(env, lambda: maps.get_map("project.project", project.id))
    print(
        f"trace map of a roll-out with {PER_ROLLOUT} needs: {seconds * 1000:.0f} ms, {queries} queries,"
        f" {len(drawn['nodes'])} nodes, {len(drawn['edges'])} edges, {len(json.dumps(drawn)) / 1024:.0f} KB"
    )
    readiness, seconds, queries = timed(env, project.facilitation_readiness)
    print(f"its readiness list: {seconds * 1000:.0f} ms, {queries} queries, {len(readiness)} checks")
    _score, seconds, queries = timed(env, lambda: project.trace_score)
    print(f"its trace score: {seconds * 1000:.0f} ms, {queries} queries")


def read_items(env, project):
    """The roll-out's items with their links, as the peers keep them."""
    needs, tasks, features = fetch(
        env,
        f"SELECT id, name, ARRAY[]::int[] FROM crm_facilitation_need WHERE project_id = {project.id} ORDER BY id",
        f"SELECT t.id, t.name, array_agg(r.need_id) FROM project_task t JOIN crm_facilitation_need_task_rel r"
        f" ON r.task_id = t.id WHERE t.project_id = {project.id} GROUP BY t.id ORDER BY t.id",
        f"SELECT id, name, ARRAY[task_id] FROM crm_facilitation_feature WHERE project_id = {project.id} ORDER BY id",
    )
    return {"need": needs, "task": tasks, "feature": features}


def read_links(env, project):
    """Each chain of the roll-out with what is missing in it: what the peers compute out of their items."""
    trace = env["crm.facilitation.trace"]
    columns = [SQL.identifier(trace._table, name) for name in ("need_id", "task_id", "feature_id", "gap")]
    parts = [trace._part(part)._search([("project_id", "=", project.id)]) for part in ("chain", "loose_ends")]
    return [row for part in parts for row in env.execute_query(part.select(*columns))]


def measure_peers(env):
    project = fill(env, PEER_ITEMS // 5, rollouts=1)
    settle(env.cr)
    items = read_items(env, project)
    rows, ours, _queries = timed(env, lambda: read_links(env, project))
    found = len({row[:2] for row in rows if row[0] and row[1]}) + len({row[2] for row in rows if row[2]})
    print(
        f"links of {sum(map(len, items.values())):,} items: {found:,} links in {len(rows):,} rows,"
        f" product {ours * 1000:.1f} ms",
        flush=True,
    )
    for name, whole, alone, count in peers.measure(items):
        print(
            f"{name:<10} {count:,} links; links alone {alone:8.2f} s, {alone / ours:8,.0f} × the product's time;"
            f" with reading the items {whole:8.2f} s, {whole / ours:8,.0f} ×",
            flush=True,
        )


def settle(cr):
    """Leave the tables as they are after a night: both sides ask the same ones."""
    cr.commit()
    with contextlib.closing(psycopg2.connect(dbname=cr.dbname)) as connection:
        connection.autocommit = True
        connection.cursor().execute("VACUUM ANALYZE")


def main():
    odoo.tools.config.parse_config(["-c", os.environ["BENCH_CONFIG"]], setup_logging=False)
    with Registry(os.environ["BENCH_DATABASE"]).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"tracking_disable": True, "lang": "en_US"})
        projects = fill(env, int(os.environ.get("BENCH_NEEDS", "100000")))
        user = env.ref("base.user_admin")
        user.group_ids |= env.ref("crm_facilitation.group_facilitator") | env.ref("base.group_allow_export")
        env = env(user=user)
        env.flush_all()
        settle(cr)
        cr.execute("SELECT (SELECT count(*) FROM crm_facilitation_need), (SELECT count(*) FROM project_task),"
                   " (SELECT count(*) FROM crm_facilitation_feature), (SELECT count(*) FROM crm_facilitation_trace)")  # fmt: skip
        print("{:,} needs, {:,} tasks, {:,} features, {:,} rows of the trace".format(*cr.fetchone()))
        trace = env["crm.facilitation.trace"]
        projects = projects.with_env(env)
        middle = projects[len(projects) // 2]
        measure_pages(env, trace, middle)
        measure_groups(env, trace)
        measure_exports(env, trace, projects)
        measure_map(env, env["crm.facilitation.trace.map"], middle)
        if not os.environ.get("BENCH_NO_PEERS"):
            measure_peers(env)
        cr.rollback()


if __name__ == "__main__":
    main()
