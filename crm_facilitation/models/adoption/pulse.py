from odoo import api, fields, models
from odoo.exceptions import UserError

USES = [("yes", "I use it"), ("no", "I do not use it")]
REASON_LENGTH = 2000


class CrmFacilitationPulse(models.Model):
    """The third question after launch, where what was asked for is not used: do you use it, and if not, why?

    Invariants: nobody answers it but the person with the link; it is not asked about needs that were raised anonymously,
    whose answers nobody may read one by one; who says no says why.
    """

    _inherit = "crm.facilitation.pulse"

    asks_use = fields.Boolean("Asked about its use", readonly=True)
    use = fields.Selection(USES, "Use", readonly=True)
    unused_reason = fields.Text("Why not", readonly=True)

    _check_use = models.Constraint(
        "CHECK (use IS NULL OR (asks_use AND (use <> 'no' OR coalesce(trim(unused_reason), '') <> '')))",
        "Who does not use something says why.",
    )

    def _asks_again(self, earlier):
        return super()._asks_again(earlier) and (self.asks_use or not earlier.asks_use)

    @api.model
    def _get_answer_names(self):
        return (*super()._get_answer_names(), "use", "unused_reason")

    def _get_said(self):
        return super()._get_said() | {"use": self.use or "", "unused_reason": self.unused_reason or ""}

    def _read_answer(self, said):
        values = super()._read_answer(said)
        if not self.asks_use:
            return values
        use, reason = said.get("use") or "", (said.get("unused_reason") or "").strip()[:REASON_LENGTH]
        name = self.need_id.name
        if use not in dict(USES):
            raise UserError(self.env._("“%s”: say whether you use it.", name))
        if use == "no" and not reason:
            raise UserError(
                self.env._("“%s”: say why you do not use it, so that it can be put right or removed.", name)
            )
        return values | {"use": use, "unused_reason": reason if use == "no" else False}
