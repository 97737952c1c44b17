from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CrmFacilitationFeature(models.Model):
    """The feature as the end of the trace: its configuration item, and whether its links are under question."""

    _inherit = "crm.facilitation.feature"

    config_item_id = fields.Many2one(
        "crm.facilitation.config.item", "Configuration item", index="btree_not_null", copy=False, ondelete="restrict"
    )
    is_suspect = fields.Boolean("Under question", copy=False, readonly=True, index=True)
    suspect_reason = fields.Text("What changed", copy=False, readonly=True)
    confirmed_on = fields.Datetime(copy=False, readonly=True)
    is_gone = fields.Boolean("Gone", compute="_compute_is_gone")

    @api.depends("res_model", "res_id")
    def _compute_is_gone(self):
        for feature in self:
            feature.is_gone = bool(feature.res_id) and not feature._get_record()

    @api.model_create_multi
    def create(self, vals_list):
        features = super().create(vals_list)
        features._link_config_items()
        features.filtered(lambda feature: feature.state == "confirmed")._record_confirmation()
        return features

    def write(self, vals):
        before = self.filtered(lambda feature: feature.state == "confirmed")
        result = super().write(vals)
        (self.filtered(lambda feature: feature.state == "confirmed") - before)._record_confirmation()
        if {"res_model", "res_id", "task_id", "need_ids"} & set(vals):
            before._mark_suspect(self.env._("The feature was changed after it was confirmed."))
        if {"res_model", "res_id"} & set(vals):
            self._link_config_items()
        return result

    def _record_confirmation(self):
        if not self:
            return
        super().write({"confirmed_on": fields.Datetime.now()})
        for feature in self:
            self.env["crm.facilitation.event"]._record(
                feature, "feature_confirmed", {"name": feature.name, "model": feature.res_model, "id": feature.res_id}
            )

    def _link_config_items(self):
        """A feature recorded by hand stands for the item of the same record, once a scan or baseline knows it."""
        missing = self.sudo().filtered(lambda feature: feature.res_id and not feature.config_item_id)
        items = self.env["crm.facilitation.config.item"].sudo()
        known = items.search(
            [
                ("project_id", "in", missing.project_id.ids),
                ("res_model", "in", missing.mapped("res_model")),
                ("res_id", "in", missing.mapped("res_id")),
            ]
        )
        item_of = {(item.project_id.id, item.res_model, item.res_id): item for item in known}
        for feature in missing:
            item = item_of.get((feature.project_id.id, feature.res_model, feature.res_id))
            if item:
                feature.config_item_id = item

    @api.constrains("state", "task_id")
    def _check_task_done(self):
        self.task_id._check_done()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if any(feature.state == "confirmed" for feature in self):
            raise UserError(self.env._("A confirmed feature stays on record. Set it back to proposed first."))

    @api.constrains("need_ids", "task_id")
    def _check_needs(self):
        for feature in self.sudo():
            if feature.need_ids.project_id - feature.project_id:
                raise ValidationError(self.env._("“%s” names a need of another roll-out.", feature.name))

    def _mark_suspect(self, reason):
        """Put confirmed features under question until a facilitator reviews them."""
        for feature in self.sudo().filtered(lambda feature: feature.state == "confirmed"):
            feature.write({"is_suspect": True, "suspect_reason": reason})

    def _mark_configuration_changed(self, item):
        """The scan saw the record differ from what was confirmed."""
        moved = self.filtered(
            lambda feature: (
                feature.confirmed_on
                and item.changed_on > feature.confirmed_on
                and not (item.status == "removed" and feature.change == "removed")
            )
        )
        moved._mark_suspect(item.difference or self.env._("The record is not there any more."))

    def action_review(self):
        """The links hold in spite of what changed."""
        self.env["crm.facilitation.session"]._check_facilitator()
        for feature in self.filtered("is_suspect"):
            self.env["crm.facilitation.event"]._record(
                feature, "suspect_reviewed", {"name": feature.name, "difference": feature.suspect_reason or ""}
            )
        self.write({"is_suspect": False, "suspect_reason": False})
        return True

    @api.model
    def _open_record(self, res_model, res_id, name):
        if res_model not in self.env or not self.env[res_model].browse(res_id).exists():
            raise UserError(self.env._("“%s” is not there any more; the trace keeps what it was.", name))
        return {
            "type": "ir.actions.act_window",
            "res_model": res_model,
            "res_id": res_id,
            "views": [(False, "form")],
        }

    def _is_traced(self):
        """Whether the chain from an accepted need to this feature is complete and not under question."""
        self.ensure_one()
        needs = self.need_ids & self.task_id.facilitation_need_ids
        accepted = needs.filtered(lambda need: need.state == "accepted")
        return bool(accepted) and not self.is_suspect and not any(accepted.mapped("is_suspect"))

    def action_open_trace_map(self):
        """What hangs together with this record, as a map."""
        self.ensure_one()
        return self.env["crm.facilitation.trace.map"]._open_map(self)

    @api.model
    def action_why_here(self, res_model, res_id):
        """From a record of the CRM back to the feature, task and need it is there for."""
        features = self.search([("res_model", "=", res_model), ("res_id", "=", res_id)])
        if len(features) == 1:
            return self.env["crm.facilitation.trace.map"]._open_map(features)
        if features:
            action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.feature_action")
            return action | {"domain": [("id", "in", features.ids)]}
        message = self.env._("Nobody asked for this in a session, or nobody has traced it yet.")
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {"message": message}}
