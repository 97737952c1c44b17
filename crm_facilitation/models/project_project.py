from odoo import fields, models
from odoo.fields import NO_ACCESS

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
    facilitation_head_hash = fields.Char(copy=False, readonly=True, groups=NO_ACCESS)
