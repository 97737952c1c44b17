import json

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.voting.secrecy import RECEIPT_LENGTH, ballots_hash
from ...tools.voting.tally import COUNTING_RULE, MIDDLE, Cell, Sums, matrix_class, need_values, publish

CELL_FIELDS = (
    "voters", "supporters", "points", "importance", "ease", "agree", "abstain", "object", "block", "departments",
)  # fmt: skip
# the fair share of a need, and what a department paid for it
SHARE_FIELDS = ("fair_rank", "cost", "is_payer", "share")
# beside those: what conflict detection needs of a cell, and nobody is shown
KEPT_FIELDS = ("raters", "ratings", "squares")


class CrmFacilitationRound(models.Model):
    """Closing, tallying, recounting. Ballots are added up by the database, and published by ``tools/voting/tally.py``."""

    _inherit = "crm.facilitation.round"

    def action_close(self) -> None:
        """Close and tally once; the hash of the sorted ballots goes into the evidence.

        The state is written first: that waits for the votes under way and holds back the later ones. They are then
        read with a new snapshot, since this transaction's own is older than the last of them.
        """
        self.env["crm.facilitation.role"]._check_facilitator(self)
        for ballot_round in self:
            if ballot_round.state != "open":
                raise UserError(self.env._("“%s” is not open.", ballot_round.name))
            ballot_round._write_past_guards({"state": "closed", "closed_on": fields.Datetime.now()})
            self.env.flush_all()
            cells, receipts, bought = ballot_round._close_ballots_anew()
            ballot_round._store_cells(cells, bought)
            values = ballot_round._rate(cells, ballot_round._count_electors())
            facts = {"ballots": len(receipts), "hash": ballots_hash(receipts), "rule": COUNTING_RULE}
            # the terms of the opening are the server's own note
            if order := ballot_round._publish_order(bought, values):
                ballot_round._write_past_guards({"published_order": order})
                facts["fair_share"] = ballot_round.sudo()._hash_share(bought)
            ballot_round._follow_results()
            self.env["crm.facilitation.event"]._record(ballot_round, "round_closed", facts)

    def _close_ballots_anew(self):
        """:meth:`_close_ballots` with a snapshot that is newer than this transaction's own."""
        # while the addon is being installed nobody else votes, and no other transaction sees its tables
        if not self.env.registry.ready:
            # nobody has the right to write tallies
            return self.sudo()._close_ballots()
        with self.env.registry.cursor() as cursor:
            fresh = self.with_env(api.Environment(cursor, SUPERUSER_ID, {}))
            # a round that nobody else can see yet was voted in by this transaction only
            return (fresh.exists() or self.sudo())._close_ballots()

    def _close_ballots(self):
        """``(published cells, receipts of the ballots cast, fair share)``; mixes the ballots of an anonymous round."""
        cells, receipts, bought = self._count(), self._get_receipts(), self._compute_fair_share()
        if self.anonymous:
            self._mix_ballots()
            self._mix_electors(always=True)
        return cells, receipts, bought

    @api.readonly
    def recount(self) -> bool:
        """Whether results, receipts and the hash in the evidence all equal what the ballots say now."""
        self.ensure_one()
        self._check_closed()
        # nobody has the right to read ballots
        closed_sudo = self.sudo()
        facts = closed_sudo._get_closing_facts()
        receipts, cells = closed_sudo._recount_receipts(), closed_sudo._count(facts.get("rule", 1))
        return (
            cells == closed_sudo._read_cells()
            and closed_sudo._is_share_equal(cells)
            and receipts == closed_sudo._get_receipts()
            and ballots_hash(receipts) == facts.get("hash")
        )

    def _get_closing_facts(self):
        """What the evidence holds of the closing."""
        # those who may read the result may check it against the evidence
        return (
            self.env["crm.facilitation.event"]
            .sudo()
            .search(
                [("record_model", "=", self._name), ("record_id", "=", self.id), ("kind", "=", "round_closed")], limit=1
            )
            .payload
            or {}
        )

    def _count(self, rule=COUNTING_RULE):
        """Published cells of the ballots, ordered by need and department."""
        return publish(self._add_up(), self._count_voters(), self._get_listed_needs().ids, self.min_cell, rule)

    def _get_listed_needs(self):
        """The needs of the round, the archived ones included: what people voted on stays in the count."""
        return self.need_ids

    def _add_up(self):
        """``{(need id, department id or 0): Sums}`` in one statement; the same as ``tools.voting.tally.add_up``."""
        rows = self.env.execute_query(
            SQL(
                """SELECT vote.need_id, coalesce(ballot.department_id, 0),
                          count(*) FILTER (WHERE vote.points > 0 OR vote.importance > %(middle)s
                                              OR vote.choice = 'agree'),
                          sum(vote.points), count(*) FILTER (WHERE vote.importance > 0),
                          sum(vote.importance), sum(vote.ease),
                          count(*) FILTER (WHERE vote.choice = 'agree'),
                          count(*) FILTER (WHERE vote.choice = 'abstain'),
                          count(*) FILTER (WHERE vote.choice = 'object'),
                          count(*) FILTER (WHERE vote.choice = 'block'),
                          sum(vote.points::bigint * vote.points + vote.importance * vote.importance)::float
                     FROM crm_facilitation_ballot ballot
                     JOIN crm_facilitation_vote vote ON vote.ballot_id = ballot.id
                    WHERE ballot.round_id = %(round)s
                 GROUP BY 1, 2""",
                middle=MIDDLE,
                round=self.id,
            )
        )
        return {(need, department): Sums(*sums) for need, department, *sums in rows}

    def _count_voters(self):
        """``{department id or 0: ballots cast}``."""
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT coalesce(department_id, 0), count(*) FROM crm_facilitation_ballot
                        WHERE round_id = %s AND receipt IS NOT NULL GROUP BY 1""",
                    self.id,
                )
            )
        )

    def _get_receipts(self):
        """Receipts given to the voters, sorted."""
        rows = self.env.execute_query(
            SQL(
                "SELECT receipt FROM crm_facilitation_ballot WHERE round_id = %s AND receipt IS NOT NULL",
                self.id,
            )
        )
        return sorted(row[0] for row in rows)

    def _recount_receipts(self):
        """Receipts of what the ballots say now, sorted; as ``tools.voting.secrecy.receipt`` makes them."""
        rows = self.env.execute_query(
            SQL(
                """SELECT left(encode(sha256(convert_to(ballot.key || chr(10) || string_agg(
                              concat_ws(':', vote.need_id, vote.points, vote.importance, vote.ease,
                                        coalesce(vote.choice, ''), char_length(coalesce(vote.reason, '')),
                                        coalesce(vote.reason, '')),
                              chr(10) ORDER BY vote.need_id), 'UTF8')), 'hex'), %s)
                     FROM crm_facilitation_ballot ballot
                     JOIN crm_facilitation_vote vote ON vote.ballot_id = ballot.id
                    WHERE ballot.round_id = %s GROUP BY ballot.id""",
                RECEIPT_LENGTH,
                self.id,
            )
        )
        return sorted(row[0] for row in rows)

    def _store_cells(self, cells, bought=None):
        """Keep the published cells, in one statement: a large round has tens of thousands."""
        electors = self._count_electors()
        # the terms of the opening are the server's own note
        shares = self.sudo()._get_share_figures(bought, cells)
        rows = [self._prepare_tally(cell, electors) | shares.get((cell.need, cell.department), {}) for cell in cells]
        stored = {*self._prepare_tally(Cell(0, 0, 0), {0: 0}), *SHARE_FIELDS}
        names = SQL(", ").join(SQL.identifier(name) for name in sorted(stored))
        self.env.cr.execute(
            SQL(
                """INSERT INTO crm_facilitation_tally (%(names)s)
                   SELECT %(names)s FROM json_populate_recordset(NULL::crm_facilitation_tally, %(rows)s)""",
                names=names,
                rows=json.dumps(rows),
            )
        )
        self.env["crm.facilitation.tally"].invalidate_model(flush=False)
        self.invalidate_recordset(["tally_ids"], flush=False)

    def _prepare_tally(self, cell, electors):
        """Values of one stored result; ``electors``: department id → how many may vote, 0 for all."""
        return {
            "round_id": self.id,
            "need_id": cell.need,
            "department_id": cell.department or None,
            "matrix_class": matrix_class(cell.importance, cell.ease) if cell.importance else None,
            "below_quorum": cell.voters * 100 < self.quorum * electors[cell.department],
            **{name: getattr(cell, name) for name in (*CELL_FIELDS, *KEPT_FIELDS)},
        }

    def _read_cells(self):
        """The stored results as cells, ordered by need and department."""
        names = (*CELL_FIELDS, *KEPT_FIELDS)
        rows = self.env.execute_query(
            SQL(
                """SELECT need_id, coalesce(department_id, 0), %s FROM crm_facilitation_tally
                    WHERE round_id = %s ORDER BY 1, 2""",
                SQL(", ").join(SQL.identifier(name) for name in names),
                self.id,
            )
        )
        return [Cell(need, department, **dict(zip(names, row, strict=True))) for need, department, *row in rows]

    def _count_electors(self):
        """``{department id: electors}``, with all of them under 0 and those of no department under -1."""
        groups = (
            self.env["crm.facilitation.elector"]
            .sudo()
            ._read_group([("round_id", "=", self.id)], ["department_id"], ["__count"])
        )
        return {department.id or -1: count for department, count in groups} | {0: sum(count for _d, count in groups)}

    def _get_need_values(self):
        """``{need id: value 0..1}``, heads and departments weighted alike."""
        self.ensure_one()
        # published figures, and nobody has the right to read ballots
        return self._rate(self.sudo()._read_cells(), self._count_electors())

    def _rate(self, cells, electors):
        """``{need id: value}`` of these cells; ``electors`` as of :meth:`_count_electors`."""
        return need_values(cells, self.method, sum(department > 0 for department in electors))

    def _follow_results(self):
        """Give the needs of the round their place in the order of the whole roll-out, and note what departs from it.

        Not the order within this round: class, effort and other rounds count too.
        """
        listed = self._get_listed_needs()
        # all needs of the roll-out are ranked together, whoever closes the round
        listed.sudo()._update_priority()
        self.env["crm.facilitation.deviation"]._follow(listed)
