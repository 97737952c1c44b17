import hashlib
import json

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ...tools.needs.priority import counted_effort
from ...tools.voting.fair_share import fair_share

METHODS_WITH_SHARE = ("dots", "matrix")
FEWEST_NEEDS = 2
# digits of a stored share; a recount may differ by what rounding does to the last one
DIGITS = 4
TOLERANCE = 2 / 10**DIGITS


class CrmFacilitationRound(models.Model):
    """The fair share of a closed round: what its voters buy with the days there are, see ``tools/voting/fair_share.py``.

    Costs, capacity and the departments that count as one are kept as they stood at the opening. The fair share is
    computed by the closing, from the ballots it counts, and stored per need and per need × department, never per voter.

    Invariants: what a department paid is published where its cell is; in an anonymous round it is said who paid, and
    not how much. A round opened before this existed, a vote by consent and a round of one need have no fair share.
    """

    _inherit = "crm.facilitation.round"

    opening_terms = fields.Json(copy=False, readonly=True, groups=NO_ACCESS)
    published_order = fields.Json(copy=False, readonly=True, help="Ids of the needs: fair share first, then by value.")

    def _prepare_opening(self):
        """What the fair share will be computed with: ``{costs, capacity, is_assumed, departments}``, ids as texts.

        A roll-out without a capacity is assumed to have half of what all needs of the round cost.
        """
        self.ensure_one()
        # the terms hold for everybody, whatever the facilitator may read
        told_sudo = self.sudo()
        if told_sudo.method not in METHODS_WITH_SHARE or len(told_sudo.need_ids) < FEWEST_NEEDS:
            return {"opening_terms": False}
        costs = {str(need.id): counted_effort(need.effort_days) for need in told_sudo.need_ids}
        stated = told_sudo.project_id.facilitation_capacity_days
        departments = told_sudo._get_electing_departments()
        return {
            "opening_terms": {
                "costs": costs,
                "capacity": stated or sum(costs.values()) / 2,
                "is_assumed": not stated,
                "departments": {str(one.id): told_sudo._get_affected_ancestor(one) for one in departments},
            }
        }

    def _get_electing_departments(self):
        return self.env["crm.facilitation.ballot"].search([("round_id", "=", self.id)]).department_id

    def _get_affected_ancestor(self, department):
        """The id of the nearest department, upwards from this one, that the roll-out names; else its own."""
        affected, above = self.project_id.affected_department_ids, department
        while above and above not in affected:
            above = above.parent_id
        return above.id or department.id

    def _compute_fair_share(self):
        """The fair share of the ballots as they are; None where the round has none."""
        terms = self.opening_terms
        if not terms:
            return None
        points, department_of = self._read_support()
        costs = {int(need): cost for need, cost in terms["costs"].items()}
        units = {voter: terms["departments"].get(str(label), label) for voter, label in department_of.items()}
        return self._round_share(fair_share(points, costs, units, terms["capacity"]), department_of)

    def _read_support(self):
        """``({ballot: {need: utility}}, {ballot: department id or 0})`` of the ballots cast; nought is no support."""
        rows = self.env.execute_query(
            SQL(
                """SELECT ballot.id, coalesce(ballot.department_id, 0), vote.need_id,
                          CASE WHEN %s THEN vote.points ELSE vote.importance - 1 END
                     FROM crm_facilitation_ballot ballot
                     JOIN crm_facilitation_vote vote ON vote.ballot_id = ballot.id
                    WHERE ballot.round_id = %s AND ballot.receipt IS NOT NULL ORDER BY ballot.key, vote.need_id""",
                self.method == "dots",
                self.id,
            )
        )
        points, department_of = {}, {}
        for ballot, department, need, utility in rows:
            department_of[ballot] = department
            points.setdefault(ballot, {})[need] = utility
        return points, department_of

    def _round_share(self, share, department_of):
        """``[(need id, cost, {department id or 0: part of the cost})]`` in the order of buying, rounded for storing."""
        # by the label of the ballot, as the results are; money went by the department that the roll-out names
        paid = share.paid_by(department_of)
        return [
            (purchase.need, purchase.price, {key: round(part, DIGITS) for key, part in paid[purchase.need].items()})
            for purchase in share.purchases
        ]

    def _get_share_figures(self, bought, cells):
        """``{(need id, department id or 0): {fair_rank, cost, is_payer, share}}`` of the published cells.

        A share tells what people gave a need, so it is published where the mean of their ratings is.
        """
        figures, parts_of = {}, {}
        for rank, (need, cost, parts) in enumerate(bought or (), 1):
            figures[need, 0] = {"fair_rank": rank, "cost": cost}
            parts_of[need] = parts
        for cell in cells:
            is_published = cell.department and (self.method != "matrix" or cell.importance)
            if is_published and cell.need in parts_of:
                share = parts_of[cell.need].get(cell.department, 0.0)
                figures[cell.need, cell.department] = {
                    "is_payer": share > 0,
                    "share": None if self.anonymous else share,
                }
        return figures

    @api.model
    def _publish_order(self, bought, values):
        """Needs of the fair share in the order of buying, then the others by value; None where nothing is published.

        :param values: as of :meth:`_rate`
        """
        if bought is None or not values:
            return None
        chosen = [need for need, _cost, _parts in bought]
        return chosen + sorted(values.keys() - set(chosen), key=lambda need: (-values[need], need))

    def _hash_share(self, bought):
        """The fingerprint of what was bought, for the evidence; it tells nothing that is not published."""
        terms = self.opening_terms or {}
        said = [terms.get("capacity"), [[need, round(cost, DIGITS)] for need, cost, _parts in bought or ()]]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def _is_share_equal(self, cells):
        """Whether the stored fair share, its order and its fingerprint in the evidence equal the ballots."""
        if not self.opening_terms or not self.published_order:
            return True
        bought = self._compute_fair_share()
        stored, computed = self._read_share_figures(), self._get_share_figures(bought, cells)
        blank = {"fair_rank": None, "cost": None, "is_payer": False, "share": None}
        for key in stored.keys() | computed.keys():
            was, now = blank | stored.get(key, {}), blank | computed.get(key, {})
            if was["fair_rank"] != now["fair_rank"] or bool(was["is_payer"]) != now["is_payer"]:
                return False
            if any(abs((was[name] or 0) - (now[name] or 0)) > TOLERANCE for name in ("cost", "share")):
                return False
        values = self._rate(cells, self._count_electors())
        return self._publish_order(bought, values) == self.published_order and self._get_closing_facts().get(
            "fair_share"
        ) == self._hash_share(bought)

    def _read_share_figures(self):
        rows = self.env.execute_query(
            SQL(
                """SELECT need_id, coalesce(department_id, 0), fair_rank, cost, is_payer, share
                     FROM crm_facilitation_tally WHERE round_id = %s AND (fair_rank > 0 OR is_payer OR share > 0)""",
                self.id,
            )
        )
        names = ("fair_rank", "cost", "is_payer", "share")
        return {(need, department): dict(zip(names, row, strict=True)) for need, department, *row in rows}

    @api.readonly
    def fair_share(self) -> dict | None:
        """The fair share of the closed round; None where it has none or too few people voted.

        :return: ``{capacity, is_assumed, chosen: [{need_id, rank, cost, paid_by: [{department_id, share}]}], order}``:
            ``cost`` and ``capacity`` in days, ``share`` 0..1 of the cost (False in an anonymous round, which says who
            paid and not how much), ``order`` the ids of all needs as published
        """
        self.ensure_one()
        self._check_closed()
        # published figures; the terms of the opening are the server's own note
        closed_sudo = self.sudo()
        if not closed_sudo.published_order:
            return None
        figures = closed_sudo._read_share_figures()
        chosen = sorted((of["fair_rank"], need) for (need, department), of in figures.items() if not department)
        paid_by = {need: [] for _rank, need in chosen}
        for (need, department), of in sorted(figures.items()):
            if of["is_payer"]:
                share = False if self.anonymous else of["share"]
                paid_by[need].append({"department_id": department, "share": share})
        return {
            "capacity": closed_sudo.opening_terms["capacity"],
            "is_assumed": closed_sudo.opening_terms["is_assumed"],
            "chosen": [
                {"need_id": need, "rank": rank, "cost": figures[need, 0]["cost"], "paid_by": paid_by[need]}
                for rank, need in chosen
            ],
            "order": closed_sudo.published_order,
        }
