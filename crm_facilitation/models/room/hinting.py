import secrets
from collections.abc import Mapping

from odoo import api, fields, models
from odoo.api import Self, ValuesType

from ...tools.room.channel import PREFIX, Channel, channel_key, read_channel_key

HINT = "crm_facilitation.hint"
WAITING = "crm_facilitation.hints"
ANY = None
# sessions that somebody has open
STATES = ("draft", "running")
# what pages of a session show of others' acts: model → (path to its sessions, the fields that they show; ANY for all).
# What is not in this table sends nothing: votes, electors, ballots, presence, attendance, ratings.
SHOWN: dict[str, tuple[str, frozenset[str] | None]] = {
    "crm.facilitation.session": (
        "",
        frozenset(
            "name state date_start date_end collection_from collection_until current_item_id current_item_started_at"
            " current_item_paused_at is_lobby_open pulled_model pulled_id projector_generation active".split()
        ),
    ),
    "crm.facilitation.agenda.item": ("session_id", ANY),
    "crm.facilitation.join.request": ("session_id", frozenset({"state"})),
    "crm.facilitation.kiosk": ("session_id", frozenset({"asked_id", "active"})),
    "crm.facilitation.need": (
        "session_id",
        frozenset(
            "name problem wish active state decision_reason author_id department_id supporter_ids tag_ids merged_into_id"
            " fit effort_days moscow delivery_state discussion_note rank".split()
        ),
    ),
    "crm.facilitation.remark": ("session_id", frozenset({"text", "hidden_reason"})),
    "crm.facilitation.round": ("session_id", frozenset({"name", "state", "deadline", "item_id", "need_ids"})),
    "crm.facilitation.conflict": ("project_id.session_ids", ANY),
    "crm.facilitation.conflict.option": ("project_id.session_ids", ANY),
    "crm.facilitation.goal": ("project_id.session_ids", frozenset({"name", "why", "active"})),
    "crm.facilitation.promise": ("project_id.session_ids", ANY),
    "crm.facilitation.participant": ("session_id", frozenset({"role", "department_id", "active"})),
}
# who says something in their own name: model → the field that names them
NAMED = {
    "crm.facilitation.need": "author_id",
    "crm.facilitation.remark": "author_id",
    "crm.facilitation.conflict.option": "proposed_by_id",
}


class CrmFacilitationGuarded(models.AbstractModel):
    """Pages of a session hear that something changed when a record is written that :data:`SHOWN` says they show.

    Invariant: what is anonymous sends nothing, and neither does what a step without names collects.
    """

    _inherit = "crm.facilitation.guarded"

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        created = super().create(vals_list)
        if self._name in SHOWN:
            created._get_shown_sessions()._send_hint()
        created._note_who_spoke()
        return created

    def write(self, vals: ValuesType) -> bool:
        names = self._get_shown(vals)
        # what moves from one session to another shows in both
        before = self._get_shown_sessions(names) if names else None
        result = super().write(vals)
        if names:
            (before | self._get_shown_sessions(names))._send_hint()
        return result

    def _write_past_guards(self, vals: ValuesType) -> bool:
        names = self._get_shown(vals)
        result = super()._write_past_guards(vals)
        if names:
            self._get_shown_sessions(names)._send_hint()
        return result

    @api.model
    def _write_each_past_guards(self, values: Mapping[Self, ValuesType]) -> None:
        super()._write_each_past_guards(values)
        if names := self._get_shown(set().union(*values.values())):
            self.union(*values)._get_shown_sessions(names)._send_hint()

    def _note_who_spoke(self):
        """Note that somebody attends the running session in which they just said something in their own name."""
        if name := NAMED.get(self._name):
            # whose it is is asked, whoever may read it
            speakers_sudo = self.sudo()[name]._filter_caller()
            absent_sudo = speakers_sudo.filtered(
                lambda person: person.session_id.state == "running" and person.attendance != "joined"
            )
            if absent_sudo:
                absent_sudo.with_env(self.env)._attend_after_commit()

    @api.model
    def _get_shown(self, vals):
        """Those of the fields written that pages of the session show."""
        if self._name not in SHOWN:
            return set()
        _path, names = SHOWN[self._name]
        return set(vals) if names is ANY else names & set(vals)

    def _get_shown_sessions(self, names=()):
        """The sessions whose pages show the fields ``names`` of these records, with superuser rights."""
        path, _names = SHOWN[self._name]
        # whose sessions these are is looked up, whatever the caller reads
        shown_sudo = self.sudo()
        if "is_anonymous" in self._fields:
            shown_sudo = shown_sudo.filtered(lambda record: not record.is_anonymous)
        sessions_sudo = shown_sudo.mapped(path) if path else shown_sudo
        sessions_sudo = sessions_sudo.filtered(lambda session: session.state in STATES or "state" in names)
        # in a step without names it is not told when somebody was at it
        is_quiet = set(names) == {"supporter_ids"}
        return sessions_sudo.filtered(lambda session: not (is_quiet and session._is_anonymous_now()))


