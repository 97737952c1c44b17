import base64

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ...tools.sessions.link import last_day

# black on white with a margin of four modules, whatever the theme around it
PICTURE = {"width": 300, "height": 300, "barBorder": 4}
WAYS = [("link", "Link"), ("code", "Code")]
TABLES = {
    "key": "crm.facilitation.key",
    "participant": "crm.facilitation.participant",
    "partner": "res.partner",
    "session": "crm.facilitation.session",
    "project": "project.project",
}
# what a request of a guest asks of them, whatever it does
KNOWN = {
    "key": ("id", "participant_id", "way", "until"),
    "participant": ("id", "session_id", "project_id", "company_id", "partner_id", "user_id", "role"),
    "partner": ("id", "lang", "tz"),
    "session": ("id", "active", "project_id", "state", "collection_from", "collection_until"),
    "project": ("id", "launch_date"),
}
DAYS = {("session", "collection_from"), ("session", "collection_until"), ("project", "launch_date")}
COLUMNS = {table: SQL(", ").join(SQL.identifier(table, name) for name in names) for table, names in KNOWN.items()}
# one after the other instead of joined: PostgreSQL takes longer to plan a join of five tables than to read a row of each,
# and Odoo lets it keep no plan from one request to the next
KEYS = SQL(
    """SELECT %(key)s, (
          SELECT json_build_array(json_build_array(%(participant)s),
                 (SELECT json_build_array(%(partner)s) FROM res_partner partner
                   WHERE partner.id = participant.partner_id AND partner.active),
                 (SELECT json_build_array(%(session)s) FROM crm_facilitation_session session
                   WHERE session.id = participant.session_id AND session.active AND session.state != 'cancelled'),
                 (SELECT json_build_array(%(project)s) FROM project_project project
                   WHERE project.id = participant.project_id))
            FROM crm_facilitation_participant participant
           WHERE participant.id = key.participant_id AND participant.active
             AND participant.link_generation = key.generation)
     FROM crm_facilitation_key key""",
    **COLUMNS,
)


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

    @api.model
    def _draw(self, address):
        """The QR code of an address, as a picture inside the answer: one with an address of its own would tell it on."""
        picture = base64.b64encode(self.env["ir.actions.report"].barcode("QR", address, **PICTURE)).decode()
        return f"data:image/png;base64,{picture}"

    @api.model
    def _find(self, key_hash, session_id, is_once=False):
        """The row, with superuser rights, of a key that lets somebody in today; empty otherwise.

        What it read of their records stays known for the request.

        :param int session_id: the session that is asked for; None takes the key's own
        """
        for found in self._read_good(SQL("key.key_hash = %s", key_hash), is_once):
            if session_id in (None, found["session"]["id"]):
                return self._know(found)
        # whoever asks has no account
        return self.sudo().browse()

    @api.model
    def _get_holders(self, participants):
        """Those of ``participants`` whom a link or a browser's key lets in today."""
        found = self._read_good(SQL("key.participant_id = ANY(%s)", participants.ids))
        return participants.browse({row["participant"]["id"] for row in found})

    @api.model
    def _read_good(self, which, is_once=False):
        """What :data:`KNOWN` names, of each of the keys ``which`` that lets somebody in today.

        The one place that decides it: key, generation, days, participant, contact and session. One statement, because
        each request of a guest asks it.
        """
        # what this transaction has not written yet: SQL follows
        self.env.flush_all()
        query = SQL("%s WHERE %s AND (key.is_once IS TRUE) = %s", KEYS, which, is_once)
        # a record that lets nobody in was not found
        read = [_by_column([key, *others]) for *key, others in self.env.execute_query(query) if others and all(others)]
        today = fields.Date.today()
        return [found for found in read if last_day(found["key"]["until"], found["project"]["launch_date"]) >= today]

    @api.model
    def _know(self, found):
        """Keep what was read of the records of a key, so that it is not read again; the key's row."""
        # whoever asks has no account
        env = self.sudo().env
        for table, model in TABLES.items():
            know(env[model].browse(found[table]["id"]), found[table])
        return env[self._name].browse(found["key"]["id"])


def know(record, row: dict) -> None:
    """Keep what was read of a record's columns, so that it is not read again; what waits to be written stays."""
    for name, value in row.items():
        if name != "id":
            record._fields[name]._get_cache(record.env).setdefault(record.id, value)


def _by_column(rows):
    """``{table: {column: value}}`` of a row of each table; what comes as JSON has its days as text."""
    found = {table: dict(zip(names, row, strict=True)) for (table, names), row in zip(KNOWN.items(), rows, strict=True)}
    for table, name in DAYS:
        found[table][name] = fields.Date.to_date(found[table][name])
    return found
