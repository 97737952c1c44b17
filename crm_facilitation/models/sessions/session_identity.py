from odoo import models

from ...tools.sessions.identity import Identity, current_entry
from .participant_identity import PLACES


class CrmFacilitationSession(models.Model):
    """Who the caller is in a session: the one gate that every room asks.

    Nobody says who they are: the answer comes from the login or, for guests with a link and at a kiosk, from the entry
    that an authenticating controller made (:mod:`..tools.sessions.identity`).
    """

    _inherit = "crm.facilitation.session"

    def _identify(self) -> Identity:
        """Who the caller is in this session; looked up once per request."""
        self.ensure_one()
        entry = current_entry(self.env.uid)
        role = self.env["crm.facilitation.role"]
        participant, part = self._get_places().get(self._origin.id, (None, None))
        # people of another company take part in a session, and lead nothing there
        leads, sponsors = role._is_facilitator(), role._is_sponsor()
        works_here = (leads or sponsors) and role._works_in(self)
        return Identity(
            session=self._origin.id,
            way=entry.way if entry else "login",
            participant=participant,
            role=part,
            is_facilitator=works_here and leads,
            is_sponsor=works_here and sponsors,
        )

    def _get_participant(self):
        """The active participant of the caller in this session; empty when they take no part."""
        return self.env["crm.facilitation.participant"].browse(self._identify().participant)

    def _get_places(self) -> dict[int, tuple[int | None, str | None]]:
        """``{session id: (participant id, role)}`` of the caller, in one query for all sessions read together."""
        caller = (self.env.uid, current_entry(self.env.uid))
        places = self.env.cr.cache.setdefault(PLACES, {}).setdefault(caller, {})
        if self._origin.id not in places:
            unknown = {id_ for id_ in (*self._prefetch_ids, self._origin.id) if id_} - places.keys()
            places.update(dict.fromkeys(unknown, (None, None)))
            for own in self.env["crm.facilitation.participant"]._find_caller([("session_id", "in", list(unknown))]):
                places[own.session_id.id] = (own.id, own.role)
        return places
