"""The session room: 200 devices and one change, 40 people who act for a minute, and Odoo's live survey, which polls.

`run.py [DEVICES CHANGES ACTORS SECONDS]`, or the same numbers in `BENCH_ROOM`. Two Odoo processes serve one database, the
devices are shared out between them, and every change goes through the first. Then the same with two workers and a
websocket process, as in production.
"""

import dataclasses
import gzip
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from filling import add_needs, fill, make_survey, open_round
from replica import compare_replica
from serving import Server, serving

import odoo
from odoo.modules.registry import Registry
from odoo.service import security
from odoo.tools import config
from odoo.tools.json import json_default

NEEDS = 200
# half of what PostgreSQL takes here
CONNECTIONS = 95
HERE = Path(__file__).parent
# how often the host's page of a survey asks for answers, and the room where no hint arrives
SURVEY_INTERVAL, ROOM_INTERVAL = 2, 25


def cursor():
    return Registry(os.environ["BENCH_DATABASE"]).cursor()


def run(plan):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(plan, file)
        file.flush()
        done = subprocess.run([sys.executable, HERE / "crowd.py", file.name], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def percentile(values, share):
    # by nearest rank: of twenty values the 95th percentile is the nineteenth
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def milliseconds(values):
    if not values:
        return "none"
    return (
        f"p50 {1000 * statistics.median(values):5.0f} ms  p95 {1000 * percentile(values, 0.95):5.0f} ms"
        f"  slowest {1000 * max(values):5.0f} ms"
    )


def log_in(env, user):
    """The cookie of a web session, without the password check."""
    session = odoo.http.root.session_store.new()
    session.update(odoo.http.get_default_session(), db=env.cr.dbname)
    session.uid, session.login = user.id, user.login
    session.session_token = security.compute_session_token(session, env)
    session.context = dict(env["res.users"].with_user(user).context_get())
    odoo.http.root.session_store.save(session)
    return f"session_id={session.sid}"


def measure_state(needs_counts):
    """Statements and size of the state, by the number of needs; everything is undone."""
    for count in needs_counts:
        with cursor() as cr:
            env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"tracking_disable": True})
            session, _guests = fill(env, 40, 0)
            add_needs(env, session, count)
            open_round(env, session)
            env["crm.facilitation.conflict"].create({"name": "Two ways", "session_id": session.id, "evidence": "Both."})
            leader = env.ref("base.user_admin")
            leader.group_ids += env.ref("crm_facilitation.group_facilitator")
            for view in ("phone", "desk"):
                room = env["crm.facilitation.room"].with_user(leader)
                room.state(session.id, view)
                env.flush_all()
                env.transaction.reset()
                before, begin = cr.sql_log_count, time.perf_counter()
                state = room.state(session.id, view)
                seconds, statements = time.perf_counter() - begin, cr.sql_log_count - before
                body = json.dumps(state, default=json_default, ensure_ascii=False, separators=(",", ":")).encode()
                print(f"state for {count:3} needs, {view:5}: statements {statements:2}, {1000 * seconds:4.0f} ms, "
                      f"{len(body):6} bytes, compressed {len(gzip.compress(body)):6}", flush=True)  # fmt: skip
            cr.rollback()


def written():
    """Rows that were written since the statistics began, by table."""
    time.sleep(2)
    with cursor() as cr:
        cr.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables")
        return dict(cr.fetchall())


def report_change(title, result, devices, ports):
    first, *changes = result["changes"]
    last = [max(one["from_commit"]) for one in changes if None not in one["from_commit"]]
    lost = sum(at is None for one in changes for at in one["from_commit"])
    every = [at for one in changes for at in one["from_commit"] if at is not None]
    print(f"{title}: {devices} sockets, {len(changes)} changes, not shown {lost},"
          f" fetches that failed and were repeated {result['failures']}, broken {len(result['broken'])}")  # fmt: skip
    # each process has to open its connections to the database, and PostgreSQL to read its catalogue for each
    cold = [at for at in first["from_commit"] if at is not None]
    print(f"  the first change, not counted: shown by {len(cold)}, by the last after {1000 * max(cold):.0f} ms")
    print(f"  commit → a device shows it    {milliseconds(every)}")
    print(f"  commit → the last device      {milliseconds(last)}")
    if len(ports) > 1:
        other = [at for one in changes for number, at in enumerate(one["from_commit"]) if at and number % 2]
        print(f"  devices of the other process  {milliseconds(other)}")
    fetches = [len(one["fetches"]) for one in changes]
    again = statistics.mean(sum(status == 304 for status, *_rest in one["fetches"]) for one in changes)
    waits = [seconds for one in changes for _status, seconds, _size in one["fetches"]]
    print(f"  fetches a change {statistics.mean(fetches):.0f} (most {max(fetches)}), of these 304 {again:.0f};"
          f" a fetch takes {milliseconds(waits)}")  # fmt: skip
    raw, packed = max(result["sizes"])
    sent = statistics.median(size for one in changes for _status, _seconds, size in one["fetches"])
    print(f"  state {raw} bytes, {packed} on the wire; after a change {sent:.0f}, headers included", flush=True)
    for complaint in result["broken"][:3]:
        print(f"  {complaint}")


