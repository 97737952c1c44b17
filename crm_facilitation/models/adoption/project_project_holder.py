from odoo import api, fields, models
from odoo.tools import format_date


class ProjectProject(models.Model):
    """Who has to act so that a check of the readiness list holds, and since when it has waited; what was overridden."""

    _inherit = "project.project"

    def _describe_holder(self, check):
        """``{holder, since}`` of a line of the readiness list: names, and a day; both empty where nobody knows."""
        obstacles = self._get_obstacles_of(check)
        names, since = self._get_holders(obstacles)
        lead = self.user_id.name or self.env._("The facilitator")
        return {"holder": ", ".join(dict.fromkeys(names)) or lead, "since": since and format_date(self.env, since)}

    @api.model
    def _get_obstacles_of(self, check):
        action = check["action"] or {}
        if not action.get("domain"):
            return self.browse()
        records = self.env[action["res_model"]].with_context(**action.get("context", {}))
        return records.search(action["domain"])

    def _get_holders(self, obstacles):
        """``(names of those who have to act, the first day it has waited)``."""
        model = obstacles._name
        if model == "crm.facilitation.need":
            # raised before or in the session; when exactly is nobody's to know of an anonymous one
            days = obstacles.session_id.mapped("date_start")
            waiting = obstacles.filtered(lambda need: need.delivery_state == "configured")
            if waiting == obstacles:
                return [self.env._("Those who asked")], min(filter(None, days), default=False)
            return obstacles.session_id.facilitator_ids.mapped("name"), min(filter(None, days), default=False)
        owner = {"crm.facilitation.kpi": "owner_id", "crm.facilitation.goal": "owner_id", "project.task": "user_ids"}
        if model in owner:
            return obstacles[owner[model]].mapped("name"), self._get_first_day(obstacles.mapped("create_date"))
        if model == "crm.facilitation.config.item":
            return obstacles.changed_by_id.mapped("name"), self._get_first_day(obstacles.mapped("changed_on"))
        if model == "crm.facilitation.feature":
            return obstacles.configured_by_id.mapped("name"), self._get_first_day(obstacles.mapped("configured_on"))
        if model == "crm.facilitation.conflict":
            return [self.env._("Management")], self._get_first_day(obstacles.mapped("create_date"))
        return [], False

    @api.model
    def _get_first_day(self, moments):
        first = min(filter(None, moments), default=False)
        return first and fields.Datetime.context_timestamp(self, first).date()

    def _describe_override(self):
        """What the launch was released against, ``{by, on, reason, failed}``; False where it was not."""
        self.ensure_one()
        # those who may read the roll-out may know how it was launched
        override_sudo = (
            self.env["crm.facilitation.event"]
            .sudo()
            .search([("project_id", "=", self.id), ("kind", "=", "launch_override")], limit=1)
        )
        if not override_sudo:
            return False
        payload = override_sudo.payload or {}
        return {
            "by": override_sudo.actor_id.name or "",
            "on": format_date(self.env, override_sudo.at),
            "reason": payload.get("reason") or "",
            "failed": self._name_overridden(payload.get("failed") or {}),
        }

    @api.readonly
    def get_launch_screen(self) -> dict:
        """Adds ``override``: what the launch was released against, with its reason; False where every check held."""
        return super().get_launch_screen() | {"override": self._describe_override()}
