from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ...tools.sessions.link import last_day

WAYS = [("link", "Link"), ("code", "Code")]
TABLES = {
    "key": "crm.facilitation.key",
    "participant": "crm.facilitation.participant",
    "partner": "res.partner",
    "session": "crm.facilitation.session",
    "project": "project.project",
}
# what a request of a guest asks of them, whatever it does
KNOWN = [
    *(("key", name) for name in ("id", "participant_id", "way", "until")),
    *(
        ("participant", name)
        for name in ("id", "session_id", "project_id", "company_id", "partner_id", "user_id", "role")
    ),
    *(("partner", name) for name in ("id", "lang", "tz")),
    *(("session", name) for name in ("id", "project_id", "state", "collection_from", "collection_until")),
    *(("project", name) for name in ("id", "launch_date")),
]
# written once: each request of a guest asks it
COLUMNS = SQL(", ").join(SQL.identifier(table, name) for table, name in KNOWN)
KEY_QUERY = """SELECT %(columns)s
     FROM crm_facilitation_key key
     JOIN crm_facilitation_participant participant
       ON participant.id = key.participant_id AND participant.active AND participant.link_generation = key.generation
     JOIN res_partner partner ON partner.id = participant.partner_id AND partner.active
     JOIN crm_facilitation_session session
       ON session.id = participant.session_id AND session.active AND session.state != 'cancelled'
     JOIN project_project project ON project.id = session.project_id
    WHERE %(which)s AND (key.is_once IS TRUE) = %(is_once)s"""


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
    def _find(self, key_hash, session_id, is_once=False):
        """The row, with superuser rights, of a key that lets somebody in today; empty otherwise.

        What it read of their records stays known for the request.

        :param int session_id: the session that is asked for; None takes the key's own
        """
        for found in self._read_good(SQL("key.key_hash = %s", key_hash), is_once):
            if session_id in (None, found["session", "id"]):
                return self._know(found)
        # whoever asks has no account
        return self.sudo().browse()

    @api.model
    def _get_holders(self, participants):
        """Those of ``participants`` whom a link or a browser's key lets in today."""
        found = self._read_good(SQL("key.participant_id = ANY(%s)", participants.ids))
        return participants.browse({row["participant", "id"] for row in found})

    @api.model
    def _read_good(self, which, is_once=False):
        """What :data:`KNOWN` names, of each of the keys ``which`` that lets somebody in today.

        The one place that decides it: key, generation, days, participant, contact and session. One statement, because
        each request of a guest asks it.
        """
        # what this transaction has not written yet: SQL follows
        self.env.flush_all()
        rows = self.env.execute_query(SQL(KEY_QUERY, columns=COLUMNS, which=which, is_once=is_once))
        read = [dict(zip(KNOWN, row, strict=True)) for row in rows]
        today = fields.Date.today()
        return [row for row in read if last_day(row["key", "until"], row["project", "launch_date"]) >= today]

    @api.model
    def _know(self, found):
        """Keep what was read of the records of a key, so that it is not read again; the key's row."""
        # whoever asks has no account
        records_sudo = {table: self.env[model].sudo().browse(found[table, "id"]) for table, model in TABLES.items()}
        for (table, name), value in found.items():
            if name != "id":
                records_sudo[table]._fields[name]._insert_cache(records_sudo[table], [value])
        return records_sudo["key"]
