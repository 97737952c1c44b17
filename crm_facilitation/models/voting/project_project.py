from odoo import fields, models


class ProjectProject(models.Model):
    """The days of work that a roll-out has: what its votes distribute, and what its must-haves have to fit in."""

    _inherit = "project.project"

    facilitation_capacity_days = fields.Float(
        "Days for must-haves", help="Configuration days the roll-out has. Must-haves beyond them raise a conflict."
    )

    _check_facilitation_capacity = models.Constraint(
        "CHECK (facilitation_capacity_days >= 0)", "The days for must-haves cannot be negative."
    )
