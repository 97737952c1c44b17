"""How voting grows: opening the ballot, closing and tallying, beside the same aggregate as one SQL statement."""

import time

from room import make_round

AGGREGATE = """
    SELECT vote.need_id, ballot.department_id, count(DISTINCT vote.ballot_id), sum(vote.points),
           count(*) FILTER (WHERE vote.points > 0)
      FROM crm_facilitation_ballot ballot
      JOIN crm_facilitation_vote vote ON vote.ballot_id = ballot.id
     WHERE ballot.round_id = %s
  GROUP BY GROUPING SETS ((vote.need_id), (vote.need_id, ballot.department_id))
"""
# the same without counting heads cell by cell: the cheapest statement that gives the figures
PLAIN = AGGREGATE.replace("count(DISTINCT vote.ballot_id), ", "").replace(
    "GROUPING SETS ((vote.need_id), (vote.need_id, ballot.department_id))", "vote.need_id, ballot.department_id"
)


def clocked(work, times=3):
    """``(result, best seconds)`` of a few runs."""
    best = float("inf")
    for _run in range(times):
        begin = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - begin)
    return result, best


def fill(env, ballot_round, votes):
    """``votes`` votes of one point, spread evenly, and the receipt that each ballot would carry."""
    env.cr.execute(
        """INSERT INTO crm_facilitation_vote (ballot_id, need_id, points, importance, ease)
           SELECT ballot.id, need.id, 1, 0, 0
             FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM crm_facilitation_ballot
                    WHERE round_id = %(round)s) ballot
             JOIN (SELECT crm_facilitation_need_id AS id,
                          row_number() OVER (ORDER BY crm_facilitation_need_id) AS number
                     FROM crm_facilitation_need_crm_facilitation_round_rel
                    WHERE crm_facilitation_round_id = %(round)s) need
               ON (need.number + ballot.number) %% %(every)s = 0""",
        {"round": ballot_round.id, "every": len(ballot_round.need_ids) * ballot_round.elector_count // votes},
    )
    made = env.cr.rowcount
    env.cr.execute("SELECT id, key FROM crm_facilitation_ballot WHERE round_id = %s", [ballot_round.id])
    # what casting would have left on each ballot; the recount afterwards checks it against the votes
    env.cr.execute(
        """UPDATE crm_facilitation_ballot ballot SET spent = paper.spent, receipt = paper.receipt
             FROM (SELECT vote.ballot_id, count(*) AS spent,
                          left(encode(sha256(convert_to(min(own.key) || chr(10) || string_agg(
                              vote.need_id || ':1:0:0::0:', chr(10) ORDER BY vote.need_id), 'UTF8')), 'hex'), 20)
                              AS receipt
                     FROM crm_facilitation_vote vote JOIN crm_facilitation_ballot own ON own.id = vote.ballot_id
                    WHERE own.round_id = %s GROUP BY vote.ballot_id) paper
            WHERE paper.ballot_id = ballot.id""",
        [ballot_round.id],
    )
    env.invalidate_all()
    for table in ("vote", "ballot", "elector"):
        env.cr.execute(f"ANALYZE crm_facilitation_{table}")
    return made


def copied(env, ballot_round, *like):
    """Seconds to write the round's votes once more, in the order of the closing, into a new table made ``like`` theirs.

    No table of votes that holds one row each can be written anew in less.
    """
    env.cr.execute(f"CREATE TABLE crm_facilitation_vote_copy (LIKE crm_facilitation_vote {' '.join(like)})")
    begin = time.perf_counter()
    env.cr.execute(
        """INSERT INTO crm_facilitation_vote_copy (id, ballot_id, need_id, points, importance, ease, choice, reason)
           SELECT vote.id, ballot_id, need_id, points, importance, ease, choice, reason
             FROM crm_facilitation_vote vote JOIN crm_facilitation_ballot ballot ON ballot.id = vote.ballot_id
            WHERE ballot.round_id = %s ORDER BY ballot.key, need_id""",
        [ballot_round.id],
    )
    seconds = time.perf_counter() - begin
    env.cr.execute("DROP TABLE crm_facilitation_vote_copy")
    return seconds


def measure(env, people, needs, votes, anonymous):
    """Print one line; leaves nothing behind, the caller rolls back."""
    user = env.ref("base.user_admin")
    partners = user.partner_id | env["res.partner"].create([{"name": f"Voter {number}"} for number in range(1, people)])
    ballot_round = make_round(env, partners, needs, budget=needs, cap=5, anonymous=anonymous)
    env.flush_all()
    begin = time.perf_counter()
    ballot_round.action_open()
    env.flush_all()
    laid_out = time.perf_counter() - begin
    made = fill(env, ballot_round, votes)
    voter = ballot_round.with_user(user)

    def open_ballot():
        env.invalidate_all()
        return voter.ballot()

    def aggregate(statement):
        env.cr.execute(statement, [ballot_round.id])
        return env.cr.fetchall()

    paper, opened = clocked(open_ballot)
    _rows, plain = clocked(lambda: aggregate(PLAIN))
    _rows, full = clocked(lambda: aggregate(AGGREGATE))
    _cells, counted = clocked(ballot_round._count)
    bare, indexed = (copied(env, ballot_round, *like) for like in ([], ["INCLUDING INDEXES"])) if anonymous else (0, 0)
    begin = time.perf_counter()
    cells, receipts, _bought = ballot_round.sudo()._close_ballots()
    closed = time.perf_counter() - begin
    begin = time.perf_counter()
    ballot_round._store_cells(cells)
    stored = time.perf_counter() - begin
    begin = time.perf_counter()
    ballot_round._follow_results()
    env.flush_all()
    scored = time.perf_counter() - begin
    print(
        f"{'anonymous' if anonymous else 'named':9} needs {needs:,} people {people:,} votes {made:,}"
        f" | opening the round {laid_out:.2f} s | opening a ballot of"
        f" {len(paper['needs']):,} needs {1000 * opened:.0f} ms\n"
        f"          aggregate as one statement: per cell {plain:.2f} s, with totals and heads {full:.2f} s"
        f" | tally {counted:.2f} s = {counted / plain:.2f} × and {counted / full:.2f} ×\n"
        f"          closing: count, receipts, fair share{', mixing' if anonymous else ''} {closed:.2f} s"
        f" + {len(cells):,} results stored {stored:.2f} s = {(closed + stored) / plain:.2f} × and"
        f" {(closed + stored) / full:.2f} × | scores and ranks {scored:.2f} s | ballots {len(receipts):,}",
        flush=True,
    )
    if anonymous:
        print(
            f"          the same votes copied, in the same order: into a bare table {bare:.2f} s, with its indexes"
            f" {indexed:.2f} s | closing = {closed / bare:.2f} × and {closed / indexed:.2f} ×;"
            f" most of the rest are two foreign keys a vote",
            flush=True,
        )
