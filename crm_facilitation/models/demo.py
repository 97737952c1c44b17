from odoo import api, models

from ..demo.story import Story


class CrmFacilitationDemo(models.AbstractModel):
    """Plays a roll-out of a made-up company for the demo data; see ``demo/``.

    Called by ``demo/rollout.xml`` alone: it has no public method.
    """

    _name = "crm.facilitation.demo"
    _description = "Facilitation Demo"

    @api.model
    def _load(self):
        """Play the story once; a database that has it keeps it."""
        if not self.env.ref("crm_facilitation.demo_rollout", raise_if_not_found=False):
            Story(self.env).play()
