from odoo import api, fields, models
from odoo.api import Self, ValuesType

PHASES = [("discovery", "Discovery"), ("configuration", "Configuration"), ("launched", "Launched")]


class ProjectProject(models.Model):
    """The roll-out of a CRM: the hub of sessions, needs, conflicts, goals, KPIs and features."""

    _inherit = "project.project"

    is_facilitation = fields.Boolean("CRM roll-out")
    facilitation_phase = fields.Selection(PHASES, "Phase", default="discovery", copy=False)
    affected_department_ids = fields.Many2many("hr.department", string="Affected departments")
    session_ids = fields.One2many("crm.facilitation.session", "project_id", "Sessions")
    need_ids = fields.One2many("crm.facilitation.need", "project_id", "Needs")
    goal_ids = fields.One2many("crm.facilitation.goal", "project_id", "Goals")
    feature_ids = fields.One2many("crm.facilitation.feature", "project_id", "Features")
    launch_date = fields.Date(copy=False)
    session_count = fields.Integer("Sessions held or planned", compute="_compute_facilitation_counts")
    need_count = fields.Integer("Needs raised", compute="_compute_facilitation_counts")

    @api.depends("session_ids", "need_ids")
    def _compute_facilitation_counts(self):
        for name in ("session", "need"):
            groups = self.env[f"crm.facilitation.{name}"]._read_group(
                [("project_id", "in", self.ids)], ["project_id"], ["__count"]
            )
            counts = dict(groups)
            for project in self:
                project[f"{name}_count"] = counts.get(project, 0)

    def _holds_own_words(self):
        # not everybody who exports what hangs on a project reads it
        return super()._holds_own_words() or any(self.sudo().mapped("is_facilitation"))

    def copy(self, default: ValuesType | None = None) -> Self:
        """A copied roll-out starts with its tasks as ordinary work: nobody asked for them in a session of its own."""
        return super(ProjectProject, self.with_context(copy_project_tasks=True)).copy(default)

    def _get_readiness_checks(self):
        """Hook: what must hold before launch, a list of :class:`tools.readiness.Check`. Each area adds its own.

        Nothing is searched before the ``obstacles`` of a check are called, so that the names alone cost nothing.
        """
        return []

    def _launch_foundations(self):
        """Hook: ``(name, whether there is one)`` of what no roll-out is launched without. Each area adds its own."""
        # what stands in the way does so whoever may read it
        project_sudo = self.sudo()
        return [
            (self.env._("affected departments"), project_sudo.affected_department_ids),
            (self.env._("a closed session"), "closed" in project_sudo.session_ids.mapped("state")),
        ]

    def get_formview_id(self, access_uid: int | None = None) -> int | bool:
        """Who only takes part opens a short form: the project's own one reads what such people may not."""
        user = self.env["res.users"].browse(access_uid) if access_uid else self.env.user
        if self.is_facilitation and not user.has_group("project.group_project_user"):
            return self.env.ref("crm_facilitation.project_project_view_form_participant").id
        return super().get_formview_id(access_uid=access_uid)

    def action_open_sessions(self) -> dict:
        """The sessions of this roll-out."""
        return self._open_own("crm_facilitation.session_action", {"default_project_id": self.id})

    def action_open_needs(self) -> dict:
        """The needs of this roll-out."""
        return self._open_own("crm_facilitation.need_action", {})

    def _open_own(self, action_id, context):
        """The action ``action_id`` narrowed to the records of this roll-out."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(action_id)
        return action | {"domain": [("project_id", "=", self.id)], "context": context}
