from odoo import api, models
from odoo.exceptions import UserError


class CrmFacilitationNeed(models.Model):
    """Needs from a spreadsheet, through Odoo's own import.

    Invariant: whoever a need is raised for takes part in its session. A name that is found in several sessions means
    the person in this one.
    """

    _inherit = "crm.facilitation.need"

    _known_within = ("session_id",)

    def _is_meant(self, values):
        """Two people, or two departments, may ask for something under one title."""
        author = self.env["crm.facilitation.participant"].browse(values.get("author_id"))
        if self.author_id and author:
            # the person of a row may be of a session that the facilitator may not read
            return self.author_id.partner_id == author.sudo().partner_id
        return not (self.department_id and values.get("department_id")) or (
            self.department_id.id == values["department_id"]
        )

    @api.model
    def _get_changes_of_row(self, values):
        return {name: value for name, value in super()._get_changes_of_row(values).items() if name != "author_id"}

    @api.model
    def get_import_templates(self) -> list[dict[str, str]]:
        """The spreadsheet to start from."""
        return [
            {
                "label": self.env._("Template for needs"),
                "template": "/crm_facilitation/static/xls/crm_facilitation_need.csv",
            }
        ]

    @api.model
    def _prepare_author(self, session, vals):
        values = super()._prepare_author(session, vals)
        author_id = (vals | values).get("author_id")
        if not author_id:
            return values
        # the person of a row may be of a session that the facilitator may not read
        author_sudo = self.env["crm.facilitation.participant"].browse(author_id).sudo()
        if author_sudo.session_id != session:
            here_sudo = session.sudo().participant_ids.filtered(
                lambda person: person.partner_id == author_sudo.partner_id
            )
            if not here_sudo:
                raise UserError(
                    self.env._(
                        "%(person)s does not take part in “%(session)s”. Invite them, or leave the author out.",
                        person=author_sudo.partner_id.name,
                        session=session.name,
                    )
                )
            author_sudo, values = here_sudo, values | {"author_id": here_sudo.id}
        # an empty cell of the spreadsheet says nothing about the department
        return values if vals.get("department_id") else values | {"department_id": author_sudo.department_id.id}
