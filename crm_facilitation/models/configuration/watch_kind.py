from odoo import api, fields, models


class CrmFacilitationWatchKind(models.Model):
    """A kind of record that facilitators may put under watch, or take from the standard list into their own hands.

    Invariant: widened by the system's administrator alone; who may read the records is asked all the same.
    """

    _name = "crm.facilitation.watch.kind"
    _description = "Facilitation Kind of Record Open to Watches"
    _order = "model"
    _rec_name = "model"

    model = fields.Char(required=True, help="Technical name of the model.")
    kind_name = fields.Char("Kind of record", compute="_compute_kind_name")

    _unique_model = models.UniqueIndex("(model)", "This kind of record is on the list already.")

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_kind_name(self):
        for kind in self:
            # names of models are no secret, and people may not read the models themselves
            known = kind.model in self.env
            kind.kind_name = self.env["ir.model"].sudo()._get(kind.model).name if known else kind.model

    @api.model
    def _allows(self, model):
        """Whether facilitators may watch records of this model."""
        # the list holds for everybody, whoever may read it
        return bool(self.sudo().search_count([("model", "=", model)], limit=1))
