"""How often a suggestion finds what was raised already, and how long it takes among 100,000 needs.

Recall@5, on real requests where the set is there: each request that others repeat is typed by its title alone, by
somebody of its department; found when another of its group is among the five suggestions. In Russian the titles are
Russian and the texts stay English, as the set has them. Beside it, in the same run, two plain uses of trigrams.

Time: a suggestion as the short form asks for it, access rules included, with the number of needs growing. Beside it, in
the same run, the least the database can do for it: one word looked up in the same index.
"""

import csv
import os
import random
import statistics
import sys
import time
from pathlib import Path

import odoo
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

REQUESTS = Path(__file__).parents[3] / "shared" / "data" / "crm_needs.csv"
QUERIES = 400
TRIGRAM = {
    "plain trigram on titles": "similarity(name, %(asked)s)",
    "trigram on title and text": "similarity(name, %(asked)s) + word_similarity(%(asked)s, concat_ws(' ', name, problem))",
}
LETTERS = {"en": ("bcdfghklmnprst", "aeiou"), "ru": ("бвгджзклмнпрст", "аеиоу")}


def make_session(env, name):
    project = env["project.project"].create({"name": name, "is_facilitation": True})
    return env["crm.facilitation.session"].create({"name": name, "project_id": project.id})


def make_asker(env, login, session, department):
    """An employee without any group of the addon, who sees what takes part in the session."""
    user = env["res.users"].create(
        {"name": login, "login": login, "group_ids": [(6, 0, env.ref("base.group_user").ids)]}
    )
    env["crm.facilitation.participant"].create(
        {"session_id": session.id, "partner_id": user.partner_id.id, "department_id": department.id}
    )
    return user


def import_requests(env, rows, language):
    """The requests as needs of one session; ``{request id: need}`` and ``{department name: its asker}``."""
    session = make_session(env, f"Requests {language}")
    departments = {
        name: env["hr.department"].create({"name": name}) for name in sorted({r["department"] for r in rows})
    }
    tags = {
        area: env["crm.facilitation.need.tag"].create({"name": f"{area} {language}"})
        for area in sorted({row["area"] for row in rows})
    }
    needs = env["crm.facilitation.need"].create(
        [
            {
                "name": row[f"title_{language}"],
                "problem": row["description_en"],
                "session_id": session.id,
                "department_id": departments[row["department"]].id,
                "tag_ids": tags[row["area"]].ids,
            }
            for row in rows
        ]
    )
    askers = {name: make_asker(env, f"{name} {language}", session, d) for name, d in departments.items()}
    env.flush_all()
    env.cr.execute("ANALYZE crm_facilitation_need")
    return dict(zip((row["id"] for row in rows), needs, strict=True)), askers


def recall(rows, needs, suggest):
    """Share of the repeated requests for which ``suggest`` names another of their group; and those it misses."""
    group_of = {needs[row["id"]].id: row["duplicate_group"] for row in rows}
    asked = [row for row in rows if row["duplicate_group"]]
    missed = [row["id"] for row in asked if row["duplicate_group"] not in {group_of[i] for i in suggest(row)}]
    return 1 - len(missed) / len(asked), missed


def suggestions(needs, askers, with_tags):
    """What the addon suggests while the title of a request is typed, its own need not being there yet."""

    def suggest(row):
        own = needs[row["id"]]
        env = own.with_user(askers[row["department"]]).env
        model = env["crm.facilitation.need"]
        tags = own.tag_ids.ids if with_tags else ()
        return [need for need in model.similar(own.project_id.id, own.name, 6, tags).ids if need != own.id][:5]

    return suggest


def plain(env, needs, measure):
    def suggest(row):
        own = needs[row["id"]]
        query = f"""SELECT id FROM crm_facilitation_need WHERE project_id = %(project)s AND id <> %(own)s
                     ORDER BY {measure} DESC, id LIMIT 5"""
        env.cr.execute(query, {"project": own.project_id.id, "own": own.id, "asked": own.name})
        return [row[0] for row in env.cr.fetchall()]

    return suggest


def measure_recall(env):
    with REQUESTS.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    for language in ("en", "ru"):
        needs, askers = import_requests(env, rows, language)
        for name, measure in TRIGRAM.items():
            print(f"recall@5 {language}  {name:<34} {recall(rows, needs, plain(env, needs, measure))[0]:.2f}")
        for name, tags in (("ours, by the title alone", False), ("ours, with the area chosen as tag", True)):
            share, missed = recall(rows, needs, suggestions(needs, askers, tags))
            print(f"recall@5 {language}  {name:<34} {share:.2f}   missed {' '.join(missed)}", flush=True)


def words(count, seed, language):
    """Made-up words, the first ones the most used."""
    source = random.Random(seed)
    consonants, vowels = LETTERS[language]
    made = set()
    while len(made) < count:
        made.add("".join(source.choice(consonants) + source.choice(vowels) for _syllable in range(3)))
    return sorted(made, key=lambda word: source.random())


