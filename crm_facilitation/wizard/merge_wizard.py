from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import UserError


class CrmFacilitationMergeWizard(models.TransientModel):
    """Choose which need survives and which become part of it; similar ones are suggested, never merged by themselves."""

    _name = "crm.facilitation.merge.wizard"
    _description = "Facilitation Merge"

    project_id = fields.Many2one("project.project", readonly=True)
    survivor_id = fields.Many2one(
        "crm.facilitation.need",
        "Surviving need",
        required=True,
        domain="[('project_id', '=', project_id), ('state', '!=', 'merged')]",
    )
    need_ids = fields.Many2many(
        "crm.facilitation.need",
        string="Become part of it",
        domain="[('project_id', '=', project_id), ('state', '!=', 'merged'), ('id', '!=', survivor_id)]",
    )
    suggested_ids = fields.Many2many(
        "crm.facilitation.need", compute="_compute_suggested_ids", string="Similar to the surviving need"
    )

    @api.model
    def default_get(self, fields: list[str]) -> ValuesType:
        values = super().default_get(fields)
        needs = self.env["crm.facilitation.need"].browse(self.env.context.get("active_ids", [])).exists()
        if needs:
            survivor = needs.sorted(lambda need: (-need.supporter_count, need.id))[0]
            values |= {"survivor_id": survivor.id, "need_ids": [(6, 0, (needs - survivor).ids)]}
            values["project_id"] = survivor.project_id.id
        return values

    @api.depends("survivor_id")
    def _compute_suggested_ids(self):
        for wizard in self:
            need = wizard.survivor_id
            similar = need.similar(need.project_id.id, need.name, 6, need.tag_ids.ids) if need else need
            wizard.suggested_ids = similar - need

    def action_add_suggested(self) -> dict:
        """Take the suggestions over; nothing is merged before “Merge”."""
        self.ensure_one()
        self.need_ids |= self.suggested_ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge needs"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_apply(self) -> dict:
        """Merge, and show the surviving need."""
        self.ensure_one()
        if not self.need_ids:
            raise UserError(self.env._("Choose at least one need that becomes part of “%s”.", self.survivor_id.name))
        self.need_ids.action_merge_into(self.survivor_id)
        return self.need_ids[0].action_open_merged()
