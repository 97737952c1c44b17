from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, AUTHOR, Fact, fact_of, register, registered, texts_of
from ...tools.evidence.texts import origins_in

_lt = LazyTranslate(__name__)

register(
    "evidence",
    kinds={"texts_erased": _lt("Texts erased")},
    facts={"name": Fact(_lt("Name")), "reason": Fact(_lt("Reason")), "rows": Fact(_lt("Rows"))},
    texts={"texts_erased": {}},
)


class CrmFacilitationEvent(models.Model):
    """Erasing people's free text, which the chain outlives.

    The digests stay, and say without the salt nothing of the text. What was erased is a row of evidence itself: it names
    rows and digests, no text and no person.
    """

    _inherit = "crm.facilitation.event"

    def action_erase_texts(self) -> bool:
        """Erase every text of these rows; for the system's administrator."""
        self._check_may_erase()
        # whoever keeps the database may not read every roll-out
        found = {event.id: list(event.texts or {}) for event in self.sudo()}
        if not any(found.values()):
            raise UserError(self.env._("There is no text beside these rows (any more)."))
        self._erase(found)
        return True

    @api.model
    def action_erase_texts_of(self, contact_id: int) -> int:
        """Erase what a person said: their words in rows about their records, and their reasons in rows of their own acts.

        Words of anonymous authors are nobody's: they are erased by their rows, see :meth:`action_erase_texts`.

        :return: the number of texts erased
        """
        self._check_may_erase()
        # whoever keeps the database may not read every roll-out
        events_sudo = self.sudo()
        partner_sudo = events_sudo.env["res.partner"].browse(contact_id).exists()
        if not partner_sudo:
            raise UserError(self.env._("Choose the person whose words are to be erased."))
        users = set(partner_sudo.with_context(active_test=False).user_ids.ids)
        own = events_sudo._get_records_of(partner_sudo)
        found = {}
        for row in events_sudo._read_rows_with_texts():
            digests = [
                digest
                for digest, source, number in origins_in(row["payload"], texts_of(row["kind"]))
                if digest in row["texts"] and _is_own(row, source, number, users, own)
            ]
            if digests:
                found[row["id"]] = digests
        self._erase(found)
        return sum(map(len, found.values()))

    def _check_may_erase(self):
        if not self.env.is_system():
            raise AccessError(self.env._("Texts beside the evidence are erased by the system's administrator alone."))

    @api.model
    def _get_records_of(self, partner):
        """``{model: ids}`` of the records whose words are this person's, archived ones and every roll-out's included."""
        authors = {model: path for area in registered().values() for model, path in area.authors.items()}
        everything = self.with_context(active_test=False).env
        return {model: set(everything[model].search([(path, "=", partner.id)]).ids) for model, path in authors.items()}

    @api.model
    def _read_rows_with_texts(self):
        self.flush_model()
        names = ("id", "kind", "record_model", "record_id", "actor_id", "payload", "texts")
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM crm_facilitation_event WHERE texts IS NOT NULL ORDER BY id",
                SQL(", ").join(map(SQL.identifier, names)),
            )
        )
        return [dict(zip(names, row, strict=True)) for row in rows]

    @api.model
    def _erase(self, found):
        """Erase the texts with these digests, ``{row: digests}``, and say so in each chain."""
        # whoever keeps the database may not read every roll-out
        events_sudo = self.sudo().browse(sorted(row for row, digests in found.items() if digests))
        for project_sudo, rows_sudo in events_sudo.grouped("project_id").items():
            self._record(
                project_sudo.sudo(self.env.su),
                "texts_erased",
                {"rows": {str(row.id): found[row.id] for row in rows_sudo}},
            )
            for row in rows_sudo.ids:
                # no hash covers the texts, and nobody changes them otherwise
                self.env.cr.execute(
                    SQL(
                        "UPDATE crm_facilitation_event SET texts = NULLIF(texts - %s::text[], '{}') WHERE id = %s",
                        found[row],
                        row,
                    )
                )
            rows_sudo.invalidate_recordset(["texts"], flush=False)


def _is_own(row, source, number, users, own):
    """Whether a text is a person's, by their accounts and records."""
    if source == ACTOR:
        return row["actor_id"] in users
    if source == AUTHOR:
        return row["record_id"] in own.get(row["record_model"], ())
    fact = fact_of(row["kind"], source)
    return bool(fact) and number in own.get(fact.records, ())
