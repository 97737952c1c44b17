from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CrmFacilitationRemark(models.Model):
    """The discussion of one record as a screen shows it, and the acts of that screen."""

    _inherit = "crm.facilitation.remark"

    @api.model
    @api.readonly
    def discussion(self, about: str, about_id: int) -> dict:
        """What is said about one record, as far as the caller may read it.

        :param about: ``need``, ``option``, ``goal`` or ``conflict``
        :return: ``{about, about_id, can_say, anonymous, can_hide, discussed_on, note, remarks: [{id, parent_id, kind,
            text, author, said_on, is_mine, can_change, hidden_reason}]}``; ``anonymous`` says that what the caller says
            now names nobody; ``discussed_on`` and ``said_on`` are ``YYYY-MM-DD`` or False (only a need is marked, and
            what is anonymous has no day); ``parent_id`` is False for what is no reply
        :raise AccessError: the caller may not read the record
        :raise UserError: ``about`` is another word, or the record is gone
        """
        subject = self._find_subject(about, about_id)
        is_need = about == "need"
        remarks = self.search([(f"{about}_id", "=", subject.id)])
        return {
            "about": about,
            "about_id": subject.id,
            **self._describe_speaker(subject),
            "can_hide": self.env["crm.facilitation.role"]._is_facilitator(),
            "discussed_on": fields.Date.to_string(subject.discussed_on) if is_need else False,
            "note": (subject.discussion_note or "") if is_need else "",
            "remarks": [remark._describe() for remark in remarks],
        }

    @api.model
    def _describe_speaker(self, subject):
        """Whether the caller may say something, and whether it would name nobody."""
        try:
            session, _participant = self._get_speaker(subject)
        except UserError:
            # who takes no part, and everybody in a step that takes no remarks: they read all the same
            return {"can_say": False, "anonymous": False}
        return {"can_say": True, "anonymous": bool(session) and session._is_anonymous_now()}

    def _describe(self):
        self.ensure_one()
        return {
            "id": self.id,
            "parent_id": self.parent_id.id,
            "kind": self.kind,
            "text": self.text or "",
            "author": self._get_author_label(),
            "said_on": False if self.is_anonymous else fields.Date.to_string(self.create_date),
            "is_mine": self.is_mine,
            "can_change": self.is_mine and self._get_policy_state() == "open",
            "hidden_reason": self.hidden_reason or "",
        }

    def _get_author_label(self):
        # the name alone is shown, to those who may read the remark
        author_sudo = self.sudo().author_id
        if author_sudo:
            return author_sudo.partner_id.name or ""
        return "" if self.is_anonymous else self.env._("The facilitator")

    @api.model
    def action_remark(
        self,
        about: str,
        about_id: int,
        kind: str,
        text: str,
        parent_id: int | None = None,
        promised_anonymous: bool = False,
        token: str | None = None,
    ) -> dict:
        """Say something of one record.

        :param about: ``need``, ``option``, ``goal`` or ``conflict``
        :param parent_id: the remark that it replies to
        :param promised_anonymous: the screen told the person that no name is stored; refused when that no longer holds
        :param token: one that the device drew: sent again because the answer was lost on the way, it is the same remark
        :return: what :meth:`discussion` returns
        :raise AccessError: the caller takes no part
        """
        subject = self._find_subject(about, about_id)
        if self._was_said(subject, token):
            return self.discussion(about, about_id)
        if promised_anonymous and not self._describe_speaker(subject)["anonymous"]:
            raise AccessError(
                self.env._("The anonymous step is over: this would carry your name. Say it again if you agree.")
            )
        values = {f"{about}_id": subject.id, "kind": kind, "text": text}
        values |= {"parent_id": parent_id} if parent_id else {}
        self._take_said(values, token)
        return self.discussion(about, about_id)

    @api.model
    def _was_said(self, subject, token):
        """Whether the caller said something of ``subject`` with this token, whatever the session takes by now."""
        # only which of its sessions the caller takes part in is asked
        sessions = subject.sudo()._get_discussion_sessions().sudo(False)
        speakers = [(session.id, session._identify().participant) for session in sessions]
        origins = [self._commit(number, person, token) for number, person in [*speakers, (False, None)]]
        return bool(self._find_committed(*origins))

    def action_correct(self, text: str) -> dict:
        """Correct one's own remark, while it is new and nobody has replied.

        :return: what :meth:`discussion` returns
        """
        self.ensure_one()
        self.check_access("read")
        if not self.is_mine:
            raise AccessError(self.env._("You correct what you said yourself; the words of others stay theirs."))
        words = self._check_words(text)
        self._check_policy(["text"], self._get_policy_state(), self._get_policy_roles)
        self._write_past_guards({"text": words})
        subject = self._get_subject()
        about = next(word for word in ("need", "option", "goal", "conflict") if self[f"{word}_id"])
        return self.discussion(about, subject.id)
