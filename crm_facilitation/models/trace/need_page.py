from odoo import api, fields, models
from odoo.tools.misc import format_date

FIELD = "ir.model.fields"
STAGE = "crm.stage"
FILTER = "ir.filters"
OPEN_ONE = ".o_kanban_record:not(.o_kanban_ghost), .o_data_row"
PATH = "facilitation-need"


class CrmFacilitationNeed(models.Model):
    """One need as a person reads it: its words, what became of it and why, and where to try what came of it.

    It is where links in mails lead whoever does not lead sessions.
    """

    _inherit = "crm.facilitation.need"

    @api.readonly
    def page(self) -> dict:
        """What the page of one need shows.

        :return: ``{id, name, problem, wish, acceptance_criteria, minutes_lost_weekly, state, delivery_state, fate,
            reason, session, rollout, department, origin_label, is_anonymous, is_my_need, is_supported_by_me,
            can_support, can_confirm, can_edit, can_withdraw, can_answer, answer, author_answer, missing, deadline,
            supporter_count, whole: {id, name} | False, parts: [{id, name}], steps: [{code, label, words, day,
            is_done}], places: [{id, name}], leads}``; ``can_withdraw`` says that nobody has taken it up yet, days are as
            people read them
        """
        self.ensure_one()
        self.check_access("read")
        words = ("id", "name", "problem", "wish", "acceptance_criteria", "minutes_lost_weekly", "state")
        marks = ("delivery_state", "origin_label", "is_anonymous", "is_my_need", "is_supported_by_me", "can_support")
        role = self.env["crm.facilitation.role"]
        is_open = self.state == "raised"
        # names of where it was raised, and of what it became part of, told to whoever reads the need
        need_sudo = self.sudo()
        return {
            **{name: self[name] for name in words + marks},
            "fate": self._get_fates()[self.id],
            "reason": self.decision_reason or "",
            "session": need_sudo.session_id.name,
            "rollout": need_sudo.project_id.name,
            "department": need_sudo.department_id.name or "",
            "can_confirm": self.can_confirm_delivery,
            "can_edit": self.is_my_need and is_open and not self._sealed(),
            "can_withdraw": not self._is_taken_up(),
            "can_answer": bool(self.answer) and self.is_my_need and is_open,
            "answer": self.answer or "",
            "author_answer": self.author_answer or "",
            "missing": (self.delivery_state == "refused" and self.delivery_reason) or "",
            "deadline": format_date(self.env, self.acceptance_deadline) if self.acceptance_deadline else "",
            "supporter_count": self.supporter_count,
            "whole": bool(need_sudo.merged_into_id) and self._name_of(need_sudo.merged_into_id),
            "parts": [self._name_of(part) for part in need_sudo.merged_need_ids],
            "steps": self._get_steps(),
            "places": [{"id": feature.id, "name": feature.name} for feature in self._get_places_to_try()],
            "leads": role._is_leader(),
        }

    @api.model
    def _name_of(self, need):
        return {"id": need.id, "name": need.name}

    def _get_steps(self):
        """How far it has come: what is done, and what follows."""
        _ = self.env._
        # what became of the whole is told to whoever reads a part of it
        whole_sudo = self.sudo().merged_into_id or self.sudo()
        decided = whole_sudo.state in ("accepted", "deferred", "rejected")
        steps = [
            ("raised", _("Received"), "", not self.is_anonymous and self.create_date, True),
            ("decided", _("Decided"), self._word_decision(whole_sudo), whole_sudo.decided_on, decided),
        ]
        if whole_sudo.state in ("deferred", "rejected"):
            return [self._describe_step(*step) for step in steps]
        reached = whole_sudo.delivery_state or "none"
        ready = reached in ("configured", "accepted", "refused")
        steps += [
            ("planned", _("Planned"), "", False, reached != "none"),
            ("configured", _("Ready to try"), "", False, ready),
            ("confirmed", _("Confirmed by those who asked"), "", False, reached == "accepted"),
        ]
        return [self._describe_step(*step) for step in steps]

    def _word_decision(self, whole):
        if whole.state == "raised":
            return self.env._("Not yet.")
        states = dict(self._fields["state"]._description_selection(self.env))
        return states[whole.state]

    @api.model
    def _describe_step(self, code, label, words, moment, is_done):
        day = format_date(self.env, fields.Datetime.context_timestamp(self, moment)) if moment and is_done else ""
        return {"code": code, "label": label, "words": words, "day": day, "is_done": bool(is_done)}

    def _get_places_to_try(self):
        """Confirmed features of this need, or of the one that it is part of, whose record is still there."""
        # what came of one's need is shown to whoever reads the need; what opens asks for the reader's own rights
        whole_sudo = self.sudo().merged_into_id or self.sudo()
        return whole_sudo.feature_ids.filtered(lambda feature: feature.state == "confirmed" and not feature.is_gone)

    @api.readonly
    def try_it(self, feature_id: int | None = None) -> dict:
        """Where what came of this need is seen at work, and what to look at there.

        :param feature_id: one of the ``places`` of :meth:`page`; the first where not given
        :return: ``{action, hints: [{trigger, text}]}``; ``trigger`` is a selector on the screen, the last one is the
            thing itself
        """
        self.ensure_one()
        self.check_access("read")
        places_sudo = self._get_places_to_try()
        feature_sudo = places_sudo.filtered(lambda place: place.id == feature_id) or places_sudo[:1]
        if not feature_sudo:
            return {"action": False, "hints": []}
        subject = feature_sudo._get_subject()
        return {
            "action": feature_sudo.sudo(False)._open_screen(subject),
            "hints": self._get_hints(feature_sudo),
        }

    def _get_hints(self, feature_sudo):
        _ = self.env._
        here = _("You asked for this: %s", self.name)
        record_sudo = feature_sudo._get_record()
        if record_sudo._name == FIELD and record_sudo:
            return [
                {"trigger": OPEN_ONE, "text": _("Open one to try it.")},
                {"trigger": f".o_field_widget[name='{record_sudo.name}']", "text": here},
            ]
        if record_sudo._name == STAGE and record_sudo:
            name = record_sudo.with_context(lang=self.env.lang).name.replace('"', "")
            return [{"trigger": f'.o_kanban_header:contains("{name}"), .o_control_panel', "text": here}]
        if record_sudo._name == FILTER and record_sudo:
            name = record_sudo.name.replace('"', "")
            return [
                {
                    "trigger": ".o_searchview_dropdown_toggler",
                    "text": _("Open the menu of the search and choose “%s”.", record_sudo.name),
                },
                {"trigger": f'.o_favorite_menu .o_menu_item:contains("{name}")', "text": here},
            ]
        return [{"trigger": ".o_control_panel .o_breadcrumb, .o_control_panel", "text": here}]

    def _open_page(self):
        """An action that opens the page of this need."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "crm_facilitation.need_page",
            "name": self.name,
            "params": {"need_id": self.id},
        }

    def _get_access_action(self, access_uid=None, force_website=False):
        reader = self.env["res.users"].browse(access_uid) if access_uid else self.env.user
        if reader and self.with_user(reader).env["crm.facilitation.role"]._is_leader():
            return super()._get_access_action(access_uid=access_uid, force_website=force_website)
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/odoo/{PATH}/{self.id}", "target": "self", "res_id": self.id}
