from odoo import models


class CrmFacilitationGuarded(models.AbstractModel):
    """The change of a field that its table calls evidence leaves a row with what stood there before and after."""

    _inherit = "crm.facilitation.guarded"

    def _record_edit(self, before, after):
        super()._record_edit(before, after)
        changed = [name for name in before if before[name] != after[name]]
        if changed:
            self.env["crm.facilitation.event"]._record(
                self,
                self._edit_kind,
                {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}},
                self._get_policy_project(),
            )

    def _get_policy_project(self):
        """Hook: the roll-out in whose evidence an edit is written."""
        # whoever writes the record may not read all of its roll-out
        return self if self._name == "project.project" else self.sudo().project_id.sudo(self.env.su)