def report_acts(title, result, session_id, round_id):
    """Compare what was answered with what is in the database; whether all of it is."""
    acts = result["acts"]
    failed = [(name, status, error) for _who, name, _what, _times, _seconds, status, error in acts if status != 200]
    again = sum(times > 1 for _who, _name, _what, times, *_rest in acts)
    with cursor() as cr:
        cr.execute("SELECT author_id, name FROM crm_facilitation_need WHERE session_id = %s", [session_id])
        raised = cr.fetchall()
        need = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})["crm.facilitation.need"]._fields["supporter_ids"]
        cr.execute(f"SELECT {need.column2}, {need.column1} FROM {need.relation}")  # pylint: disable=sql-injection
        supported = set(cr.fetchall())
        cr.execute(
            """SELECT ballot.participant_id, vote.need_id FROM crm_facilitation_vote vote
                 JOIN crm_facilitation_ballot ballot ON ballot.id = vote.ballot_id WHERE ballot.round_id = %s""",
            [round_id],
        )
        voted = set(cr.fetchall())
    said = {name: [(who, what) for who, kind, what, _t, _s, status, _e in acts if kind == name and status == 200]
            for name in ("raise_need", "support", "cast")}  # fmt: skip
    lost = [one for one in said["raise_need"] if raised.count(tuple(one)) != 1]
    lost += [one for one in said["support"] if one not in supported]
    lost += [one for one in said["cast"] if one not in voted]
    own = [error for name, status, error in failed if name == "support" and status == 422]
    taken = ", ".join(f"{word} {len(said[name])}" for name, word in
                      (("raise_need", "raised"), ("support", "supported"), ("cast", "voted")))  # fmt: skip
    print(f"{title}: acts {len(acts)}: {taken};"
          f" lost or doubled {len(lost)}; refused {len(own)} (one's own need), failed {len(failed) - len(own)},"
          f" sent again {again}")  # fmt: skip
    print(f"  an act takes {milliseconds([seconds for *_rest, seconds, _status, _error in acts])}", flush=True)
    for one in [one for one in failed if one[1] != 422][:3]:
        print(f"  {one}")
    return not lost and len(failed) == len(own)


def prepare(devices):
    with cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"tracking_disable": True})
        leader = env.ref("base.user_admin")
        leader.group_ids += env.ref("crm_facilitation.group_facilitator") + env.ref("survey.group_survey_manager")
        session, guests = fill(env, devices, NEEDS)
        ballot_round = open_round(env, session)
        survey, answers = make_survey(env, devices)
        return {
            "session": session.id,
            "database": env.cr.dbname,
            "guests": [dataclasses.asdict(guest) for guest in guests],
            "facilitator": log_in(env, leader),
            "items": session.agenda_item_ids[1:3].ids,
            "needs": session.need_ids.ids,
            "round": ballot_round.id,
            "survey": survey.access_token,
            "answers": answers,
        }


def main(devices=200, changes=20, actors=40, seconds=60):
    config.parse_config(["-c", os.environ["BENCH_CONFIG"], "-d", os.environ["BENCH_DATABASE"]], setup_logging=False)
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}", flush=True)
    measure_state((20, 200))
    sound = True
    # a connection to the database for each device: all of them are told of a change at the same moment
    pool = [f"--db_maxconn={min(devices // 2 + 16, CONNECTIONS)}"]
    for title, servers in (
        ("two threaded processes", lambda: [Server("one", settings=pool), Server("two", settings=pool)]),
        ("two workers and a websocket process", lambda: [Server("workers", workers=2)]),
    ):
        # each meets the same session, before anybody acts in it
        plan = prepare(devices)
        with serving(*servers()) as running:
            plan["ports"] = [server.ports for server in running]
            used = sum(server.cpu() for server in running)
            report_change(title, run(plan | {"do": "watch", "changes": changes + 1, "pause": 3}), devices, running)
            used = sum(server.cpu() for server in running) - used
            print(
                f"  processor time of the servers, connecting {devices} devices and {changes} changes: {used:.1f} s",
                flush=True,
            )
            counted = [number for server in running for number in server.statements(f"/f/s/{plan['session']}/state")]
            print(f"  statements of a whole request: most {max(counted)}, median {statistics.median(counted):.0f}")
            before, used = written(), sum(server.cpu() for server in running)
            got = run(plan | {"do": "fetch_many", "count": devices})
            used, after = sum(server.cpu() for server in running) - used, written()
            touched = {table: after[table] - count for table, count in before.items() if after[table] != count}
            print(f"  {len(got['waits'])} fetches one after the other: rows written {touched or 0};"
                  f" {milliseconds([one[1] for one in got['waits']])};"
                  f" processor time of a fetch {1000 * used / len(got['waits']):.1f} ms", flush=True)  # fmt: skip
            for watching, how_long in ((actors, seconds), (devices, seconds // 2)):
                crowd = {
                    "guests": plan["guests"][:watching],
                    "actors": actors,
                    "seconds": how_long,
                    "think": (0.5, 1.5),
                }
                acts = run(plan | crowd | {"do": "act"})
                who = f"{actors} people for {how_long} s, {watching} devices"
                sound &= report_acts(who, acts, plan["session"], plan["round"])
            said = {line.split(" ", 4)[-1][:160] for server in running for line in server.complaints()}
            print(f"  complaints in the server's log: {len(said)} {sorted(said)[:2] or ''}", flush=True)
            intervals = (("its own", SURVEY_INTERVAL), ("the room's", ROOM_INTERVAL)) if len(running) > 1 else ()
            for name, interval in intervals:
                peer = run(plan | {"do": "poll", "interval": interval, "changes": 2})
                last = [max(one["from_commit"]) for one in peer["changes"] if one["from_commit"]]
                print(f"  survey, {devices} attendees at {name} interval of {interval} s: the last one {milliseconds(last)};"
                      f" an answer takes {milliseconds([one[0] for one in peer['waits']])}", flush=True)  # fmt: skip
    sound &= compare_replica(plan, run)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:] or os.environ.get("BENCH_ROOM", "").split())))
