from odoo import api, models

from ...tools.conflicts.special_interest import special_interests
from ...tools.voting.tally import TOTAL, Cell


class CrmFacilitationRound(models.Model):
    """A closed round is looked through for conflicts at once, while the room is together."""

    _inherit = "crm.facilitation.round"

    def _get_votable_needs(self):
        needs = super()._get_votable_needs()
        # options that the caller may not read count too
        options_sudo = self.env["crm.facilitation.conflict.option"].sudo().search([("need_id", "in", needs.ids)])
        # the room is asked for its consent to those, in a round of their own
        return needs - options_sudo.need_id.sudo(self.env.su)

    def action_close(self) -> None:
        result = super().action_close()
        self.session_id._detect_conflicts()
        return result

    @api.readonly
    def results(self) -> dict:
        """The results, where each need also says whose ``special_interest`` it is: names of departments (dots only)."""
        results = super().results()
        interests = special_interests(map(self._get_wanting, results["needs"]), self.min_cell)
        for need in results["needs"]:
            departments = interests.get(need["id"], ()) if self.method == "dots" else ()
            need["special_interest"] = [row["name"] for row in results["departments"] if row["id"] in departments]
        return results

    def _get_wanting(self, need):
        """How many voters want a need of the results, as cells: over all and of each department shown."""
        groups = {TOTAL: need["total"]} | need["cells"]
        return [Cell(need["id"], key, cell["voters"], cell["supporters"]) for key, cell in groups.items()]
