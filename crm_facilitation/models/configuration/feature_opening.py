from odoo import api, fields, models
from odoo.exceptions import UserError

# where the records of a model are seen at work, for models without a screen of their own that people know
SCREENS = {
    "crm.lead": "crm.crm_lead_action_pipeline",
    "ir.config_parameter": "crm.crm_config_settings_action",
    "ir.mail_server": "base.action_ir_mail_server_list",
}
PIPELINE_PREFIX = "crm."


class CrmFacilitationFeature(models.Model):
    """From the trace into the CRM: the real record, or the screen where it shows."""

    _inherit = "crm.facilitation.feature"

    model_label = fields.Char("Kind of record", compute="_compute_model_label")

    @api.depends("res_model")
    def _compute_model_label(self):
        # names of models are no secret, and people may not read the models themselves
        known_sudo = self.env["ir.model"].sudo()
        for feature in self:
            installed = feature.res_model in self.env
            feature.model_label = known_sudo._get(feature.res_model).name if installed else feature.res_model

    def action_open_screen(self) -> dict:
        """Open the screen on which the configured record shows."""
        self.ensure_one()
        return self._open_screen(self._get_subject())

    def _get_subject(self):
        """Technical name of the model that the record is about."""
        self.ensure_one()
        if self.config_item_id.subject:
            return self.config_item_id.subject
        readings = self.env["crm.facilitation.config.reader"]._read_records(self.res_model, [self.res_id])
        return readings[self.res_id].subject if self.res_id in readings else self.res_model

    @api.model
    def _open_screen(self, model):
        if model not in SCREENS and model.startswith(PIPELINE_PREFIX):
            model = "crm.lead"
        if model not in self.env or not self.env[model].has_access("read"):
            raise UserError(self.env._("There is no screen that you may open for this. Ask an administrator."))
        if model in SCREENS:
            return self.env["ir.actions.act_window"]._for_xml_id(SCREENS[model])
        # names of models are no secret, and people may not read the models themselves
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"].sudo()._get(model).name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
        }

    @api.model
    def _open_record(self, res_model, res_id, name):
        has_table = self.env["crm.facilitation.feature"]._has_table(res_model)
        # “gone” for everybody is told apart from “not yours to read”
        if not has_table or not self.env[res_model].sudo().browse(res_id).exists():
            raise UserError(self.env._("“%s” is not there any more; the trace keeps what it was.", name))
        if not self.env[res_model].has_access("read"):
            readings = self.env["crm.facilitation.config.reader"]._read_records(res_model, [res_id])
            return self._open_screen(readings[res_id].subject if readings else res_model)
        return {
            "type": "ir.actions.act_window",
            "res_model": res_model,
            "res_id": res_id,
            "views": [(False, "form")],
        }
