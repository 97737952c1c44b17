from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.evidence.chain import GENESIS, Entry, entry_hash, first_broken, storable
from ...tools.evidence.kinds import check_registered


class CrmFacilitationEvent(models.Model):
    """One row of evidence: a decision, a merge, a round's opening, an agreement, the launch.

    Rows are written by the other areas through :meth:`_record` and by nobody else. They form one
    chain per roll-out; :meth:`verify` names the first link that does not hold.

    Invariants: a row is never changed or deleted, the superuser included; the chain has no forks.
    """

    _name = "crm.facilitation.event"
    _description = "Facilitation Evidence"
    _order = "id desc"
    _rec_name = "kind"
    # create_uid would name the actor of an anonymous row
    _log_access = False

    project_id = fields.Many2one("project.project", "Roll-out", required=True, index=True, ondelete="restrict")
    record_model = fields.Char("Model", required=True)
    record_id = fields.Many2oneReference("Record", model_field="record_model", required=True, index=True)
    kind = fields.Char("What happened", required=True)
    payload = fields.Json("Facts")
    actor_id = fields.Many2one("res.users", "By", ondelete="restrict")
    at = fields.Datetime("When", required=True)
    previous_hash = fields.Char(required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)

    _unique_link = models.UniqueIndex(
        "(project_id, previous_hash)", "The evidence of a roll-out is one chain: this link is taken."
    )

    @api.model
    def _record(self, record, kind, payload, project=None, anonymous=False):
        """Append one row for ``record``.

        :param str kind: what happened, a snake_case word that the area has registered
        :param dict payload: the facts, of JSON types only
        :param project: the roll-out, ``record.project_id`` where not given
        :param bool anonymous: leave the actor out
        """
        check_registered(kind)
        project = project or (record if record._name == "project.project" else record.project_id)
        actor = self.env["res.users"] if anonymous else self.env.user
        previous = self._lock_head(project)
        values = {
            "project_id": project.id,
            "record_model": record._name,
            "record_id": record.id,
            "kind": kind,
            "payload": storable(payload if anonymous else payload | self._get_actor_facts()),
            "actor_id": actor.id,
            "at": fields.Datetime.now(),
            "previous_hash": previous,
        }
        values["hash"] = entry_hash(previous, self._entry_of(values))
        # nobody has the right to write evidence
        event = super(CrmFacilitationEvent, self.sudo()).create([values])
        self.env.cr.execute(
            SQL("UPDATE project_project SET facilitation_head_hash = %s WHERE id = %s", values["hash"], project.id)
        )
        project.invalidate_recordset(["facilitation_head_hash"], flush=False)
        return event

    @api.model
    def _get_actor_facts(self):
        """Hook: what a row says of its actor beside their account."""
        return {}

    def _lock_head(self, project):
        """The hash of the roll-out's last row.

        Locking the head makes a second writer wait; its snapshot being older, PostgreSQL then refuses it
        as a serialisation failure and Odoo repeats the request, so that the chain cannot fork.
        """
        project.flush_recordset(["facilitation_head_hash"])
        self.env.cr.execute(
            SQL("SELECT facilitation_head_hash FROM project_project WHERE id = %s FOR NO KEY UPDATE", project.id)
        )
        return self.env.cr.fetchone()[0] or GENESIS

    @api.model
    def _entry_of(self, values):
        return Entry(
            project=values["project_id"],
            model=values["record_model"],
            record=values["record_id"],
            kind=values["kind"],
            payload=values["payload"] or {},
            actor=values["actor_id"] or 0,
            at=fields.Datetime.to_string(values["at"]),
        )

    @api.model
    @api.readonly
    def verify(self, project_id: int, noted: str | None = None) -> dict | bool:
        """The first row of the roll-out's chain that does not hold, as ``{id, kind, at}``; False when all hold.

        A chain whose last rows were removed ends before the head kept with the roll-out: then ``id`` is 0 and ``kind``
        is ``missing``.

        :param noted: a fingerprint, or its beginning, that somebody wrote down earlier; when it is not in the chain any more, whoever
            changed it has computed all later links anew: then ``id`` is 0 and ``kind`` is ``rewritten``
        """
        self.check_access("read")
        project = self.env["project.project"].browse(project_id)
        project.check_access("read")
        # the chain holds as a whole, also the rows that the caller may not read
        events_sudo = self.sudo().search([("project_id", "=", project.id)], order="id")
        rows = [
            (e.previous_hash, e.hash, self._entry_of({n: e._read_scalar(n) for n in self._hashed_fields()}))
            for e in events_sudo
        ]
        broken = first_broken(rows)
        if broken is not None:
            return {"id": events_sudo[broken].id, "kind": events_sudo[broken].kind, "at": events_sudo[broken].at}
        last = events_sudo[-1:].hash or GENESIS
        # the head of the chain is the server's own note
        if last != (project.sudo().facilitation_head_hash or GENESIS):
            return {"id": 0, "kind": "missing", "at": False}
        if noted and not any(row_hash.startswith(noted) for row_hash in events_sudo.mapped("hash")):
            return {"id": 0, "kind": "rewritten", "at": False}
        return False

    @api.model
    def _hashed_fields(self):
        return ("project_id", "record_model", "record_id", "kind", "payload", "actor_id", "at")

    def _read_scalar(self, name):
        value = self[name]
        return value.id if self._fields[name].type == "many2one" else value

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:  # pylint: disable=method-required-super
        raise UserError(self.env._("Evidence is written by the facilitation itself. Nobody adds a row by hand."))

    def write(self, vals: ValuesType) -> bool:  # pylint: disable=method-required-super
        raise UserError(self.env._("Evidence cannot be changed. Record what happened since as a new decision."))

    def unlink(self) -> bool:  # pylint: disable=method-required-super
        # no ondelete method: those are passed over by whoever claims in the context to uninstall the module
        self._refuse_removal()

    def _refuse_removal(self):
        raise UserError(self.env._("Evidence cannot be deleted."))
