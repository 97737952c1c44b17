from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CrmFacilitationFeature(models.Model):
    """The feature as the end of the trace: its configuration item, and what is not there any more."""

    _inherit = "crm.facilitation.feature"

    config_item_id = fields.Many2one(
        "crm.facilitation.config.item", "Configuration item", index="btree_not_null", copy=False, ondelete="restrict"
    )
    is_gone = fields.Boolean("Gone", compute="_compute_is_gone")

    @api.depends("res_model", "res_id")
    def _compute_is_gone(self):
        # whether the record is there does not depend on who asks
        present = {
            (model, record_id)
            for model, features in self.grouped("res_model").items()
            if model in self.env
            for record_id in self.env[model].sudo().browse(filter(None, features.mapped("res_id"))).exists().ids
        }
        for feature in self:
            feature.is_gone = bool(feature.res_id) and (feature.res_model, feature.res_id) not in present

    def _link_config_items(self):
        """A feature recorded by hand stands for the item of the same record, once a scan or baseline knows it."""
        # links are made for everybody's findings, whoever confirms
        missing_sudo = self.sudo().filtered(lambda feature: feature.res_id and not feature.config_item_id)
        items_sudo = self.env["crm.facilitation.config.item"].sudo()
        known_sudo = items_sudo.search(
            [
                ("project_id", "in", missing_sudo.project_id.ids),
                ("res_model", "in", missing_sudo.mapped("res_model")),
                ("res_id", "in", missing_sudo.mapped("res_id")),
            ]
        )
        item_of = {(item.project_id.id, item.res_model, item.res_id): item for item in known_sudo}
        for feature_sudo in missing_sudo:
            item = item_of.get((feature_sudo.project_id.id, feature_sudo.res_model, feature_sudo.res_id))
            if item:
                feature_sudo.config_item_id = item

    @api.constrains("state", "task_id")
    def _check_task_done(self):
        self.task_id._check_done()

    def _check_not_confirmed(self):
        if any(feature.state == "confirmed" for feature in self):
            raise UserError(self.env._("A confirmed feature stays on record. Withdraw the confirmation first."))

    @api.constrains("config_item_id", "res_model", "res_id", "task_id")
    def _check_config_item(self):
        # holds for findings that the caller may not read too
        for feature_sudo in self.sudo().filtered("config_item_id"):
            item_sudo = feature_sudo.config_item_id
            if (item_sudo.project_id, item_sudo.res_model, item_sudo.res_id) != (
                feature_sudo.project_id,
                feature_sudo.res_model,
                feature_sudo.res_id,
            ):
                raise ValidationError(self.env._("“%s” names another record than its finding.", feature_sudo.name))

    @api.constrains("need_ids", "task_id")
    def _check_needs(self):
        # holds for needs that the caller may not read too
        for feature_sudo in self.sudo():
            if feature_sudo.need_ids.project_id - feature_sudo.project_id:
                raise ValidationError(self.env._("“%s” names a need of another roll-out.", feature_sudo.name))
