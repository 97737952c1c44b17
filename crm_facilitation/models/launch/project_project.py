from odoo import api, models
from odoo.api import Self, ValuesType
from odoo.exceptions import UserError

NAMED = 3
LAUNCH_FIELDS = {"facilitation_phase", "launch_date"}


class ProjectProject(models.Model):
    """The launch of a roll-out: locked until the readiness list holds, or management overrides with a reason.

    Invariant: a roll-out is launched through the two actions, on every path; a written phase is refused.
    """

    _inherit = "project.project"

    def action_facilitation_launch(self) -> bool:
        """Release the launch; raise naming every check that does not hold."""
        self._check_launch_role()
        for project in self:
            checks = project.facilitation_readiness()
            if missing := project._name_missing(checks):
                raise UserError(self.env._("Not ready for launch yet:\n%s", "\n".join(f"– {name}" for name in missing)))
            project._launch("launch", {"held": [check["code"] for check in checks]})
        return True

    def action_facilitation_launch_override(self, reason: str) -> bool:
        """Release the launch although checks fail: management's right, with a reason, on record."""
        refusal = self.env._("Only management can release the launch against the readiness list.")
        self.env["crm.facilitation.role"]._check_sponsor(self, refusal)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the launch is released although the readiness list does not hold."))
        for project in self:
            failed = {check["code"]: check["count"] for check in project.facilitation_readiness() if not check["ok"]}
            project._launch("launch_override", {"reason": reason.strip(), "failed": failed})
        return True

    def action_facilitation_obstacles(self) -> dict:
        """What stands between the roll-out and its launch, for management."""
        self.ensure_one()
        # by its record, so that the page keeps its name and its roll-out when it is loaded again
        action = self.env["ir.actions.client"]._for_xml_id("crm_facilitation.launch_obstacles_action")
        return action | {"params": {"project_id": self.id}, "context": {"active_id": self.id}}

    @api.readonly
    def get_launch_screen(self) -> dict:
        """What the launch screen shows: the roll-out, its score, the readiness list, and what the reader may do.

        :return: ``{id, name, phase, launch_date, trace_score, trace_advice, baseline_on, scanned_on, checks, fingerprint,
            may_scan, may_override}``; ``fingerprint`` is of the last row of evidence; ``checks`` are
            those of :meth:`facilitation_readiness`, each with the ``names`` of the first records that stand in the way
        """
        self.ensure_one()
        checks = [check | {"names": self._name_obstacles(check)} for check in self.facilitation_readiness()]
        return {
            "id": self.id,
            "name": self.display_name,
            "phase": self.facilitation_phase,
            "launch_date": self.launch_date,
            "trace_score": self.trace_score,
            "trace_advice": self.trace_advice,
            "baseline_on": self.config_baseline_on,
            "scanned_on": self.config_scanned_on,
            "checks": checks,
            "fingerprint": self._get_evidence_fingerprint(),
            "may_scan": self.env["crm.facilitation.role"]._is_facilitator(),
            "may_override": self.env["crm.facilitation.role"]._is_sponsor(),
        }

    @api.model
    def _name_obstacles(self, check):
        """The first records that stand in the way, by name: a number alone tells management nothing."""
        action = check["action"] or {}
        if check["ok"] or not action.get("domain"):
            return []
        obstacles = self.env[action["res_model"]].with_context(**action.get("context", {}))
        return obstacles.search(action["domain"], limit=NAMED).mapped("display_name")

    def _launch(self, kind, payload):
        self.ensure_one()
        if not self.is_facilitation:
            raise UserError(self.env._("“%s” is no CRM roll-out: there is nothing to launch.", self.name))
        if self.facilitation_phase == "launched":
            raise UserError(self.env._("“%s” is launched already.", self.name))
        today = self.company_id._get_facilitation_today()
        # the phase is written by the actions alone
        super(ProjectProject, self.sudo()).write({"facilitation_phase": "launched", "launch_date": today})
        self.env["crm.facilitation.event"]._record(self, kind, payload)

    def _check_launch_role(self):
        refusal = self.env._("The facilitator or management releases the launch.")
        self.env["crm.facilitation.role"]._check_leader(self, refusal)

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        projects = super().create(vals_list)
        if any(project.facilitation_phase == "launched" or project.launch_date for project in projects):
            raise UserError(self.env._("A roll-out is launched with its button, once the readiness list holds."))
        return projects

    def write(self, vals: ValuesType) -> bool:
        if LAUNCH_FIELDS & set(vals):
            changes = vals.get("facilitation_phase") == "launched" or vals.get("launch_date")
            launched = any(project.facilitation_phase == "launched" for project in self)
            if changes or launched:
                raise UserError(self.env._("A roll-out is launched with its button, once the readiness list holds."))
        return super().write(vals)
