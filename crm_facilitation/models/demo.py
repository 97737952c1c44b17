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
            self._load_words()
            Story(self.env).play()

    @api.model
    def _load_words(self):
        """The addon's words in the languages of this database: sessions copy their agenda in all of them, and Odoo
        loads translations after the demo data only."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        # translations are the server's
        self.env["ir.module.module"].sudo()._load_module_terms(["crm_facilitation"], languages)
