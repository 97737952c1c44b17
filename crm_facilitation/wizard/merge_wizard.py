from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import UserError


class CrmFacilitationMergeWizard(models.TransientModel):
    """Choose which need survives and which become part of it; similar ones are suggested, never merged by themselves.

    Opened from one need, that one becomes part of another, which is still to be chosen; opened from several, the one
    with most supporters survives.
    """

    _name = "crm.facilitation.merge.wizard"
    _description = "Facilitation Merge"

    project_id = fields.Many2one("project.project", readonly=True)
    survivor_id = fields.Many2one(
        "crm.facilitation.need",
        "Surviving need",
        required=True,
        domain="[('project_id', '=', project_id), ('state', '!=', 'merged'), ('id', 'not in', need_ids)]",
    )
    need_ids = fields.Many2many(
        "crm.facilitation.need",
        string="Become part of it",
        domain="[('project_id', '=', project_id), ('state', '!=', 'merged'), ('id', '!=', survivor_id)]",
    )
    suggested_ids = fields.Many2many("crm.facilitation.need", compute="_compute_suggested_ids", string="Similar needs")

    @api.model
    def default_get(self, fields: list[str]) -> ValuesType:
        values = super().default_get(fields)
        needs = self.env["crm.facilitation.need"].browse(self.env.context.get("active_ids", [])).exists()
        if len(needs) == 1:
            values |= {"need_ids": [(6, 0, needs.ids)], "project_id": needs.project_id.id}
        elif needs:
            survivor = needs.sorted(lambda need: (-need.supporter_count, need.id))[0]
            values |= {"survivor_id": survivor.id, "need_ids": [(6, 0, (needs - survivor).ids)]}
            values["project_id"] = survivor.project_id.id
        return values

    @api.depends("survivor_id", "need_ids")
    def _compute_suggested_ids(self):
        for wizard in self:
            need = wizard.survivor_id or wizard.need_ids._origin[:1]
            similar = need.similar(need.project_id.id, need.name, 6, need.tag_ids.ids) if need else need
            wizard.suggested_ids = similar - need - wizard.need_ids._origin

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
