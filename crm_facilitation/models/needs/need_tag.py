from random import randint

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmFacilitationNeedTag(models.Model):
    """A word to group needs by, such as the area of the CRM they touch."""

    _name = "crm.facilitation.need.tag"
    _description = "Facilitation Need Tag"
    _inherit = ["crm.facilitation.guarded", "crm.facilitation.shared"]
    _order = "name"
    _write_policy = """
        facilitator administrator | *   | - | name color <other>
        facilitator administrator | new | - | company_id
    """

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: randint(1, 11))

    _unique_name = models.UniqueIndex(
        "((name->>'en_US'), COALESCE(company_id, 0))", "A tag with this name exists already."
    )

    @api.constrains("name", "company_id")
    def _check_name(self):
        for tag in self.filtered("company_id"):
            # a tag of the library is everybody's to choose
            if self.sudo().search_count([("name", "=", tag.name), ("company_id", "=", False)]):
                raise ValidationError(self.env._("A tag with this name exists already."))
