from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ...tools.evidence.chain import FORMAT, GENESIS, Entry, entry_hash, storable
from ...tools.evidence.kinds import check_registered, texts_of
from ...tools.evidence.texts import seal
from .payload import Payload


class CrmFacilitationEvent(models.Model):
    """One row of evidence: a decision, a merge, a round's opening, an agreement, the launch.

    Rows are written by the other areas through :meth:`_record` and by nobody else. They form one
    chain per roll-out; :meth:`verify` names the first link that does not hold.

    Invariants: a row is never changed or deleted, the superuser included; the chain has no forks. People's free text lies
    beside the chain, which holds its digest, so that the text can be erased and the chain still holds.
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
    payload = Payload("Facts")
    texts = fields.Json(
        readonly=True,
        groups=NO_ACCESS,
        help="People's free text, which no hash covers: each with its salt, by the digest that the facts hold.",
    )
    format = fields.Integer(
        readonly=True, aggregator=None, help="Which facts and texts the hash covers; empty in rows of the first format."
    )
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
        :param dict payload: the facts, of JSON types only; which of them are free text is registered with the kind
        :param project: the roll-out, ``record.project_id`` where not given
        :param bool anonymous: leave the actor out
        """
        check_registered(kind)
        own_texts = texts_of(kind)
        project = project or (record if record._name == "project.project" else record.project_id)
        actor = self.env["res.users"] if anonymous else self.env.user
        told = payload if anonymous else payload | self._get_actor_facts()
        facts, texts = seal(storable(told), own_texts)
        previous = self._lock_head(project)
        values = {
            "project_id": project.id,
            "record_model": record._name,
            "record_id": record.id,
            "kind": kind,
            "payload": facts,
            "texts": texts,
            "format": FORMAT,
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
        self.env.cr.execute(
            SQL("SELECT facilitation_head_hash FROM project_project WHERE id = %s FOR NO KEY UPDATE", project.id)
        )
        return self.env.cr.fetchone()[0] or GENESIS

    @api.model
    def _entry_of(self, values):
        """The hashed part of a row, from its values or its columns."""
        return Entry(
            project=values["project_id"],
            model=values["record_model"],
            record=values["record_id"],
            kind=values["kind"],
            payload=values["payload"] or {},
            actor=values["actor_id"] or 0,
            at=fields.Datetime.to_string(values["at"]),
            format=values["format"] or 1,
        )

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
