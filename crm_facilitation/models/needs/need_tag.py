from random import randint

from odoo import fields, models


class CrmFacilitationNeedTag(models.Model):
    """A word to group needs by, such as the area of the CRM they touch."""

    _name = "crm.facilitation.need.tag"
    _description = "Facilitation Need Tag"
    _inherit = ["crm.facilitation.guarded"]
    _order = "name"
    _write_policy = """
        facilitator | * | - | name color <other>
    """

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: randint(1, 11))

    _unique_name = models.UniqueIndex("((name->>'en_US'))", "A tag with this name exists already.")
