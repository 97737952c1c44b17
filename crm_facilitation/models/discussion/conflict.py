from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmFacilitationConflict(models.Model):
    """What is said of a conflict, by people of its session and of those that its needs were raised in."""

    _inherit = "crm.facilitation.conflict"

    remark_ids = fields.One2many("crm.facilitation.remark", "conflict_id", "Remarks", copy=False)

    def _get_discussion_sessions(self):
        return self.session_id | self.need_ids.session_id


class CrmFacilitationConflictOption(models.Model):
    """What is said of one way to settle a conflict."""

    _inherit = "crm.facilitation.conflict.option"

    remark_ids = fields.One2many("crm.facilitation.remark", "option_id", "Remarks", copy=False)

    def _get_discussion_sessions(self):
        return self.conflict_id._get_discussion_sessions()

    @api.ondelete(at_uninstall=True)
    def _unlink_except_discussed(self):
        # remarks that the caller may not read count too
        for option_sudo in self.sudo():
            if option_sudo.remark_ids:
                raise UserError(self.env._("“%s” was discussed, and stays on record.", option_sudo.name))
