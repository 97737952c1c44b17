from odoo import fields, models
from odoo.fields import NO_ACCESS

WAYS = [("link", "Link"), ("code", "Code")]


class CrmFacilitationKey(models.Model):
    """A key that lets one participant in without a login: of a personal link, or of a browser admitted by a code.

    A participant may hold several: each mail with news has a link of its own. They all end together when the link is
    renewed, since each is of one generation. ``participant._authenticate`` is the only reader.

    Invariants: only the fingerprint of a key is stored; no group has any right on this table.
    """

    _name = "crm.facilitation.key"
    _description = "Facilitation Key"
    _log_access = False
    _rec_name = "way"

    participant_id = fields.Many2one("crm.facilitation.participant", required=True, index=True, ondelete="cascade")
    way = fields.Selection(WAYS, required=True)
    generation = fields.Integer(required=True, groups=NO_ACCESS)
    until = fields.Date("Good until", required=True)
    is_once = fields.Boolean(help="A code from a mail: swapped for a key of the browser, and gone.")
    key_hash = fields.Char(required=True, groups=NO_ACCESS, copy=False)

    _unique_key = models.UniqueIndex("(key_hash)")
