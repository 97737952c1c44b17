from odoo import fields, models


class ProjectProject(models.Model):
    """How long those who asked have to confirm what was configured for them, and who decides after that."""

    _inherit = "project.project"

    acceptance_days = fields.Integer(
        "Days to confirm", default=7, help="How long those who asked have to confirm what was configured for them."
    )
    acceptance_deputy_id = fields.Many2one(
        "res.users",
        "Decides after that",
        domain=[("share", "=", False)],
        help="Confirms or refuses in place of those who asked, once their time is over. Where empty: management.",
    )

    _check_acceptance_days = models.Constraint(
        "CHECK (acceptance_days > 0)", "Give those who asked at least one day to confirm."
    )
