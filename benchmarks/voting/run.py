"""Votes over HTTP beside the cheapest write Odoo can do and its own survey, the fair share beside the tally, then growth.

`run.py [PEOPLE VOTES_EACH TURNS GROWTH]`: 200 people × 10 votes against a server with two workers, 32 connections, each
person under their own web session, and beside them as many guests, each with the cookie of their personal link, in the
same round. In every turn each kind of request gets its share, so that all see the same machine.
Nothing is retried; a vote that was answered and is not in the database is lost. GROWTH scales the second part (1 is
1,000 needs, 2,000 people, a million votes).
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from fair_share import compare
from growth import measure
from room import log_in, make_guests, make_people, make_round, make_survey, open_links

import odoo
from odoo.modules.registry import Registry
from odoo.tools import config

CONNECTIONS, WORKERS, NEEDS = 32, 2, 40
HERE = Path(__file__).parent


def rpc(path, cookie, params):
    return {"path": path, "cookie": cookie, "body": {"jsonrpc": "2.0", "method": "call", "params": params}}


def call(cookie, model, method, *args, **kwargs):
    return rpc(
        f"/web/dataset/call_kw/{model}/{method}",
        cookie,
        {"model": model, "method": method, "args": args, "kwargs": kwargs},
    )


def prepare(people, each):
    """``({kind: [each person's requests]}, round id, {contact: needs voted for})``, committed."""
    with Registry(os.environ["BENCH_DATABASE"]).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"tracking_disable": True})
        users, settings = make_people(env, people)
        guests = make_guests(env, people)
        # one after the other, so that both groups have people of all departments
        ballot_round = make_round(env, users.partner_id | guests, NEEDS)
        ballot_round.action_open()
        survey, sheets = make_survey(env, users, each)
        needs, questions = ballot_round.need_ids.ids, survey.question_ids.ids
        cookies = log_in(env, users)
        chosen = {}
        kinds = {"floor: own settings": [], "floor: own signature": [], "vote": [], "guest vote": [], "survey": []}
        for number, (user, own, sheet, cookie) in enumerate(zip(users, settings, sheets, cookies, strict=True)):
            mine = [needs[(number * 7 + turn) % len(needs)] for turn in range(each)]
            chosen[user.partner_id.id] = mine
            kinds["floor: own settings"].append(
                [
                    call(cookie, "res.users.settings", "write", own.ids, {"push_to_talk_key": f"{turn}"})
                    for turn in range(each)
                ]
            )
            kinds["floor: own signature"].append(
                [call(cookie, "res.users", "write", user.ids, {"signature": f"{turn}"}) for turn in range(each)]
            )
            kinds["vote"].append(
                [
                    call(cookie, ballot_round._name, "cast", ballot_round.ids, {str(need): 1}, False, False)
                    for need in mine
                ]
            )
            path = f"/survey/submit/{survey.access_token}/{sheet.access_token}"
            kinds["survey"].append(
                [rpc(path, cookie, {"question_id": question, str(question): "3"}) for question in questions]
            )
        session = ballot_round.session_id
        for number, (guest, cookie, proof) in enumerate(open_links(env, session, guests)):
            mine = [needs[(number * 7 + turn) % len(needs)] for turn in range(each)]
            chosen[guest.id] = mine
            kinds["guest vote"].append([guest_vote(session, ballot_round, cookie, proof, need) for need in mine])
        return kinds, ballot_round.id, chosen


def guest_vote(session, ballot_round, cookie, proof, need):
    """The request that a guest's page sends for one vote."""
    said = {"id": ballot_round.id, "choices": {str(need): 1}, "with_needs": False}
    return {
        "path": f"/f/s/{session.id}/call",
        "cookie": cookie,
        "body": {"method": "cast", "args": said, "proof": proof},
        "headers": {"X-Odoo-Database": session.env.cr.dbname},
    }


def awaiting(vote):
    """What a guest's page reads, for whoever sends ``vote``."""
    body = vote["body"] | {"method": "awaiting", "args": {}}
    return vote | {"path": vote["path"].replace("/call", "/read"), "body": body}


def serve():
    """Start a server with two workers on a free port; ``(process, port)``.

    It gets a listening socket with room for all connections to wait, as from a systemd socket unit. Odoo's own holds
    8 a worker, and with 32 connections the kernel then puts off every third one for a second, whatever it asks for.
    """
    listening = socket.create_server(("127.0.0.1", 0), backlog=4 * CONNECTIONS)
    listening.setblocking(False)
    port = listening.getsockname()[1]
    command = [
        *(str(Path(sys.executable).parent / "odoo"), "-c", os.environ["BENCH_CONFIG"]),
        *("-d", os.environ["BENCH_DATABASE"], "--http-interface=127.0.0.1", f"--http-port={port}"),
        *("--gevent-port=0", f"--workers={WORKERS}", "--max-cron-threads=0", "--limit-time-real=600"),
        *("--db-filter", f"^{os.environ['BENCH_DATABASE']}$"),
    ]
    activate = f'exec 3<&{listening.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'
    process = subprocess.Popen(["sh", "-c", activate, "sh", *command], pass_fds=[listening.fileno()])
    listening.close()
    for _attempt in range(240):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health", timeout=5)
            return process, port
        except OSError:
            time.sleep(0.25)
    raise SystemExit("The server does not start.")


def load(jobs, port):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(jobs, file)
        file.flush()
        command = [sys.executable, HERE / "load.py", file.name, str(CONNECTIONS), str(port)]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def in_turn(kinds, turn):
    """An order in which each kind comes after another one than in the turns before: a neighbour leaves work behind."""
    step = turn % (len(kinds) - 1) + 1
    return [kinds[(turn + place * step) % len(kinds)] for place in range(len(kinds))]


def run_turns(kinds, each, turns, port):
    """Everything that was measured, by kind; the first request of each session and worker is not."""
    results = {kind: {"seconds": 0.0, "waits": [], "failed": []} for kind in kinds}
    load([[requests[0]] for requests in kinds["floor: own settings"]], port)
    load([[call(r[0]["cookie"], "crm.facilitation.round", "awaiting")] for r in kinds["vote"][:CONNECTIONS]], port)
    load([[awaiting(requests[0])] for requests in kinds["guest vote"][:CONNECTIONS]], port)
    for turn in range(turns):
        share = slice(turn * each // turns, (turn + 1) * each // turns)
        for kind in in_turn(list(kinds), turn):
            got = load([requests[share] for requests in kinds[kind]], port)
            results[kind]["seconds"] += got["seconds"]
            results[kind]["waits"] += got["waits"]
            results[kind]["failed"] += got["failed"]
    return results


def report(results):
    rates = {kind: len(r["waits"]) / r["seconds"] for kind, r in results.items()}
    for kind, result in results.items():
        waits = sorted(result["waits"])
        print(
            f"{kind:20} requests {len(waits):5}  failed {len(result['failed']):3}  {rates[kind]:6.1f} a second"
            f"  median {1000 * statistics.median(waits):5.0f} ms  p95 {1000 * waits[int(len(waits) * 0.95)]:5.0f} ms"
            f"  slowest {1000 * waits[-1]:5.0f} ms  {sorted(set(result['failed']))[:2] or ''}",
            flush=True,
        )
    floor = max(rate for kind, rate in rates.items() if kind.startswith("floor"))
    print(f"votes ÷ floor {rates['vote'] / floor:.2f}   votes ÷ survey {rates['vote'] / rates['survey']:.2f}"
          f"   survey ÷ floor {rates['survey'] / floor:.2f}", flush=True)  # fmt: skip
    print(f"votes of guests ÷ votes of accounts {rates['guest vote'] / rates['vote']:.2f}", flush=True)


def check(round_id, chosen):
    """Count the votes that are not in the database, close the round and recount it."""
    with Registry(os.environ["BENCH_DATABASE"]).cursor() as cr:
        cr.execute(
            """SELECT participant.partner_id, vote.need_id, vote.points
                 FROM crm_facilitation_ballot ballot
                 JOIN crm_facilitation_vote vote ON vote.ballot_id = ballot.id
                 JOIN crm_facilitation_participant participant ON participant.id = ballot.participant_id
                WHERE ballot.round_id = %s""",
            [round_id],
        )
        stored = {(person, need): points for person, need, points in cr.fetchall()}
        cast = {(person, need): 1 for person, needs in chosen.items() for need in needs}
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
        ballot_round = env["crm.facilitation.round"].browse(round_id)
        ballot_round.action_close()
        total = sum(row.points for row in ballot_round.tally_ids if not row.department_id)
        print(f"votes cast {len(cast)}, stored {len(stored)}, lost {len(cast.keys() - stored.keys())};"
              f" points in the tally {total}, recount {ballot_round.recount()}", flush=True)  # fmt: skip
        return stored == cast and total == len(cast)


def main(people=200, each=10, turns=5, growth=1.0):
    config.parse_config(["-c", os.environ["BENCH_CONFIG"], "-d", os.environ["BENCH_DATABASE"]], setup_logging=False)
    kinds, round_id, chosen = prepare(people, each)
    process, port = serve()
    try:
        results = run_turns(kinds, each, turns, port)
    finally:
        process.terminate()
        process.wait(60)
    report(results)
    sound = check(round_id, chosen) and not results["vote"]["failed"] + results["guest vote"]["failed"]
    compare()
    if growth:
        for anonymous in (False, True):
            with Registry(os.environ["BENCH_DATABASE"]).cursor() as cr:
                env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"tracking_disable": True})
                measure(env, int(2000 * growth), int(1000 * growth), int(1_000_000 * growth**2), anonymous)
                cr.rollback()
    return 0 if sound else 1


if __name__ == "__main__":
    numbers = sys.argv[1:]
    sys.exit(main(*map(int, numbers[:3]), *map(float, numbers[3:4])))
