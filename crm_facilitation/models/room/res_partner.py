from odoo import models
from odoo.api import ValuesType

# what says who somebody is, where the next link goes, and whether they are let in
KNOWN_BY = ("name", "email", "active")


class ResPartner(models.Model):
    """People without an account are known by their contact, which many colleagues may write.

    Whoever gives the contact their own mail is sent the person's next link, and whoever archives it shuts the person out.
    So each such change is evidence of their places, with what was there before, and the person is told at the mail that
    they had. Contacts of accounts are guarded by Odoo.
    """

    _inherit = "res.partner"

    def write(self, vals: ValuesType) -> bool:
        if not set(KNOWN_BY) & set(vals):
            return super().write(vals)
        # whoever writes contacts may not lead sessions
        places_sudo = self.env["crm.facilitation.participant"].sudo()
        places_sudo = places_sudo.search(
            [("partner_id", "in", self.ids), ("user_id", "=", False), ("session_id.state", "!=", "cancelled")]
        )
        before = {place_sudo: _read(place_sudo) for place_sudo in places_sudo}
        result = super().write(vals)
        for place_sudo, old in before.items():
            place_sudo._note_contact(old, _read(place_sudo))
        return result


def _read(place):
    return {name: place.partner_id[name] or "" for name in KNOWN_BY}
