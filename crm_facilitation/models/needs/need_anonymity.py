from collections import Counter
from collections.abc import Sequence

from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import AccessError, UserError

from ...tools.needs.anonymity import published_department
from ...tools.sessions.identity import OBSERVER
from ...tools.tokens import new_token, origin_commitment
from ..access.nameless import RESENT

RAISE_FIELDS = {"name", "problem", "wish", "minutes_lost_weekly", "tag_ids"}
BEHALF_FIELDS = {"author_id", "department_id"}
# no more than the form shows beside a new need
MOST_SAID = 10


class CrmFacilitationNeed(models.Model):
    """Needs raised while the current step of the agenda is anonymous.

    The server checks that the caller takes part, notes that a member of a department raised it, and stores nobody: no
    author, no user, no follower, no message, a random number, the day and not the minute. The author's device keeps a
    token; what is stored is a commitment to the token and the participant. With the token, and only with it, they prove
    that the need is theirs or agree to be named. What a step collected is sealed in the evidence when the step ends,
    see ``need_origin.py`` and ``docs/adr/0005-origin-of-anonymous-needs.md``.

    Invariants: an anonymous need has no author; a department that would point at fewer than three people is left out;
    neither is filled in by hand later.
    """

    _inherit = "crm.facilitation.need"

    origin_label = fields.Char("Origin", compute="_compute_origin_label")

    _check_anonymous = models.Constraint(
        "CHECK (NOT (is_anonymous IS TRUE AND author_id IS NOT NULL))",
        "An anonymous need names nobody until its author agrees to be named.",
    )

    @api.depends("is_anonymous", "author_id.partner_id.name", "department_id.name", "session_id.name")
    def _compute_origin_label(self):
        for need in self:
            # the names alone are shown, to those who may read the need
            author = need.sudo().author_id.partner_id.name
            department = need.sudo().department_id.name
            session = need.sudo().session_id.name
            need.origin_label = self._label_origin(author, need.is_anonymous, department, session)

    @api.model
    def _label_origin(self, author, is_anonymous, department, session):
        """Where a need comes from, in words: names as texts, empty where there is none."""
        if author:
            return author
        if not is_anonymous and not department:
            return self.env._("The facilitator, %s", session)
        if department:
            return self.env._("An employee of %(department)s, %(session)s", department=department, session=session)
        return self.env._("An employee, %s", session)

    @api.model
    def raise_need(
        self,
        session_id: int,
        values: ValuesType,
        promised_anonymous: bool = False,
        token: str | None = None,
        opposite_ids: Sequence[int] = (),
        different_ids: Sequence[int] = (),
    ) -> dict:
        """Raise a need from the short form.

        :param values: ``name`` and, where the person has them, ``problem``, ``wish``, ``minutes_lost_weekly``,
            ``tag_ids``; a facilitator may say on whose behalf: ``author_id`` or ``department_id``
        :param promised_anonymous: the form told the person that no name is stored; refused when that no longer holds
        :param token: one that the device drew: sent again because the answer was lost on the way, it is the same need
        :param opposite_ids: needs of which the author says that they want the opposite; none where nobody is named
        :param different_ids: needs that read alike and of which the author says that they are not the same; likewise
        :return: ``{"id", "token"}``; ``token`` is False unless the need is anonymous. It is shown once: the device
            keeps it, the server does not.
        """
        session = self.env["crm.facilitation.session"].browse(session_id)
        is_facilitator = session._identify().is_facilitator
        allowed = RAISE_FIELDS | (BEHALF_FIELDS if is_facilitator else set())
        if unknown := set(values) - allowed:
            raise UserError(self.env._("The short form does not take: %s", ", ".join(sorted(unknown))))
        if raised := self._get_raised(session, token):
            return raised
        if promised_anonymous and not session._is_anonymous_now():
            raise UserError(
                self.env._("The anonymous step is over: this need would carry your name. Raise it again if you agree.")
            )
        opposites, different = (self._find_others(session, ids) for ids in (opposite_ids, different_ids))
        raised = self._raise_by_token(session, values, token)
        need = self.browse(raised["id"])
        need._say_opposite(opposites)
        need._say_different(different)
        return raised

    @api.model
    def _find_others(self, session, need_ids):
        """Needs that the author of a new one speaks about; what they may not read is nothing to speak about."""
        others = self.browse(need_ids[:MOST_SAID]).exists()._filtered_access("read")
        if others and session._is_anonymous_now():
            raise UserError(
                self.env._(
                    "In an anonymous step only the need itself is kept. Raise it without “Opposite” and “Different”."
                )
            )
        return others

    def _say_opposite(self, others):
        """Hook: the author of this need says that it wants the opposite of ``others``."""

    def _say_different(self, others):
        """The author of this need says that ``others`` are not the same: the pairs are suggested no more."""
        pairs = [(self.id, other.id) for other in others - self if other.project_id == self.project_id]
        # participants write no distinctions, but who raises a need is asked about it; the rows name them
        self.env["crm.facilitation.need.distinction"].sudo()._distinguish(pairs)

    @api.model
    def _raise_by_token(self, session, values, token):
        participant = session._identify().participant
        is_own = bool(participant) and not BEHALF_FIELDS & set(values)
        if not token and is_own and (sent := self._find_sent(session, participant, values)):
            return {"id": sent.id, "token": False}
        need = self.create(values | {"session_id": session.id})
        keeps_token = need.is_anonymous and is_own
        if not (keeps_token or token):
            return {"id": need.id, "token": False}
        token = token or new_token()
        # what is said for somebody else proves nothing of who wrote it down
        need._take_origin(self._commit(session.id, is_own and participant, token))
        if need.is_anonymous:
            need._forget_who_and_when()
        return {"id": need.id, "token": keeps_token and token}

    @api.model
    def _find_sent(self, session, participant, values):
        """The need that the same person raised in the same words a moment ago: the form arrived twice.

        Nobody can say so of an anonymous one: neither the person nor the minute is stored.
        """
        if session._is_anonymous_now():
            return self.browse()
        self._speak_one_at_a_time(participant)
        since = fields.Datetime.now() - RESENT
        recent = self.search(
            [("session_id", "=", session.id), ("author_id", "=", participant), ("create_date", ">=", since)]
        )
        words = [name for name in RAISE_FIELDS if name != "tag_ids"]
        return recent.filtered(
            lambda need: all((need[name] or False) == (values.get(name) or False) for name in words)
        )[:1]

    @api.model
    def _get_raised(self, session, token):
        """What was answered when the caller raised a need with this token; None where they did not."""
        participant = session._identify().participant
        own = participant and self._commit(session.id, participant, token)
        raised_sudo = self._find_committed(own, self._commit(session.id, None, token))
        keeps_token = raised_sudo.is_anonymous and raised_sudo.origin_hash == own
        return {"id": raised_sudo.id, "token": keeps_token and token} if raised_sudo else None

    @api.model
    def _is_raised_anonymously(self, vals):
        return self._get_session_of(vals)._is_anonymous_now()

    @api.model
    def _create_anonymous(self, vals):
        self._check_stands_alone(vals)
        session = self._get_session_of(vals)
        prepared = vals | self._prepare_author(session, vals)
        # the department alone is used, of whoever raises the need
        participant_sudo = self.env["crm.facilitation.participant"].sudo().browse(prepared.pop("author_id", False))
        department = prepared.get("department_id") or participant_sudo.department_id.id
        # links are written after the need has its number
        links = {name: prepared.pop(name) for name in ("tag_ids", "goal_ids") if name in prepared}
        prepared |= {
            "session_id": session.id,
            "author_id": False,
            "is_anonymous": True,
            "department_id": published_department(department, self._get_electorate(session)) or False,
        }
        need = self._as_nobody()._store_raised([prepared])._take_random_number()
        models.Model.write(need, links)
        need._forget_who_and_when()
        need._hold_back()
        return need.with_env(self.env)

    @api.model
    def _get_electorate(self, session):
        """``{department id: number of people who can raise needs}``; names of people whom nobody reaches are no people."""
        # the number alone is used, and participants may not all be read
        people_sudo = self.env["crm.facilitation.participant"].sudo()
        reached = people_sudo.search(
            [("session_id", "=", session.id), ("role", "!=", OBSERVER), ("active", "=", True)]
        )._filter_reached()
        reached = session._get_people_of_step(reached)
        return Counter(person.department_id.id for person in reached)

    def _check_origin_stays(self, vals):
        if {"author_id", "department_id", "session_id"} & set(vals) and any(self.mapped("is_anonymous")):
            raise UserError(
                self.env._(
                    "Where an anonymous need comes from is not filled in by hand. Its author can agree to be named."
                )
            )

    def action_reveal_author(self, token: str) -> bool:
        """Agree to be named: proves by the token that the caller raised this need."""
        self.ensure_one()
        if not self._is_origin_of_caller(token):
            raise AccessError(self.env._("Only the device that raised this need can name its author."))
        participant = self.session_id._get_participant()
        self._write_past_guards(
            {
                "is_anonymous": False,
                "origin_hash": False,
                "author_id": participant.id,
                "department_id": participant.department_id.id,
            }
        )
        # the token is of no use any more, and with it anybody can check the commitment that was sealed
        self.env["crm.facilitation.event"]._record(
            self, "author_revealed", {"name": self.name, "participant": participant.id, "token": token}
        )
        return True

    def _is_origin_of_caller(self, token):
        """Whether the caller raised this need, shown by the token that their device keeps."""
        self.check_access("read")
        participant = self.session_id._identify().participant
        # nobody has the right to read the commitment
        commitment = self.sudo().origin_hash
        if not participant or not self.is_anonymous or not commitment or not isinstance(token, str):
            return False
        return origin_commitment(self.session_id.id, participant, token) == commitment
