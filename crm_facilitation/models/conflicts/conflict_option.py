from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import AccessError, UserError

from ...tools.sessions.identity import OBSERVER


class CrmFacilitationConflictOption(models.Model):
    """One way to settle a conflict, with what speaks for it, against it, and what it costs.

    Anybody who takes part proposes one; the agreement chooses among them.

    Invariants: at most one option of a conflict is chosen; options of a settled conflict do not change.
    """

    _name = "crm.facilitation.conflict.option"
    _description = "Facilitation Conflict Option"
    _inherit = ["crm.facilitation.nameless", "crm.facilitation.guarded"]
    _order = "conflict_id, sequence, id"
    _write_policy = """
        anybody | *   | -       | sequence <other>
        anybody | *   | decided | name pros cons cost
        anybody | new | -       | conflict_id proposed_by_id
    """
    _policy_state = ""
    _completes_new = True
    _edit_kind = "option_edited"

    conflict_id = fields.Many2one("crm.facilitation.conflict", required=True, index=True, ondelete="restrict")
    session_id = fields.Many2one(related="conflict_id.session_id", store=True)
    project_id = fields.Many2one(related="conflict_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="conflict_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Option", required=True)
    pros = fields.Text("For it")
    cons = fields.Text("Against it")
    cost = fields.Float("Cost (days)")
    proposed_by_id = fields.Many2one("crm.facilitation.participant", "Proposed by", readonly=True, ondelete="restrict")
    chosen = fields.Boolean(copy=False, readonly=True)
    is_mine = fields.Boolean("I may change it", compute="_compute_is_mine")

    _unique_chosen = models.UniqueIndex("(conflict_id) WHERE chosen", "A conflict is settled by one option.")
    _check_cost = models.Constraint("CHECK (cost >= 0)", "The cost in days cannot be negative.")

    @api.depends_context("uid")
    @api.depends("proposed_by_id.user_id", "conflict_id.is_settled")
    def _compute_is_mine(self):
        for option in self:
            # whose it is is asked also where the participant may not be read
            own = option.sudo().proposed_by_id._filter_caller() or self.env["crm.facilitation.role"]._is_leader()
            option.is_mine = bool(own) and not option.conflict_id.is_settled

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        if self.env.su:
            return super().create(vals_list)
        # before all else: in an anonymous step an option is stored as the superuser, who may write everything
        self._check_policy_of_new(vals_list)
        proposed = [vals | self._prepare_proposal(vals) for vals in vals_list]
        if not any(vals["proposed_by_id"] is None for vals in proposed):
            return super().create(proposed)
        created = [
            self._create_anonymous(vals)
            if vals["proposed_by_id"] is None
            else super(CrmFacilitationConflictOption, self).create([vals])
            for vals in proposed
        ]
        return self.browse(option.id for option in created)

    @api.model
    def _create_anonymous(self, vals):
        """Store a proposal of an anonymous step: nothing of it names its author, number and stamps included."""
        return self._say(vals | {"proposed_by_id": False, "is_anonymous": True}).with_env(self.env)

    @api.model
    def _prepare_proposal(self, vals):
        """Whoever proposes does so in their own name, but in an anonymous step of the agenda."""
        conflict_id = vals.get("conflict_id") or self.env.context.get("default_conflict_id")
        if not conflict_id:
            raise UserError(self.env._("Open the conflict, and propose a way to settle it there."))
        conflict = self.env["crm.facilitation.conflict"].browse(conflict_id)
        conflict.check_access("read")
        participant = conflict._get_participant()
        is_leader = self.env["crm.facilitation.role"]._is_leader()
        if participant.role == OBSERVER or not (participant or is_leader):
            raise AccessError(self.env._("Only people who take part in the session propose options."))
        self._check_open(conflict)
        (participant.session_id or conflict.session_id)._check_audience()
        # the step in another session of the roll-out decides, which the caller may not read
        step_sudo = participant.sudo().session_id.filtered(lambda session: session.state == "running").current_item_id
        return {
            "conflict_id": conflict.id,
            "proposed_by_id": None if step_sudo.anonymous else participant.id,
        }

    def write(self, vals: ValuesType) -> bool:
        self._check_not_asked(vals)
        if not self.env.su:
            self._check_open(self.conflict_id)
        result = super().write(vals)
        self._update_needs()
        return result

    def _leaves_evidence(self) -> bool:
        """An option whose words somebody else than its author changes; those of an anonymous one are somebody's too."""
        # whose it is is asked also where the participant may not be read
        author_sudo = self.sudo().proposed_by_id
        return bool(self.is_anonymous or (author_sudo and not author_sudo._filter_caller()))

    def _get_facts(self):
        """What the evidence of an agreement says of the option chosen."""
        return {"option": self.name}

    @api.ondelete(at_uninstall=True)
    def _unlink_except_settled(self):
        self._check_open(self.conflict_id)
        for option in self if not self.env.su else ():
            # what somebody else proposed stays in the list, whose it is is asked where the person may not be read too
            if option._leaves_evidence():
                raise UserError(self.env._("“%s” was proposed by somebody else, and stays in the list.", option.name))

    def _check_open(self, conflicts):
        settled = conflicts.filtered("is_settled")
        if settled:
            raise UserError(self.env._("“%s” is settled. Reopen it to change its options.", settled[0].name))

    def action_open(self) -> dict:
        """Change the option in a window of its own: participants may not change the conflict around it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Option"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
