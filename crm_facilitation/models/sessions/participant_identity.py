from odoo import api, models
from odoo.api import Self, ValuesType
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.sessions.identity import current_entry

PLACES = "crm.facilitation.places"


class CrmFacilitationParticipant(models.Model):
    """Which participants are the caller. With ``session._identify()`` the only place that answers this.

    People who are logged in are the participants of their account, in all their sessions. A guest is the one
    participant that a controller has authenticated, see :mod:`...tools.sessions.identity`. The three forms below (domain,
    SQL, filter) say the same; none of them asks whether the participant is still active, :meth:`_find_caller` does.
    """

    _inherit = "crm.facilitation.participant"

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        participants = super().create(vals_list)
        for participant in participants:
            # accounts are not everybody's to read
            place_sudo = participant.sudo()
            if place_sudo.user_id and place_sudo.user_id.partner_id != place_sudo.partner_id:
                self._refuse_seat(place_sudo)
        participants._record_people("added")
        if not self.env.su:
            participants.filtered(lambda place: place._leaves_evidence())._record_noted()
        self._forget_places()
        return participants

    def write(self, vals: ValuesType) -> bool:
        before = self._write_seat(vals)
        result = super().write(vals)
        for place_sudo, facts in self._get_seat_changes(before):
            self.env["crm.facilitation.event"]._record(place_sudo, "place_changed", facts)
        self._forget_places()
        return result

    def unlink(self) -> bool:
        self._record_people("removed")
        result = super().unlink()
        self._forget_places()
        return result

    @api.model
    def _of_caller(self, path: str = "") -> Domain:
        """The domain of the caller's participants, or of the records that name one of them at ``path``."""
        entry = current_entry(self.env.uid)
        if entry:
            return Domain(path or "id", "in", [entry.participant])
        return Domain(f"{path}.user_id" if path else "user_id", "=", self.env.uid)

    @api.model
    def _is_caller_sql(self, alias: str) -> SQL:
        """The condition under which the row ``alias`` of the participants is the caller, whether they take part still."""
        entry = current_entry(self.env.uid)
        participant = SQL.identifier(alias)
        if entry:
            return SQL("(%s.id = %s)", participant, entry.participant)
        return SQL("(%s.user_id = %s)", participant, self.env.uid)

    def _filter_caller(self):
        """Those of these participants, which may be read with all rights, that are the caller."""
        entry = current_entry(self.env.uid)
        if entry:
            return self.filtered(lambda participant: participant.id == entry.participant)
        return self.filtered(lambda participant: participant.user_id.id == self.env.uid)

    @api.model
    def _find_caller(self, domain: Domain | list, **options):
        """The active participants of the caller that match ``domain``, with superuser rights.

        :param options: ``order`` and ``limit`` of the search
        """
        # named, because the active test of a search can be switched off by whoever sends the context
        own = self._of_caller() & Domain("active", "=", True) & Domain(domain)
        # people may take part without the right to read participants
        return self.sudo().search_fetch(own, ["session_id", "role"], **options)

    @api.model
    def _get_caller_partner(self):
        """The person who calls, as a contact."""
        entry = current_entry(self.env.uid)
        # the guest's own contact, which the account their request runs as may not read
        return self.sudo().browse(entry.participant).partner_id if entry else self.env.user.partner_id

    @api.model
    def _get_guest_id(self) -> int | None:
        """The participant who calls as a guest; None for people who are logged in."""
        entry = current_entry(self.env.uid)
        return entry.participant if entry else None

    @api.model
    def _get_guest_company(self, user: int) -> int | None:
        """The company of the session of the guest whose call runs as the account ``user``."""
        entry = current_entry(user)
        return entry.company or None if entry else None

    @api.model
    def _get_caller_facts(self) -> dict:
        """What evidence says of a guest beside their account, which is nobody's; empty for people who are logged in."""
        entry = current_entry(self.env.uid)
        return {"actor_participant": entry.participant, "way": entry.way} if entry else {}

    def _forget_places(self) -> None:
        """Ask anew who takes part in what: a participant has changed in this request."""
        self.env.cr.cache.pop(PLACES, None)
