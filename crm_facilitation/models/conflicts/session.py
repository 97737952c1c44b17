from odoo import api, fields, models
from odoo.api import ValuesType

from ...tools.sessions.steps import OpenPoint
from .conflict import UNSETTLED


class CrmFacilitationSession(models.Model):
    """The conflicts found or raised in a session."""

    _inherit = "crm.facilitation.session"

    conflict_ids = fields.One2many("crm.facilitation.conflict", "session_id", "Conflicts")
    open_conflict_count = fields.Integer(compute="_compute_open_conflict_count")

    @api.depends("conflict_ids.state")
    def _compute_open_conflict_count(self):
        counts = dict(
            self.env["crm.facilitation.conflict"]._read_group(
                [("session_id", "in", self.ids), ("state", "in", UNSETTLED)], ["session_id"], ["__count"]
            )
        )
        for session in self:
            session.open_conflict_count = counts.get(session, 0)

    def write(self, vals: ValuesType) -> bool:
        result = super().write(vals)
        if {"current_item_id", "state"} & set(vals):
            # what the step collected is mixed, whoever ends it; an option may be of another session of the roll-out
            options_sudo = self.env["crm.facilitation.conflict.option"]._with_held()
            options_sudo.search([("project_id", "in", self.project_id.ids), *options_sudo._get_unsealed()])._mix()
        return result

    def _get_step_rules(self):
        return super()._get_step_rules() | {"settled": self._check_settled}

    @api.model
    def _get_blocking_domain(self, project):
        """What stops tasks of the roll-out: it waits in each of its sessions, whichever found it."""
        return [("project_id", "=", project.id), ("is_blocking", "=", True), ("state", "in", UNSETTLED)]

    def _check_settled(self):
        still_open = self.env["crm.facilitation.conflict"].search(self._get_blocking_domain(self.project_id))
        agreed = self.conflict_ids.filtered(lambda one: one.state == "agreed")
        return [
            self._check_missing("settled", self.env._("Each blocking conflict has an agreement"), still_open),
            self._check_missing(
                "owner", self.env._("Each agreement has an owner"), agreed.filtered(lambda one: not one.owner_id)
            ),
            self._check_missing(
                "review",
                self.env._("Each agreement has a date of review"),
                agreed.filtered(lambda one: not one.review_date),
            ),
        ]

    def _get_open_points(self):
        still_open = self.conflict_ids.filtered(lambda one: one.state in UNSETTLED)
        return [*super()._get_open_points(), OpenPoint("conflicts", self.env._("Open conflicts"), still_open)]

    def _has_outcome(self):
        return super()._has_outcome() or bool(self.conflict_ids)

    def action_detect_conflicts(self) -> models.BaseModel:
        """Look for conflicts in the roll-outs of these sessions; known ones are updated.

        :return: the conflicts that stand now
        """
        self.env["crm.facilitation.role"]._check_facilitator(self)
        return self._detect_conflicts()

    def _detect_conflicts(self):
        """What :meth:`action_detect_conflicts` does, for whoever has been found to lead these sessions."""
        found = self.env["crm.facilitation.conflict"]
        for session in self:
            found |= found._detect(session)
        return found

    def action_detect_and_open_conflicts(self) -> dict:
        """Button: detect, then show the conflicts of the session."""
        self.ensure_one()
        self.action_detect_conflicts()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.conflict_action")
        return action | {
            "domain": [("project_id", "=", self.project_id.id)],
            "context": {"default_session_id": self.id},
        }

    def action_close(self) -> None:
        result = super().action_close()
        self._detect_conflicts()
        return result