class Writer:
    """Writes titles and texts in which few words are used often and most words rarely, as people write."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.vocabulary = {language: words(3000, 1, language) for language in LETTERS}
        self.weights = [1 / (rank + 10) for rank in range(3000)]

    def text(self, language, length):
        return " ".join(self.random.choices(self.vocabulary[language], self.weights, k=length))

    def need(self):
        language = self.random.choice(("en", "ru"))
        return self.text(language, 6), self.text(language, 20), self.text(language, 12)


def fill(env, session, department, writer, count):
    """Needs written past the ORM: here the search is measured, not the raising."""
    for start in range(0, count, 5000):
        titles, problems, wishes = zip(*(writer.need() for _number in range(min(5000, count - start))), strict=True)
        env.cr.execute(
            SQL(
                """INSERT INTO crm_facilitation_need
                       (name, problem, wish, session_id, project_id, company_id, department_id, state, active, rank)
                   SELECT t.name, t.problem, t.wish, %s, %s, %s, %s, 'raised', true, 0
                     FROM unnest(%s::text[], %s::text[], %s::text[]) AS t(name, problem, wish)""",
                session.id, session.project_id.id, session.company_id.id, department.id,
                list(titles), list(problems), list(wishes),
            )
        )  # fmt: skip
    env.cr.execute("ANALYZE crm_facilitation_need")


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def clocked(work, arguments):
    times = []
    for argument in arguments:
        begin = time.perf_counter()
        work(argument)
        times.append(time.perf_counter() - begin)
    return times


def measure_time(env, sizes):
    session = make_session(env, "Growing")
    department = env["hr.department"].create({"name": "Growing"})
    asker = make_asker(env, "asker", session, department)
    model = env["crm.facilitation.need"].with_user(asker)
    project, writer, filled = session.project_id.id, Writer(2), 0
    for size in sizes:
        fill(env, session, department, writer, size - filled)
        filled = size
        titled = [writer.text(random.choice(("en", "ru")), 6) for _query in range(QUERIES)]
        common = [" ".join(writer.vocabulary["en"][:4]), " ".join(writer.vocabulary["ru"][:8]), "the lead of the deal"]
        typing = [title[: 4 + number % 20] for number, title in enumerate(titled)]
        for text in typing[:20]:
            model.similar(project, text)
        floor = clocked(lambda text: env.cr.execute(WORD, (text, project)), [title.split()[0] for title in titled])
        for name, texts in (("whole titles", titled), ("half-typed titles", typing), ("common words", common * 20)):
            report(size, name, clocked(lambda text: model.similar(project, text), texts), floor)
        env.cr.execute(
            "SELECT id, name FROM crm_facilitation_need WHERE project_id = %s ORDER BY random() LIMIT 200", (project,)
        )
        known = env.cr.fetchall()
        found = sum(model.similar(project, name)[:1].name == name for _need, name in known)
        print(f"needs {size:>7,}  a title typed again comes first in {found / len(known):.1%} of {len(known)}")
    return model, project, titled


WORD = """SELECT id FROM crm_facilitation_need
           WHERE search_vector @@ to_tsquery('russian', %s) AND project_id = %s AND active LIMIT 5"""


def report(size, name, times, floor):
    ours, least = statistics.median(times) * 1000, statistics.median(floor) * 1000
    print(
        f"needs {size:>7,}  {name:<18} {len(times)} queries  p50 {ours:6.1f} ms  p95 {percentile(times, 0.95):6.1f} ms"
        f"  slowest {max(times) * 1000:6.1f} ms  one word by index {least:5.2f} ms  ratio {ours / least:5.1f}",
        flush=True,
    )


def explain(env, model, project, text):
    """Which indexes the suggestion uses, and whether it reads any table of needs from end to end."""
    visible = model._search([("project_id", "=", project), ("state", "!=", "merged")])
    query = model._similar_query(project, text, 5, visible, ())
    plan = [line for (line,) in env.execute_query(SQL("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) %s", query))]
    named = sorted({line.split(" on ")[1].split(" ")[0] for line in plan if "Bitmap Index Scan" in line})
    whole = [
        line.strip() for line in plan if "Seq Scan on crm_facilitation_need" in line and "never executed" not in line
    ]
    print(f"plan     indexes {', '.join(named)}; read from end to end: {'; '.join(whole) or 'nothing'}")
    if "--plan" in sys.argv:
        print("\n".join(plan))


def main(sizes):
    config.parse_config(["-c", os.environ["BENCH_CONFIG"], "-d", os.environ["BENCH_DATABASE"]], setup_logging=False)
    with Registry(os.environ["BENCH_DATABASE"]).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"tracking_disable": True, "no_reset_password": True})
        if REQUESTS.exists():
            measure_recall(env)
        else:
            print("recall@5 not measured: the set of real requests is not beside the checkout")
        model, project, titled = measure_time(env, sizes)
        explain(env, model, project, titled[0])
        cr.rollback()


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:] if size.isdigit()] or [1_000, 10_000, 100_000])
