from odoo import api, models
from odoo.fields import Domain

from ..conflicts.conflict import UNSETTLED
from ..needs.project_project import HELD
from .desk import ALIVE

ROLLOUTS = 5


class CrmFacilitationDesk(models.AbstractModel):
    """What waits for those who lead: decisions and findings, goals, KPIs behind their course, launches."""

    _inherit = "crm.facilitation.desk"

    @api.model
    def _get_waiting_for_facilitator(self):
        _ = self.env._
        needs = self.env["crm.facilitation.need"].search(
            ALIVE & HELD & Domain("project_id.facilitation_phase", "!=", "launched")
        )
        state = needs.grouped("state")
        none = needs.browse()
        untraced = self.env["crm.facilitation.config.item"].search(ALIVE & Domain("is_untraced", "=", True))
        return [
            *self._counted("undecided", "fa-question-circle-o", _("Needs to decide on"), state.get("raised", none)),
            *self._counted(
                "unplanned", "fa-tasks", _("Accepted needs without a task"),
                state.get("accepted", none).filtered(lambda need: need.delivery_state == "none")),
            *self._counted(
                "refused", "fa-reply", _("Deliveries that were refused"),
                needs.filtered(lambda need: need.delivery_state == "refused")),
            *self._counted("suspect", "fa-exclamation-triangle", _("Needs under question"), needs.filtered("is_suspect")),
            # findings are noted by the scan, and wait since the change was made
            *self._counted("untraced", "fa-eye", _("Configured, and nobody asked"), untraced, "changed_on"),
            *self._get_conflicts(),
        ]  # fmt: skip

    @api.model
    def _get_conflicts(self):
        conflicts = self.env["crm.facilitation.conflict"].search(ALIVE & Domain("state", "in", UNSETTLED))
        return self._counted("conflicts", "fa-bolt", self.env._("Conflicts to settle"), conflicts)

    @api.model
    def _get_waiting_for_sponsor(self):
        _ = self.env._
        goals = self.env["crm.facilitation.goal"].search(
            ALIVE & Domain("relevance", "=", False) & Domain("project_id.facilitation_phase", "!=", "launched")
        )
        missed = self.env["crm.facilitation.kpi"].search(ALIVE & Domain("status", "in", ("at_risk", "off_track")))
        leads = self.env["crm.facilitation.role"]._is_facilitator()
        return [
            *([] if leads else self._get_conflicts()),
            *self._counted("goals", "fa-bullseye", _("Goals to confirm"), goals),
            *self._get_missed(missed),
            *self._get_launches(),
        ]

    @api.model
    def _get_missed(self, missed):
        """One line for all KPIs behind their course; it leads to the page that says why."""
        if not missed:
            return []
        action = self.env["ir.actions.client"]._for_xml_id("crm_facilitation.management_action")
        worst = missed.sorted(lambda kpi: kpi.status != "off_track")[0].project_id
        action |= {"params": {"project_id": worst.id}, "context": {"active_id": worst.id}}
        title = self.env._("KPIs behind their course")
        return [self._line("kpis", "fa-line-chart", title, action, count=len(missed))]

    @api.model
    def _get_launches(self):
        """Roll-outs on their way to launch, with what still stands between."""
        rollouts = self.env["project.project"].search(
            [("is_facilitation", "=", True), ("facilitation_phase", "=", "configuration")], limit=ROLLOUTS
        )
        lines = []
        for rollout in rollouts:
            missing = rollout._name_missing(rollout.facilitation_readiness())
            title = self.env._("Before launch: %s", rollout.name)
            detail = missing[0] if missing else self.env._("Nothing stands between us and launch.")
            action = rollout.action_facilitation_obstacles()
            lines.append(self._line("launch", "fa-rocket", title, action, detail, len(missing)))
        return lines
