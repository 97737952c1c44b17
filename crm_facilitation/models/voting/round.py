from collections import Counter

from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ...tools.small_groups import MIN_CELL

METHODS = [("dots", "Dots"), ("matrix", "Importance × ease"), ("consent", "Consent")]
STATES = [("draft", "Draft"), ("open", "Open"), ("closed", "Closed")]


class CrmFacilitationRound(models.Model):
    """A vote of a session's participants over a list of needs.

    Opening freezes method, anonymity, electorate and list; each participant casts their own ballot; closing tallies
    once. Casting is in ``round_casting.py``, anonymity in ``round_secrecy.py``, the closing in ``round_tallying.py``, what
    is shown of it in ``round_results.py``.

    Invariants: nothing that voters were told changes after the opening; the server's clock decides the deadline.
    """

    _name = "crm.facilitation.round"
    _description = "Facilitation Round"
    _inherit = ["crm.facilitation.guarded"]
    _order = "id desc"
    _check_company_auto = True
    _write_policy = """
        facilitator | draft      | -       | session_id method budget cap anonymous need_ids quorum allow_own min_cell
        facilitator | draft      | -       | <other>
        facilitator | draft      | -       | item_id
        facilitator | draft open | -       | deadline
        facilitator | *          | decided | name
    """
    _edit_kind = "round_edited"

    name = fields.Char(required=True)
    session_id = fields.Many2one("crm.facilitation.session", required=True, index=True, ondelete="restrict")
    project_id = fields.Many2one(related="session_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    item_id = fields.Many2one(
        "crm.facilitation.agenda.item",
        "Step",
        compute="_compute_item_id",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('session_id', '=', session_id)]",
        help="The step of the agenda that the vote is opened, watched and closed from.",
    )
    method = fields.Selection(METHODS, default="dots", required=True)
    budget = fields.Integer("Dots per person", default=10)
    cap = fields.Integer("At most on one need", default=5)
    anonymous = fields.Boolean()
    state = fields.Selection(STATES, default="draft", required=True, index=True)
    deadline = fields.Datetime(copy=False)
    need_ids = fields.Many2many(
        "crm.facilitation.need",
        string="Needs",
        ondelete="restrict",
        domain="[('project_id', '=', project_id)]",
        context={"active_test": False},
    )
    quorum = fields.Integer("Quorum (%)", default=0, help="Share of each department's electors that has to vote.")
    allow_own = fields.Boolean("Own needs count", default=True, help="People may vote for needs they raised.")
    min_cell = fields.Integer(
        "Groups are shown from",
        default=MIN_CELL,
        required=True,
        help="People. What fewer of them voted is shown nowhere, so that nobody's vote can be read from it.",
    )
    opened_on = fields.Datetime(readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    tally_ids = fields.One2many("crm.facilitation.tally", "round_id", "Results")
    elector_count = fields.Integer(compute="_compute_elector_count")
    voted_count = fields.Integer("Voted", compute="_compute_elector_count")

    _check_budget = models.Constraint(
        "CHECK (method <> 'dots' OR (budget > 0 AND cap > 0))", "Give each person at least one dot, and one per need."
    )
    _check_quorum = models.Constraint("CHECK (quorum BETWEEN 0 AND 100)", "The quorum is a percentage from 0 to 100.")
    _check_min_cell = models.Constraint(
        "CHECK (min_cell >= 2)", "A published group has at least two voters, or it would be a person."
    )

    @api.depends("session_id")
    def _compute_item_id(self):
        """The step it is made in."""
        for ballot_round in self:
            ballot_round.item_id = ballot_round.session_id.current_item_id

    def _compute_elector_count(self):
        counts = self._count_turnout()
        for ballot_round in self:
            ballot_round.elector_count, ballot_round.voted_count = counts.get(ballot_round.id, (0, 0))

    @api.constrains("need_ids", "session_id")
    def _check_needs(self):
        for ballot_round in self:
            if ballot_round.need_ids.session_id.project_id - ballot_round.session_id.project_id:
                raise ValidationError(self.env._("Vote on needs of the same roll-out."))

    def write(self, vals: ValuesType) -> bool:
        deadlines = self._get_open_deadlines() if "deadline" in vals else {}
        if "deadline" in vals:
            # a new closing window has a reminder of its own
            self._write_past_guards({"reminded": False})
        result = super().write(vals)
        self._record_moved_deadlines(deadlines)
        if "deadline" in vals:
            self._close_at_deadline()
        return result

    def _leaves_evidence(self) -> bool:
        """A round that people have been asked to vote in."""
        return self.state != "draft"

    @api.ondelete(at_uninstall=True)
    def _unlink_except_opened(self):
        if any(ballot_round.state != "draft" for ballot_round in self):
            raise UserError(self.env._("A round that people voted in stays on record."))

    def action_open(self) -> None:
        """Open: freeze method, anonymity, electorate and list, and lay out the ballots."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        for ballot_round in self:
            if ballot_round.state != "draft":
                raise UserError(self.env._("“%s” was opened before.", ballot_round.name))
            if not ballot_round.need_ids:
                ballot_round.need_ids = [Command.set(ballot_round._get_votable_needs().ids)]
            if not ballot_round.need_ids:
                raise UserError(self.env._("There is nothing to vote on: choose the needs of the round first."))
            ballot_round._check_deadline_ahead()
            ballot_round.session_id._check_can_vote()
            ballot_round._lay_out_ballots()
            step = {"item_id": ballot_round.session_id._get_step_now().id}
            ballot_round._write_past_guards(step | {"state": "open", "opened_on": fields.Datetime.now()})
            # the terms of the opening are the server's own note
            ballot_round.sudo()._write_past_guards(ballot_round._prepare_opening())
            ballot_round._close_at_deadline()
            self.env["crm.facilitation.event"]._record(
                ballot_round,
                "round_opened",
                {"method": ballot_round.method, "needs": sorted(ballot_round._get_listed_needs().ids),
                 "electors": ballot_round.elector_count, "anonymous": ballot_round.anonymous}
                | ballot_round._count_ways(),
            )  # fmt: skip

    def _count_ways(self):
        """How many electors had come by which way when the round opened.

        People with an account count as logged in. Fewer than ``min_cell`` at a shared device count with those who had
        not come yet: the device was handed to them in front of everybody.
        """
        # who takes part is known to whoever opens a round; the list of electors is nobody's to read
        electors_sudo = self.env["crm.facilitation.elector"].sudo().search([("round_id", "=", self.id)])
        people_sudo = electors_sudo.participant_id
        ways = Counter(person.came_by or ("login" if person.user_id else "none") for person in people_sudo)
        if ways["kiosk"] < self.min_cell:
            ways["none"] += ways.pop("kiosk", 0)
        return {f"by_{way}": ways[way] for way in ("login", "link", "code", "kiosk", "none")}

    def _get_votable_needs(self):
        """What a round is about when nobody chose: everything undecided in the session, and what it takes up again."""
        undecided = self.session_id.need_ids.filtered(lambda need: need.state == "raised")
        return undecided | self.session_id._get_needs_taken_up().filtered(lambda need: need.state != "merged")
