from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.fingerprint import difference

STATUSES = [("unchanged", "Unchanged"), ("new", "New"), ("changed", "Changed"), ("removed", "Removed")]
CHANGE_OF_STATUS = {"new": "created", "changed": "changed", "removed": "removed"}


class CrmFacilitationConfigItem(models.Model):
    """One record of the CRM's real configuration under watch, as it was at the baseline and as the last scan saw it.

    A finding (status other than unchanged) is made a feature of the task it belongs to, or said to be no part of the
    roll-out with a reason. What is neither is untraced: configured, and nobody asked.

    Invariants: one item per record and roll-out; written by baseline and scan; secrets are kept as a keyed hash.
    """

    _name = "crm.facilitation.config.item"
    _description = "Facilitation Configuration Item"
    _order = "status, res_model, id"

    name = fields.Char(readonly=True)
    project_id = fields.Many2one(
        "project.project", "Roll-out", required=True, index=True, readonly=True, ondelete="cascade"
    )
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True, readonly=True)
    status = fields.Selection(STATUSES, default="unchanged", required=True, readonly=True, index=True)
    module = fields.Char(readonly=True, help="The module whose data the record is.")
    is_module_update = fields.Boolean("By a module", readonly=True)
    is_untraced = fields.Boolean("Untraced", compute="_compute_is_untraced", store=True, index=True)
    baseline_values = fields.Json(readonly=True)
    baseline_hash = fields.Char(readonly=True)
    baseline_write_date = fields.Datetime(readonly=True)
    current_values = fields.Json(readonly=True)
    current_hash = fields.Char(readonly=True)
    changed_by_id = fields.Many2one("res.users", "Who", readonly=True, ondelete="set null")
    changed_on = fields.Datetime("When", readonly=True)
    task_id = fields.Many2one(
        "project.task",
        "Task",
        ondelete="set null",
        domain="[('project_id', '=', project_id), ('is_configuration_task', '=', True)]",
        help="The task it most likely belongs to.",
    )
    feature_ids = fields.One2many("crm.facilitation.feature", "config_item_id", "Features", readonly=True)
    feature_id = fields.Many2one("crm.facilitation.feature", "Feature", compute="_compute_feature_id", store=True)
    outside_reason = fields.Text("Why it is no part of the roll-out", readonly=True)
    outside_hash = fields.Char(readonly=True)
    difference = fields.Text(compute="_compute_difference")

    _unique_record = models.UniqueIndex("(project_id, res_model, res_id)", "This record is under watch already.")

    @api.depends("feature_ids")
    def _compute_feature_id(self):
        for item in self:
            item.feature_id = item.feature_ids.sorted("id")[-1:]

    @api.depends("status", "is_module_update", "feature_ids", "outside_hash", "current_hash")
    def _compute_is_untraced(self):
        for item in self:
            excused = item.outside_hash and item.outside_hash == item._get_state_hash()
            found = item.status != "unchanged" and not item.is_module_update
            item.is_untraced = found and not item.feature_ids and not excused

    @api.depends("status", "baseline_values", "current_values")
    def _compute_difference(self):
        for item in self:
            before, after = item.baseline_values or {}, item.current_values or {}
            item.difference = difference(before, after) if item.status != "unchanged" else ""

    def write(self, vals):
        if not self.env.su and set(vals) - {"task_id"}:
            raise AccessError(
                self.env._("Findings are written by the scan. Choose their task, or say why they are no part.")
            )
        return super().write(vals)

    def _get_state_hash(self):
        self.ensure_one()
        return "removed" if self.status == "removed" else self.current_hash or ""

    def action_make_feature(self):
        """Make each finding a confirmed feature of its task."""
        self.env["crm.facilitation.session"]._check_facilitator()
        waiting = self.filtered(lambda item: item.status != "unchanged" and not item.feature_ids)
        homeless = waiting.filtered(lambda item: not item.task_id)
        if homeless:
            raise UserError(
                self.env._("Choose the task that “%s” was configured for, or say why it is no part.", homeless[0].name)
            )
        features = self.env["crm.facilitation.feature"].create([item._prepare_feature() for item in waiting])
        features.action_confirm()
        return True

    def _prepare_feature(self):
        self.ensure_one()
        return {
            "name": self.name,
            "task_id": self.task_id.id,
            "config_item_id": self.id,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "change": CHANGE_OF_STATUS[self.status],
            "configured_by_id": self.changed_by_id.id or self.env.uid,
            "configured_on": self.changed_on or fields.Datetime.now(),
        }

    def action_not_part(self, reason):
        """Say that these findings are no part of the roll-out; a later change is found again."""
        self.env["crm.facilitation.session"]._check_facilitator()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why this change is no part of the roll-out."))
        self.check_access("write")
        for item in self.sudo():
            item.write({"outside_reason": reason, "outside_hash": item._get_state_hash()})
            self.env["crm.facilitation.event"].with_user(self.env.user)._record(
                item, "config_outside", {"name": item.name, "model": item.res_model, "reason": reason}
            )

    def action_open_record(self):
        """Open the real record."""
        self.ensure_one()
        return self.env["crm.facilitation.feature"]._open_record(self.res_model, self.res_id, self.name)