class CrmFacilitationSession(models.Model):
    """A session is a channel of Odoo's bus. All that is sent there is that something has changed."""

    _inherit = "crm.facilitation.session"

    def _send_hint(self):
        """Tell the pages of these sessions, once a transaction and after its commit, that there is something new."""
        waiting = self.env.cr.precommit.data.setdefault(WAITING, set())
        new = set(self.ids) - waiting
        if new and not waiting:
            self.env.cr.precommit.add(self._send_hints)
        waiting |= new

    def _send_hints(self):
        ids = sorted(self.env.cr.precommit.data.pop(WAITING, ()))
        # the server sends, whoever has acted
        for session_sudo in self.sudo().browse(ids).exists():
            session_sudo._bus_send(HINT, {"session": session_sudo.id, "hint": secrets.token_hex(6)})

    def _get_projector_channel_key(self):
        return self._sign_channel("projector", 0, self.projector_generation)

    def _sign_channel(self, kind, number, generation):
        """The signed name under which a page subscribes to this session, see ``tools/room/channel.py``."""
        channel = Channel(self.id, kind, number, generation or 0)
        return channel_key(self._get_channel_secret(), channel, fields.Date.today())

    @api.model
    def _get_channel_secret(self):
        # the server's own secret, of which nothing is shown
        return self.env["ir.config_parameter"].sudo().get_param("database.secret")

    @api.model
    def _find_channel(self, key: str):
        """The session that ``key`` lets its holder subscribe to, with superuser rights; empty where the key is not good."""
        channel = read_channel_key(self._get_channel_secret(), key, fields.Date.today())
        # whoever subscribes may be nobody that the server knows
        session_sudo = self.sudo().browse(channel.session).exists() if channel else self.sudo().browse()
        return session_sudo.filtered(lambda session: session._is_heard_by(channel))

    def _is_heard_by(self, channel):
        """Whether the holder of ``channel`` still belongs to this session, which is read with superuser rights."""
        if not self.active or self.state == "cancelled":
            return False
        if channel.kind == "participant":
            person_sudo = self.participant_ids.browse(channel.number).exists()
            is_current = (person_sudo.link_generation or 0) == channel.generation and person_sudo.session_id == self
            return bool(person_sudo) and is_current and person_sudo._is_let_in()
        if channel.kind == "projector":
            return bool(self.projector_hash) and (self.projector_generation or 0) == channel.generation
        return channel.number == self.env.uid


class IrWebsocket(models.AbstractModel):
    """Swaps the signed names of channels for their sessions. Any other string with their prefix is dropped."""

    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        own = [channel for channel in channels if isinstance(channel, str) and channel.startswith(PREFIX)]
        sessions = self.env["crm.facilitation.session"]
        opened = [session for key in own if (session := sessions._find_channel(key))]
        return super()._build_bus_channel_list([channel for channel in channels if channel not in own] + opened)
