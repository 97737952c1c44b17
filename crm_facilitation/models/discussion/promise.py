from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

OPEN_STATES = ("open", "late")
STATES = [("open", "Open"), ("late", "Late"), ("kept", "Kept"), ("dropped", "Dropped")]


class CrmFacilitationPromise(models.Model):
    """What somebody promised at the end of a session: who does what, and by when.

    The next session of the roll-out begins with the promises that are open; the facilitator reads them one by one and
    says of each: kept, late with a new day, or dropped with a reason.

    Invariants: it is a person's or a department's; what became of it comes from the actions, with evidence; a promise
    that was answered is never deleted.
    """

    _name = "crm.facilitation.promise"
    _description = "Facilitation Promise"
    _inherit = ["crm.facilitation.guarded"]
    _order = "due_on, id"
    _check_company_auto = True
    _write_policy = """
        facilitator | new           | -      | session_id
        facilitator | open          | -      | <other>
        facilitator | open          | always | name promiser_id department_id due_on
        -           | *             | -      | state outcome answered_on
    """
    _edit_kind = "promise_edited"

    name = fields.Char("What", required=True)
    session_id = fields.Many2one("crm.facilitation.session", required=True, index=True, ondelete="restrict")
    project_id = fields.Many2one(related="session_id.project_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True, precompute=True)
    promiser_id = fields.Many2one(
        "crm.facilitation.participant",
        "Who",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('session_id', '=', session_id)]",
    )
    department_id = fields.Many2one(
        "hr.department", "Department", index="btree_not_null", ondelete="restrict", check_company=True
    )
    due_on = fields.Date("By when", required=True)
    state = fields.Selection(STATES, default="open", required=True, copy=False, readonly=True)
    outcome = fields.Text("What became of the promise", copy=False, readonly=True)
    answered_on = fields.Date(copy=False, readonly=True)
    who = fields.Char("Promised by", compute="_compute_who")

    _check_who = models.Constraint(
        "CHECK (num_nonnulls(promiser_id, department_id) > 0)", "Say who promises: a person, or a department."
    )
    _check_dropped = models.Constraint(
        "CHECK (state <> 'dropped' OR coalesce(trim(outcome), '') <> '')", "Say why the promise is dropped."
    )

    @api.depends("promiser_id.partner_id.name", "department_id.name")
    def _compute_who(self):
        for promise in self:
            # the names alone are shown, to those who may read the promise
            promise_sudo = promise.sudo()
            names = promise_sudo.promiser_id.partner_id.name, promise_sudo.department_id.name
            promise.who = ", ".join(filter(None, names))

    @api.constrains("promiser_id", "session_id")
    def _check_promiser(self):
        # holds for participants that the caller may not read too
        for promise_sudo in self.sudo():
            if promise_sudo.promiser_id and promise_sudo.promiser_id.session_id != promise_sudo.session_id:
                raise ValidationError(self.env._("“%s” is promised by somebody of its own session.", promise_sudo.name))

    def _get_policy_state(self):
        return "open" if super()._get_policy_state() in OPEN_STATES else "answered"

    @api.ondelete(at_uninstall=True)
    def _unlink_except_answered(self):
        for promise in self:
            if promise.state != "open" or promise.session_id.state == "closed":
                raise UserError(self.env._("“%s” was promised in a session, and stays on record.", promise.name))

    def action_keep(self) -> None:
        """Say that what was promised was done."""
        for promise in self:
            promise._answer("kept")

    def action_delay(self, due_on: str, reason: str = "") -> None:
        """Say that it is late, and by when it comes.

        :param due_on: the new day, ``YYYY-MM-DD``, after the one that was promised
        """
        try:
            day = fields.Date.to_date(due_on)
        except ValueError:
            day = None
        for promise in self:
            if not day or day <= promise.due_on:
                raise UserError(self.env._("Name the new day for “%s”, after the one that was promised.", promise.name))
            promise._answer("late", (reason or "").strip(), {"due_on": day})

    def action_drop(self, reason: str) -> None:
        """Say that it will not be done, and why."""
        reason = self._take_reason(reason)
        for promise in self:
            promise._answer("dropped", reason)

    def _answer(self, state, outcome="", further=None):
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        if self.state not in OPEN_STATES:
            raise UserError(self.env._("“%s” was answered already.", self.name))
        day = (further or {}).get("due_on")
        facts = {"name": self.name, "outcome": state, "due_on": fields.Date.to_string(day) if day else ""}
        self._write_past_guards(
            {
                "state": state,
                "outcome": outcome or self.outcome,
                "answered_on": self.company_id._get_facilitation_today(),
            }
            | (further or {})
        )
        self.env["crm.facilitation.event"]._record(self, "promise_answered", facts | {"reason": outcome})
