from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import ValidationError
from odoo.fields import Command

CHANGES = [("created", "Created"), ("changed", "Changed"), ("removed", "Removed")]
STATES = [("proposed", "Proposed"), ("confirmed", "Confirmed")]


class CrmFacilitationFeature(models.Model):
    """A record of the CRM's configuration that a task created, changed or removed.

    Recorded by hand or found by the scan, confirmed by a facilitator; from then on it is the end of the chain
    from an employee's words to the record. Then those who raised the needs behind it are told.

    Invariants: it belongs to a configuration task; a confirmed feature names a record.
    """

    _name = "crm.facilitation.feature"
    _description = "Facilitation Feature"
    _inherit = ["crm.facilitation.guarded"]
    _order = "id desc"
    _check_company_auto = True
    _write_policy = """
        facilitator | * | -       | <other>
        facilitator | * | decided | name config_item_id task_id need_ids res_model res_id change state configured_by_id configured_on
    """
    _edit_kind = "feature_edited"

    name = fields.Char(compute="_compute_name", store=True, readonly=False, required=True, precompute=True)
    task_id = fields.Many2one("project.task", "Task", required=True, index=True, ondelete="restrict")
    project_id = fields.Many2one(
        related="task_id.project_id", string="Roll-out", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True, precompute=True)
    need_ids = fields.Many2many(
        "crm.facilitation.need",
        string="Needs",
        compute="_compute_need_ids",
        store=True,
        readonly=False,
        ondelete="restrict",
        context={"active_test": False},
    )
    res_model = fields.Char("Model")
    res_id = fields.Many2oneReference("Record", model_field="res_model", index=True)
    change = fields.Selection(CHANGES, "Kind of change", default="created", required=True)
    state = fields.Selection(STATES, default="proposed", required=True, index=True)
    configured_by_id = fields.Many2one(
        "res.users", "Configured by", default=lambda self: self.env.user, ondelete="restrict"
    )
    configured_on = fields.Datetime(default=fields.Datetime.now)

    _check_confirmed_record = models.Constraint(
        "CHECK (state <> 'confirmed' OR (res_model IS NOT NULL AND res_id IS NOT NULL AND res_id > 0))",
        "Name the configured record before confirming the feature.",
    )

    @api.depends("res_model", "res_id")
    def _compute_name(self):
        for feature in self:
            record = feature._get_record()
            feature.name = feature._name_record(record) if record else feature.name or self.env._("New feature")

    def _name_record(self, record):
        """What the record is called, as far as the caller may read it: it is named by whoever fills in its number."""
        record = record.with_user(self.env.uid)
        if record.has_access("read"):
            return record.display_name
        # names of models are no secret, and people may not read the models themselves
        kind = self.env["ir.model"].sudo()._get(record._name).name
        return f"{kind} #{record.id}"

    @api.depends("task_id")
    def _compute_need_ids(self):
        for feature in self:
            feature.need_ids = feature.need_ids or feature.task_id.facilitation_need_ids

    @api.constrains("task_id")
    def _check_task(self):
        for feature in self:
            if not feature.task_id.is_configuration_task:
                raise ValidationError(
                    self.env._(
                        "“%s” is no configuration task: link it to an accepted need first.", feature.task_id.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        self._drop_own_fields(vals_list)
        features = super().create(vals_list)
        features._link_config_items()
        features._follow_confirmation(self.browse(), {})
        features._tell_needs()
        return features

    def write(self, vals: ValuesType) -> bool:
        self._check_own_fields(vals)
        confirmed = self._get_confirmed()
        tasks = self.task_id if "task_id" in vals else self.env["project.task"]
        moved = bool({"res_model", "res_id"} & set(vals))
        result = super().write({"config_item_id": False} | vals if moved else vals)
        if tasks:
            tasks._check_done()
        if moved:
            self._link_config_items()
        self._follow_confirmation(confirmed, vals)
        if {"state", "need_ids", "task_id"} & set(vals):
            self._tell_needs()
        return result

    def unlink(self) -> bool:
        # no ondelete method: whoever calls over RPC may claim in the context that the module is being uninstalled
        self._check_not_confirmed()
        self.write({"need_ids": [Command.clear()]})
        return super().unlink()

    def _leaves_evidence(self) -> bool:
        """A feature that somebody has confirmed."""
        return self.state == "confirmed"

    def _tell_needs(self):
        """Tell those who raised a need that it is configured, once a feature for it is confirmed."""
        # whoever configures may not read the needs behind the task
        self.sudo().need_ids.sudo(self.env.su)._tell_delivery()

    def _get_record(self):
        """The configured record; empty when none is named or it is gone."""
        self.ensure_one()
        if not self.res_id or not self._has_table(self.res_model):
            return self.env["crm.facilitation.feature"]
        # whether the record is there does not depend on who asks
        return self.env[self.res_model].sudo().browse(self.res_id).exists().sudo(self.env.su)

    @api.model
    def _has_table(self, res_model):
        """Whether the model is installed and has records at all."""
        return res_model in self.env and not self.env[res_model]._abstract

    def action_confirm(self) -> None:
        """Confirm that the record is configured as the task asked."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        self.filtered(lambda feature: feature.state != "confirmed").write({"state": "confirmed"})

    def action_withdraw(self) -> None:
        """Set confirmed features back to proposed, on record: what was confirmed is looked at again, or deleted."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        self.filtered(lambda feature: feature.state == "confirmed").write({"state": "proposed"})

    def action_open_record(self) -> dict:
        """Open the configured record."""
        self.ensure_one()
        return self._open_record(self.res_model, self.res_id, self.name)
