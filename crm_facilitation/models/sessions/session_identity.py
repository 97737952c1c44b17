from odoo import models
from odoo.exceptions import UserError

from ...tools.sessions.identity import MANAGEMENT, Identity, current_entry
from .agenda_item import WITHOUT_MANAGEMENT
from .participant_identity import PLACES

# what a key opens: everything, or what became of one's needs
ACT, FOLLOW = "act", "follow"


class CrmFacilitationSession(models.Model):
    """Who the caller is in a session, and what the current step lets them do: the one gate that every room asks.

    Nobody says who they are: the answer comes from the login or, for guests with a link and at a kiosk, from the entry
    that an authenticating controller made (:mod:`...tools.sessions.identity`).
    """

    _inherit = "crm.facilitation.session"

    def _identify(self) -> Identity:
        """Who the caller is in this session; looked up once per request."""
        self.ensure_one()
        entry = current_entry(self.env.uid)
        places = self.env.cr.cache.setdefault(PLACES, {}).setdefault((self.env.uid, entry), {})
        if self._origin.id not in places:
            self._look_up_places(places)
        participant, part = places.get(self._origin.id, (None, None))
        leads, sponsors = self.env["crm.facilitation.role"]._get_roles_in(self, entry)
        return Identity(
            session=self._origin.id,
            way=entry.way if entry else "login",
            participant=participant,
            role=part,
            is_facilitator=leads,
            is_sponsor=sponsors,
        )

    def _get_participant(self):
        """The active participant of the caller in this session; empty when they take no part."""
        return self.env["crm.facilitation.participant"].browse(self._identify().participant)

    def _get_guest_right(self) -> str:
        """What people who take part may do now, the session being read with all rights: ``act``, or only ``follow``."""
        return ACT if self.state in ("draft", "running") or self._is_collecting() else FOLLOW

    def _look_up_places(self, places: dict[int, tuple[int | None, str | None]]) -> None:
        """Complete ``{session id: (participant id, role)}`` of the caller, in one query for all sessions read together."""
        unknown = {id_ for id_ in (*self._prefetch_ids, self._origin.id) if id_} - places.keys()
        places.update(dict.fromkeys(unknown, (None, None)))
        for own in self.env["crm.facilitation.participant"]._find_caller([("session_id", "in", list(unknown))]):
            places[own.session_id.id] = (own.id, own.role)

    def _get_step_now(self):
        """The step that a running session is in, as the superuser's: what it permits holds for whoever may not read it."""
        self.ensure_one()
        # the stored step decides
        session_sudo = self.sudo()
        return (
            session_sudo.current_item_id if session_sudo.state == "running" else session_sudo.current_item_id.browse()
        )

    def _is_parking_now(self):
        """Whether what is raised now is kept for later: the current step takes no needs."""
        step_sudo = self._get_step_now()
        return bool(step_sudo) and not step_sudo.can_raise

    def _check_can_remark(self):
        """Refuse remarks of participants in a step that takes none."""
        step_sudo = self._get_step_now()
        if step_sudo and not step_sudo.can_remark and not self._identify().is_facilitator:
            raise UserError(
                self.env._("Nobody comments on the screens during “%s”. Keep it for the next step.", step_sudo.name)
            )
        self._check_audience()

    def _check_can_vote(self):
        """Refuse to open a vote in a step that permits none. What is open already stays open until it is closed."""
        step_sudo = self._get_step_now()
        if step_sudo and not step_sudo.can_vote:
            raise UserError(
                self.env._(
                    "No vote is opened during “%s”. Go to a step in which people vote, or permit it in this one.",
                    step_sudo.name,
                )
            )

    def _check_audience(self, caller: Identity | None = None):
        """Refuse management in a step without management: what is collected in it is not theirs to fill.

        :param caller: who they are, where that was asked already
        """
        if not self._is_for_caller(caller):
            step_sudo = self._get_step_now()
            raise UserError(
                self.env._("“%s” is without management. What you have to say has its place in the next step.",
                           step_sudo.name)
            )  # fmt: skip

    def _is_for_caller(self, caller: Identity | None = None):
        """Whether the step is for the caller: not for management where it is without it; facilitators lead all of them."""
        caller = caller or self._identify()
        if caller.is_facilitator or not caller.is_management:
            return True
        return self._get_step_now().audience != WITHOUT_MANAGEMENT

    def _get_people_of_step(self, people):
        """Those of these participants for whom the step is that is held, or that ends just now."""
        # the stored step decides
        session_sudo = self.sudo()
        step_sudo = self._get_open_visit().item_id or session_sudo.current_item_id
        if step_sudo.audience != WITHOUT_MANAGEMENT:
            return people
        sponsors = self.env["crm.facilitation.role"]._filter_sponsors(people.user_id)
        return people.filtered(lambda person: person.role != MANAGEMENT and person.user_id not in sponsors)
