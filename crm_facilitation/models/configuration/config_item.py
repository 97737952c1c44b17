from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# what the records say is the facilitators' to read; others read in words that something changed, and what
FACILITATOR = "crm_facilitation.group_facilitator"
STATUSES = [("unchanged", "Unchanged"), ("new", "New"), ("changed", "Changed"), ("removed", "Removed")]
STANDINGS = [
    ("untraced", "Untraced"),
    ("feature", "Feature of the roll-out"),
    ("outside", "Not part of the roll-out"),
    ("elsewhere", "Asked for in another roll-out"),
    ("module", "By a module"),
]
CHANGE_OF_STATUS = {"new": "created", "changed": "changed", "removed": "removed"}


class CrmFacilitationConfigItem(models.Model):
    """One record of the CRM's real configuration under watch, as it was at the baseline and as the last scan saw it.

    A finding (status other than unchanged) is made a feature of the task it belongs to, or said to be no part of the
    roll-out with a reason. What is neither is untraced: configured, and nobody asked. A finding that another roll-out
    of the same database has confirmed in this very state was asked for there.

    Invariants: one item per record and roll-out; written by baseline and scan; secrets are kept as a keyed hash,
    values are read by facilitators alone.
    """

    _name = "crm.facilitation.config.item"
    _description = "Facilitation Configuration Item"
    _inherit = ["crm.facilitation.guarded"]
    _order = "status, res_model, id"
    _write_policy = """
        facilitator | * | - | task_id <other>
    """

    name = fields.Char(readonly=True)
    project_id = fields.Many2one(
        "project.project", "Roll-out", required=True, index=True, readonly=True, ondelete="cascade"
    )
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True, readonly=True)
    subject = fields.Char("About", readonly=True, help="Technical name of the model that the record is about.")
    status = fields.Selection(STATUSES, default="unchanged", required=True, readonly=True, index=True)
    module = fields.Char(readonly=True, help="The module whose data the record is.")
    is_module_update = fields.Boolean("By a module", readonly=True)
    is_untraced = fields.Boolean("Untraced", compute="_compute_is_untraced", store=True, index=True)
    standing = fields.Selection(STANDINGS, "What became of it", compute="_compute_standing")
    baseline_values = fields.Json(readonly=True, prefetch=False, groups=FACILITATOR)
    baseline_hash = fields.Char(readonly=True, groups=FACILITATOR)
    baseline_write_date = fields.Datetime(readonly=True)
    current_values = fields.Json(readonly=True, prefetch=False, groups=FACILITATOR)
    current_hash = fields.Char(readonly=True, groups=FACILITATOR)
    changed_by_id = fields.Many2one("res.users", "Who", readonly=True, ondelete="set null")
    changed_on = fields.Datetime("When", readonly=True)
    changed_after = fields.Datetime(
        "Not before", readonly=True, help="Where the moment is not known: the scan before, which saw no change yet."
    )
    place = fields.Integer(readonly=True, help="Where the record stood in its list at the last scan.")
    removed_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    removed_on = fields.Datetime(readonly=True)
    task_id = fields.Many2one(
        "project.task",
        "Task",
        index="btree_not_null",
        ondelete="set null",
        domain="[('project_id', '=', project_id), ('is_configuration_task', '=', True)]",
        help="The task it most likely belongs to.",
    )
    feature_ids = fields.One2many("crm.facilitation.feature", "config_item_id", "Features", readonly=True)
    feature_id = fields.Many2one("crm.facilitation.feature", "Feature", compute="_compute_feature_id", store=True)
    elsewhere_feature_id = fields.Many2one(
        "crm.facilitation.feature", "Traced in another roll-out", readonly=True, ondelete="set null"
    )
    outside_reason = fields.Text("Why it is no part of the roll-out", readonly=True)
    outside_hash = fields.Char(readonly=True, groups=FACILITATOR)

    _unique_record = models.UniqueIndex("(project_id, res_model, res_id)", "This record is under watch already.")

    @api.depends("feature_ids")
    def _compute_feature_id(self):
        for item in self:
            item.feature_id = item.feature_ids.sorted("id")[-1:]

    @api.depends("status", "is_module_update", "feature_ids", "outside_hash", "current_hash", "elsewhere_feature_id")
    def _compute_is_untraced(self):
        for item in self:
            excused = item._is_excused()
            found = item.status != "unchanged" and not item.is_module_update
            item.is_untraced = found and not item.feature_ids and not excused and not item.elsewhere_feature_id

    @api.depends("status", "is_module_update", "feature_id", "is_untraced", "elsewhere_feature_id")
    def _compute_standing(self):
        """Why a finding waits for nothing more, in one word: lists show it of each."""
        for item in self:
            stands = {
                "feature": item.feature_id,
                "untraced": item.is_untraced,
                "module": item.is_module_update,
                "elsewhere": item.elsewhere_feature_id,
                "outside": True,
            }
            found = item.status != "unchanged"
            item.standing = next(name for name, holds in stands.items() if holds) if found else False

    def _is_excused(self):
        """Whether somebody said, with a reason, that this very state is no part of the roll-out."""
        self.ensure_one()
        return bool(self.outside_hash) and self.outside_hash == self._get_state_hash()

    @api.constrains("task_id")
    def _check_task(self):
        # holds for tasks that the caller may not read too
        for item_sudo in self.sudo().filtered("task_id"):
            if not item_sudo.task_id.is_configuration_task or item_sudo.task_id.project_id != item_sudo.project_id:
                raise UserError(self.env._("“%s” is no configuration task of this roll-out.", item_sudo.task_id.name))

    def _get_state_hash(self):
        """The hash of the record as the last scan saw it: what a feature confirms, and a reason excuses."""
        self.ensure_one()
        if self.status == "removed":
            return "removed"
        return (self.baseline_hash if self.status == "unchanged" else self.current_hash) or ""

    def _get_state_values(self):
        """The values that go with :meth:`_get_state_hash`."""
        self.ensure_one()
        if self.status == "removed":
            return {}
        return (self.baseline_values if self.status == "unchanged" else self.current_values) or {}

    def action_make_feature(self) -> bool:
        """Make each finding a confirmed feature of its task, in the state that the scan saw.

        What was said to be no part of the roll-out stays so among several, and is taken in where it is chosen alone.
        """
        self.env["crm.facilitation.role"]._check_facilitator(self)
        waiting = self.filtered(lambda item: item.status != "unchanged" and not item.feature_ids)
        if len(self) > 1:
            waiting = waiting.filtered(lambda item: not item._is_excused())
        unassigned = waiting.filtered(lambda item: not item.task_id)
        if unassigned:
            raise UserError(
                self.env._(
                    "Choose the task that “%s” was configured for, or say why it is no part.", unassigned[0].name
                )
            )
        features = self.env["crm.facilitation.feature"].create([item._prepare_feature() for item in waiting])
        features.action_confirm()
        features._remember_finding()
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

    def action_not_part(self, reason: str) -> None:
        """Say that these findings are no part of the roll-out; a later change is found again."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why this change is no part of the roll-out."))
        # what a finding is worth is noted, and not filled in by hand
        for item_sudo in self.sudo().filtered(lambda item: item.status != "unchanged" and not item.feature_ids):
            item_sudo.write({"outside_reason": reason, "outside_hash": item_sudo._get_state_hash()})
            self.env["crm.facilitation.event"].with_user(self.env.user)._record(
                item_sudo, "config_outside", {"name": item_sudo.name, "model": item_sudo.res_model, "reason": reason}
            )

    def action_open_record(self) -> dict:
        """Open the real record."""
        self.ensure_one()
        return self.env["crm.facilitation.feature"]._open_record(self.res_model, self.res_id, self.name)

    def action_open_screen(self) -> dict:
        """Open the screen on which the record shows."""
        self.ensure_one()
        return self.env["crm.facilitation.feature"]._open_screen(self.subject or self.res_model)

    @api.model
    def _note_removal(self, records):
        """Remember who is removing these records, in each roll-out that watches them."""
        self.env.cr.execute(
            SQL(
                "UPDATE crm_facilitation_config_item SET removed_by_id = %s, removed_on = %s"
                " WHERE res_model = %s AND res_id IN %s",
                self.env.uid,
                fields.Datetime.now(),
                records._name,
                tuple(records.ids),
            )
        )
