"""Who may do what: role × model × operation, public methods, routes, guarded fields, ballot tables. One table each.

The models, methods, routes and fields are taken from the registry: whatever is added has to be added here too, by somebody
who has thought about it.
"""

import ast
import inspect
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.http import Controller, _generate_routing_rules
from odoo.models import BaseModel
from odoo.service.model import get_public_method
from odoo.tests import new_test_user

import odoo.addons.crm_facilitation as addon
from odoo.addons.crm_facilitation.tools.sessions.identity import entered

from ..common import FacilitationCase

PREFIX = "crm.facilitation."
OPERATIONS = (("r", "read"), ("w", "write"), ("c", "create"), ("d", "unlink"))
ROLES = (
    "public",
    "portal",
    "outsider",
    "neighbour",
    "observer",
    "participant",
    "author",
    "sponsor",
    "facilitator",
    "foreign",
    "foreign_sponsor",
    "guest",
    "kiosk",
)
# model → what each role may do with a record of this roll-out: r(ead) w(rite) c(reate) d(elete), - nothing.
# An author is a participant, here of the record at hand; an observer takes part without a voice; a neighbour takes part in
# another session of the roll-out; foreign and foreign_sponsor are a facilitator and management of another company. A guest
# takes part by a link, kiosk is somebody on a shared device. What a role may write is narrowed further by each model, see
# docs/access.md.
MATRIX = """
agenda           -    -    -    -    -    -    -    r    rwcd -    -     -    -
agenda.item      -    -    -    -    r    r    r    r    rwcd -    -     r    r
agenda.visit     -    -    -    -    -    -    -    r    r    -    -     -    -
attempt          -    -    -    -    -    -    -    -    -    -    -     -    -
ballot           -    -    -    -    -    -    -    -    -    -    -     -    -
checklist.item   -    -    -    -    -    -    -    r    rwcd -    -     -    -
config.item      -    -    -    -    -    -    -    r    rw   -    -     -    -
conflict         -    -    -    -    r    r    r    rwc  rwc  -    -     r    r
conflict.option  -    -    -    -    r    r    rwcd rwcd rwcd -    -     r    r
deviation        -    -    -    -    -    -    -    rw   rw   -    -     -    -
elector          -    -    -    -    -    -    -    -    -    -    -     -    -
event            -    -    -    -    -    -    -    r    r    -    -     -    -
feature          -    -    -    r    r    r    r    r    rwcd -    -     -    -
goal             -    -    -    r    r    r    r    rwc  rwcd -    -     r    r
goal.rating      -    -    -    -    -    -    r    -    -    -    -     -    -
join.request     -    -    -    -    -    -    -    -    rwd  -    -     -    -
key              -    -    -    -    -    -    -    -    -    -    -     -    -
kiosk            -    -    -    -    -    -    -    -    rwd  -    -     -    -
kpi              -    -    -    -    -    -    -    rwcd rwcd -    -     -    -
kpi.definition   -    -    r    r    r    r    r    rwc  rwcd -    -     -    -
kpi.measurement  -    -    -    -    -    -    -    rwc  rwc  -    -     -    -
kpi.source       -    -    r    r    r    r    r    r    r    r    r     -    -
left.out         -    -    -    -    -    -    -    r    r    -    -     -    -
ledger           -    -    -    -    -    -    -    r    r    -    -     -    -
need             -    -    -    -    rc   rc   rwc  r    rwcd -    -     rc   rc
need.distinction -    -    -    -    -    -    -    -    rwcd -    -     -    -
need.tag         -    -    r    r    r    r    r    r    rwcd -    -     r    r
presence         -    -    -    -    -    -    -    -    -    -    -     -    -
participant      -    -    -    -    r    r    r    r    rwcd -    -     -    -
promise          -    -    -    r    r    r    r    r    rwcd -    -     r    r
pulse            -    -    -    -    -    -    -    r    r    -    -     -    -
question         -    -    -    -    r    r    r    r    rwcd -    -     r    r
remark           -    -    -    -    r    r    rwc  r    rwc  -    -     r    r
risk             -    -    -    rc   rc   rc   rc   rwc  rwc  -    -     r    r
round            -    -    -    -    r    r    r    r    rwcd -    -     r    r
session          -    -    -    -    r    r    r    r    rwcd -    -     r    r
tally            -    -    -    -    r    r    r    r    r    -    -     -    -
trace            -    -    -    -    -    -    -    r    r    -    -     -    -
vote             -    -    -    -    -    -    -    -    -    -    -     -    -
watch            -    -    -    -    -    -    -    r    rwcd -    -     -    -
watch.kind       -    -    -    -    -    -    -    r    r    r    r     -    -
work             -    -    -    -    -    -    -    -    r    -    -     -    -
"""
# what may be called over RPC beside what Odoo itself has on every model
METHODS = """
crm.facilitation.agenda.item action_cut_me action_go_to_me
crm.facilitation.agenda.wizard action_save action_take
crm.facilitation.agreement.wizard action_apply
crm.facilitation.config.item action_make_feature action_not_part action_open_record action_open_screen
crm.facilitation.checklist.item action_done
crm.facilitation.conflict action_agree action_ask_consent action_discuss action_dismiss action_reopen get_map
crm.facilitation.conflict.option action_open
crm.facilitation.asked.built show
crm.facilitation.desk desk
crm.facilitation.document documents
crm.facilitation.event action_erase_texts action_erase_texts_of action_verify check_noted verify
crm.facilitation.fingerprint.wizard action_check
crm.facilitation.first.steps action_add_forgotten action_back action_finish action_invite action_next
crm.facilitation.feature action_confirm action_withdraw action_open_record action_open_screen action_open_trace_map action_review
crm.facilitation.feature action_ask_usage action_open_usage_answers action_plan_removal action_why_here usage
crm.facilitation.goal action_confirm_relevance action_mark_changed action_mark_obsolete action_rate action_take_back_rating ratings to_rate
crm.facilitation.goal.wizard action_apply
crm.facilitation.join.request action_admit action_refuse
crm.facilitation.kiosk action_hand_over action_lock
crm.facilitation.kpi action_backfill action_capture_baseline action_measure action_open_measurements
crm.facilitation.kpi action_ask_follow_up action_accept_ownership action_give_back_ownership action_plan_follow_up backtrace board page
crm.facilitation.kpi.entry.wizard action_enter
crm.facilitation.ledger action_open_need
crm.facilitation.management page
crm.facilitation.merge.wizard action_add_suggested action_apply
crm.facilitation.need action_accept action_answer_keep action_answer_settle action_confirm_delivery action_defer
crm.facilitation.need action_check_origin action_merge_into action_open_merged action_open_trace_map action_plan action_plan_into
crm.facilitation.need action_reconsider action_refuse_delivery action_reject action_reveal_author action_review
crm.facilitation.need action_support action_unmerge action_withdraw_support raise_need sessions_to_raise_in
crm.facilitation.need action_mark_different action_mark_discussed action_park action_take_up grouping_board raise_choices
crm.facilitation.need action_plan_together origin_proof search_targets similar similar_cards
crm.facilitation.need action_answer_different action_answer_opposite action_answer_same action_take_same_back pairing_card
crm.facilitation.need.distinction action_take_back action_turn_round
crm.facilitation.need action_withdraw fates_by_token own_by_token page try_it
crm.facilitation.participant action_absent action_take_off action_join action_link_account action_remove_link action_renew_link
crm.facilitation.people.wizard action_add
crm.facilitation.plan.wizard action_plan
crm.facilitation.promise action_delay action_drop action_keep
crm.facilitation.reason.wizard action_apply
crm.facilitation.remark action_correct action_hide action_remark discussion
crm.facilitation.risk action_raise_risk
crm.facilitation.round action_close action_open action_reopen action_recount action_remind action_results action_vote awaiting ballot
crm.facilitation.round cast closed_for_me fair_share issue_ballot receipts recount results
crm.facilitation.room beat need_facts state
crm.facilitation.scribe action_write_down table
crm.facilitation.session action_mail_minutes indicators promises
crm.facilitation.session action_close_lobby action_open_kiosk action_open_lobby action_open_waiting
crm.facilitation.session action_enter_room action_projector_link action_pull
crm.facilitation.session action_cancel action_close action_detect_and_open_conflicts action_detect_conflicts
crm.facilitation.session action_go_to action_next action_previous action_reopen action_start heard_map minutes
crm.facilitation.session action_add_people action_invite action_remind add_departments
crm.facilitation.session action_remind_silent collection_missing
crm.facilitation.session action_cut_item action_extend action_insert_item action_move_item action_pause action_resume
crm.facilitation.session get_open_points get_step_checks save_agenda take_agenda
crm.facilitation.trace action_open
crm.facilitation.trace.map get_map
crm.facilitation.watch get_watched_models
project.project action_config_baseline action_config_rebaseline action_config_scan action_export_trace action_export_trace_csv
project.project action_facilitation_launch action_next_step action_begin_configuration action_back_to_discovery
project.project action_open_rollout action_open_project
project.project action_facilitation_launch_override action_facilitation_obstacles action_open_conflicts
project.project action_open_deviations action_open_evidence action_open_findings action_open_kpis action_open_needs action_open_sessions
project.project action_open_ledger action_open_trace action_open_trace_advice action_open_trace_map action_send_pulse
project.project get_launch_screen forgotten_departments get_forgotten_notice action_leave_out_department
project.project action_print_trace action_verify_evidence facilitation_readiness list_rollouts why_here
crm.stage action_why_here
project.task action_open_features action_open_findings action_open_trace_map
"""
# methods of the contract that write, whose name does not say so
WRITING = ("beat", "cast", "issue_ballot", "raise_need", "add_departments", "take_agenda", "save_agenda")
# arguments by which somebody could say who they are: identity comes from the login or a token
IDENTITY = {
    "user",
    "user_id",
    "uid",
    "partner",
    "partner_id",
    "participant",
    "participant_id",
    "author",
    "author_id",
    "voter",
}
ROUTES = {
    "/crm_facilitation/document/<string:kind>/<int(max=2147483647):record_id>": "user",
    "/crm_facilitation/document/<string:kind>/<int(max=2147483647):record_id>/pdf": "user",
    "/crm_facilitation/pulse": "public",
    "/crm_facilitation/pulse/<string:token>": "public",
    "/crm_facilitation/pulse/answer": "facilitation_guest",
    "/crm_facilitation/pulse/mine": "user",
    "/crm_facilitation/pulse/mine/answer": "user",
    "/crm_facilitation/room/<int(max=2147483647):session_id>/state": "user",
    "/crm_facilitation/secrecy": "public",
    "/crm_facilitation/trace/<int(min=1,max=2147483647):project_id>.csv": "user",
    "/crm_facilitation/trace/<int(min=1,max=2147483647):project_id>.xlsx": "user",
    "/f": "facilitation_guest",
    "/f/<string:key>": "facilitation_guest",
    "/f/c/<string:code>": "facilitation_guest",
    "/f/code": "facilitation_guest",
    "/f/k": "facilitation_guest",
    "/f/k/<string:key>": "facilitation_guest",
    "/f/k/ask": "facilitation_guest",
    "/f/k/call": "facilitation_guest",
    "/f/k/lock": "facilitation_guest",
    "/f/k/read": "facilitation_guest",
    "/f/k/state": "facilitation_guest",
    "/f/k/touch": "facilitation_guest",
    "/f/m/<string:key>": "facilitation_guest",
    "/f/p/<string:token>": "public",
    "/f/s/<int(max=2147483647):session_id>": "facilitation_guest",
    "/f/s/<int(max=2147483647):session_id>/ask": "facilitation_guest",
    "/f/s/<int(max=2147483647):session_id>/call": "facilitation_guest",
    "/f/s/<int(max=2147483647):session_id>/choose": "facilitation_guest",
    "/f/s/<int(max=2147483647):session_id>/code": "facilitation_guest",
    "/f/s/<int(max=2147483647):session_id>/join": "facilitation_guest",
    "/f/s/<int(max=2147483647):session_id>/language": "facilitation_guest",
    "/f/s/<int(max=2147483647):session_id>/mail": "facilitation_guest",
    "/f/s/<int(max=2147483647):session_id>/minutes": "facilitation_guest",
    "/f/s/<int(max=2147483647):session_id>/read": "facilitation_guest",
    "/f/s/<int(max=2147483647):session_id>/state": "facilitation_guest",
    "/f/v/<string:key>": "facilitation_guest",
    "/f/v/s/<int(max=2147483647):session_id>": "facilitation_guest",
    "/f/v/s/<int(max=2147483647):session_id>/state": "facilitation_guest",
}
# routes of Odoo that this addon extends, wherever they lead
EXTENDED_ROUTES = {"PivotExport.export_xlsx"}
# what a ballot and what hangs on it holds; a column more is one by which somebody may be found
BALLOT_COLUMNS = {
    "ballot": "id round_id participant_id department_id token_hash key budget spent receipt",
    "elector": "id round_id participant_id department_id issued",
    "vote": "id ballot_id need_id points importance ease choice reason",
}
# what sends over Odoo's bus, which keeps and repeats it: hints, in which there is nothing but the session's number and a
# random one (tests/room/test_hints.py)
BUS_SENDERS = {"hinting.py": 1}
# field → roles that read it; the empty ones are read by the server alone
GUARDED = {
    "crm.facilitation.agenda.item.visit_ids": {"facilitator"},
    "crm.facilitation.ballot.key": set(),
    "crm.facilitation.ballot.receipt": set(),
    "crm.facilitation.ballot.token_hash": set(),
    "crm.facilitation.config.item.baseline_hash": {"facilitator"},
    "crm.facilitation.config.item.baseline_values": {"facilitator"},
    "crm.facilitation.config.item.current_hash": {"facilitator"},
    "crm.facilitation.config.item.current_values": {"facilitator"},
    "crm.facilitation.config.item.difference": {"facilitator"},
    "crm.facilitation.config.item.difference_html": {"facilitator"},
    "crm.facilitation.config.item.outside_hash": {"facilitator"},
    "crm.facilitation.conflict.kpi_ids": {"sponsor", "facilitator"},
    "crm.facilitation.round.is_empty_closing": {"facilitator"},
    "crm.facilitation.conflict.tripwire_kpi_id": {"sponsor", "facilitator"},
    "crm.facilitation.conflict.tripwire_limit": {"sponsor", "facilitator"},
    "crm.facilitation.conflict.tripwire_when": {"sponsor", "facilitator"},
    "crm.facilitation.conflict.option.is_held": set(),
    "crm.facilitation.conflict.option.is_mixed": set(),
    "crm.facilitation.feature.confirmed_hash": {"facilitator"},
    "crm.facilitation.feature.confirmed_values": {"facilitator"},
    "crm.facilitation.feature.suspect_reason": {"facilitator"},
    "crm.facilitation.event.texts": set(),
    "crm.facilitation.goal.kpi_ids": {"sponsor", "facilitator"},
    "crm.facilitation.goal.rating.shown_department_id": set(),
    "crm.facilitation.goal.rating.shown_value": set(),
    "crm.facilitation.need.is_held": set(),
    "crm.facilitation.need.is_mixed": set(),
    "crm.facilitation.kpi.accepted_by_id": set(),
    "crm.facilitation.kpi.figures_currency_id": set(),
    "crm.facilitation.kpi.ownership_question_id": set(),
    "crm.facilitation.kpi.proposed_on": set(),
    "crm.facilitation.need.origin_hash": set(),
    "crm.facilitation.remark.origin_hash": set(),
    "crm.facilitation.risk.origin_hash": set(),
    "crm.facilitation.conflict.option.origin_hash": set(),
    "crm.facilitation.participant.waiting_user_id": {"facilitator"},
    "crm.facilitation.attempt.address": set(),
    "crm.facilitation.join.request.key_hash": set(),
    "crm.facilitation.remark.is_held": set(),
    "crm.facilitation.risk.is_held": set(),
    "crm.facilitation.session.projector_generation": set(),
    "crm.facilitation.session.projector_hash": set(),
    "crm.facilitation.key.generation": set(),
    "crm.facilitation.key.key_hash": set(),
    "crm.facilitation.kiosk.hand_over": set(),
    "crm.facilitation.kiosk.key_hash": set(),
    "crm.facilitation.kiosk.participant_id": set(),
    "crm.facilitation.kiosk.touched_at": set(),
    "crm.facilitation.participant.calendar_sequence": set(),
    "crm.facilitation.participant.has_account": {"facilitator"},
    "crm.facilitation.participant.invited_on": {"facilitator"},
    "crm.facilitation.participant.is_mail_failed": {"facilitator"},
    "crm.facilitation.participant.link_generation": set(),
    "crm.facilitation.participant.mail_answer": set(),
    "crm.facilitation.participant.mail_failure": set(),
    "crm.facilitation.participant.obstacle": {"facilitator"},
    "crm.facilitation.participant.progress": {"facilitator"},
    "crm.facilitation.participant.reached_on": {"facilitator"},
    "crm.facilitation.participant.told_days": set(),
    "crm.facilitation.pulse.token_hash": set(),
    "crm.facilitation.remark.hidden_text": {"facilitator"},
    "crm.facilitation.remark.is_mixed": set(),
    "crm.facilitation.risk.is_mixed": set(),
    "crm.facilitation.round.missing_ids": {"facilitator"},
    "crm.facilitation.round.opening_terms": set(),
    "crm.facilitation.session.code": {"facilitator"},
    "crm.facilitation.session.join_request_ids": {"facilitator"},
    "crm.facilitation.session.address_warning": {"facilitator"},
    "crm.facilitation.session.is_collecting": {"facilitator"},
    "crm.facilitation.session.silent_count": {"facilitator"},
    "crm.facilitation.session.open_invitation_count": {"facilitator"},
    "crm.facilitation.session.people_overview": {"facilitator"},
    "crm.facilitation.session.remindable_count": {"facilitator"},
    "crm.facilitation.session.waiting_count": {"facilitator"},
    "crm.facilitation.session.follow_up_kpi_id": {"sponsor", "facilitator"},
    "crm.facilitation.tally.raters": set(),
    "crm.facilitation.tally.ratings": set(),
    "crm.facilitation.tally.squares": set(),
    "project.project.facilitation_head_hash": set(),
    "project.project.left_out_ids": {"sponsor", "facilitator"},
    "project.project.pulse_ids": {"sponsor", "facilitator"},
}


def parse_matrix():
    rows = (line.split() for line in MATRIX.strip().splitlines())
    return {PREFIX + model: dict(zip(ROLES, cells, strict=True)) for model, *cells in rows}


class AccessCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.sudo().company_id = cls.env.company
        other = cls.env["res.company"].create({"name": "Another company"})
        foreign = cls._new_user("foreign", "crm_facilitation.group_facilitator")
        foreign_sponsor = cls._new_user("foreign_sponsor", "crm_facilitation.group_sponsor")
        (foreign | foreign_sponsor).write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        observer = cls._new_user("observer", "base.group_user")
        cls.make_participant(observer, cls.service, role="observer")
        neighbour = cls._new_user("neighbour", "base.group_user")
        second = cls.env["crm.facilitation.session"].with_user(cls.facilitator)
        second = second.create({"name": "Next door", "project_id": cls.project.id})
        cls.make_participant(neighbour, cls.service, session=second)
        cls.users_of = {
            "public": cls.env.ref("base.public_user"),
            "portal": new_test_user(cls.env, login="portal_guest", groups="base.group_portal"),
            "outsider": cls.outsider,
            "neighbour": neighbour,
            "observer": observer,
            "participant": cls.employee_service,
            "author": cls.employee_sales,
            "sponsor": cls.sponsor,
            "facilitator": cls.facilitator,
            "foreign": foreign,
            "foreign_sponsor": foreign_sponsor,
        }
        cls.guests = {"guest": ("link", cls._guest("Gus Guest")), "kiosk": ("kiosk", cls._guest("Kim Kiosk"))}
        internal = [user.id for role, user in cls.users_of.items() if role not in ("public", "portal")]
        cls.env.ref("base.group_allow_export").user_ids = [Command.link(user) for user in internal]
        cls.records = cls._one_of_each()

    @classmethod
    def _guest(cls, name):
        person = cls.env["res.partner"].create({"name": name, "email": f"{name[:3]}@example.com"})
        places = cls.env["crm.facilitation.participant"].with_user(cls.facilitator)
        return places.create({"session_id": cls.session.id, "partner_id": person.id, "department_id": cls.sales.id})

    @contextmanager
    def _as(self, role):
        """The environment in which somebody of the role calls: by login, or as a controller lets a guest in."""
        if role not in self.guests:
            yield self.env(user=self.users_of[role])
            return
        way, person = self.guests[role]
        entry, env = person.sudo()._as_guest(way)
        with entered(entry):
            yield env

    @classmethod
    def _one_of_each(cls):
        need = cls.make_need("See the last call")
        need.action_accept()
        task = need.action_plan()
        begun = cls.project.type_ids[1]
        task.write({"user_ids": [Command.set(cls.facilitator.ids)], "stage_id": begun.id})
        tag = cls.env["crm.tag"].with_user(cls.facilitator).sudo().create({"name": "Asked for"})
        cls.project.action_config_baseline()
        parts = cls.env["hr.department"].create({"name": "Parts"})
        cls.project.action_leave_out_department(parts.id, "They read, no more")
        feature = cls.env["crm.facilitation.feature"].with_user(cls.facilitator)
        feature = feature.create({"task_id": task.id, "res_model": tag._name, "res_id": tag.id})
        ballot_round = cls.env["crm.facilitation.round"].with_user(cls.facilitator)
        ballot_round = ballot_round.create(
            {"name": "First", "session_id": cls.session.id, "need_ids": [Command.set(need.ids)], "allow_own": True}
        )
        ballot_round.action_open()
        for user in (cls.employee_sales, cls.employee_service, cls.employee_logistics):
            ballot_round.with_user(user).cast({need.id: 2})
        ballot_round.action_close()
        conflict = cls.env["crm.facilitation.conflict"].with_user(cls.facilitator)
        conflict = conflict.create({"name": "Who does it", "session_id": cls.session.id})
        option = cls.env["crm.facilitation.conflict.option"].with_user(cls.employee_sales)
        option = option.create({"conflict_id": conflict.id, "name": "Both"})
        kpi = cls.env["crm.facilitation.kpi"].with_user(cls.sponsor)
        kpi = kpi.create({"definition_id": cls._own_definition().id, "project_id": cls.project.id})
        measurement = cls.env["crm.facilitation.kpi.measurement"].with_user(cls.sponsor)
        measurement = measurement.create(
            {"kpi_id": kpi.id, "period_start": "2026-01-01", "period_end": "2026-02-01", "value": 4}
        )
        work = task.env["crm.facilitation.work"].sudo().search([("task_id", "=", task.id)])
        goal = cls.env["crm.facilitation.goal"].with_user(cls.sponsor)
        goal = goal.create({"name": "No enquiry waits", "project_id": cls.project.id})
        goal.with_user(cls.employee_sales).action_rate(4)
        pulse = cls.env["crm.facilitation.pulse"].sudo()
        pulse = pulse.create({"need_id": need.id, "participant_id": cls.participant_sales.id})
        undecided = cls.make_need("Sort by region")
        need.action_mark_different(need.ids, undecided.ids)
        deviation = cls.env["crm.facilitation.deviation"].sudo()
        deviation = deviation.create(
            [{"need_id": undecided.id, "round_id": ballot_round.id, "said": "outside", "decided": "accepted"}]
        )
        remark = cls.env["crm.facilitation.remark"].with_user(cls.employee_sales)
        remark = remark.create({"need_id": undecided.id, "kind": "for", "text": "We drive by region"})
        promise = cls.env["crm.facilitation.promise"].with_user(cls.facilitator)
        promise = promise.create(
            {"name": "One list", "session_id": cls.session.id, "department_id": cls.sales.id, "due_on": "2030-01-01"}
        )
        risk = cls.env["crm.facilitation.risk"].with_user(cls.employee_sales)
        risk = risk.create({"name": "Nobody has time", "session_id": cls.session.id})
        question = cls.env["crm.facilitation.question"].with_user(cls.facilitator)
        question = question.create({"name": "Who calls?", "session_id": cls.session.id})
        found = [
            deviation,
            promise,
            risk,
            question,
            cls.session.checklist_ids[0],
            remark,
            cls.env["crm.facilitation.need"].search([("state", "=", "raised")], limit=1),
            feature,
            ballot_round,
            conflict,
            option,
            kpi,
            measurement,
            work,
            goal,
            cls.session,
        ]
        found += [pulse, cls.env["crm.facilitation.ledger"].sudo().search([("need_id", "=", need.id)])]
        found.append(cls.env["crm.facilitation.goal.rating"].sudo().search([("goal_id", "=", goal.id)]))
        found += [cls.participant_sales, cls.session.agenda_item_ids[0], kpi.definition_id]
        found += [
            cls.env.ref("crm_facilitation.agenda_three_days").with_user(cls.facilitator).copy(),
            cls.session._get_open_visit(),
        ]
        found += [
            cls.env["crm.facilitation." + name].sudo().search([], limit=1)
            for name in ("watch", "watch.kind", "need.distinction", "kpi.source")
        ]
        found.append(cls.env["crm.facilitation.need.tag"].with_user(cls.facilitator).create({"name": "Ours"}).sudo())
        found += [cls.env["crm.facilitation." + name].sudo().search([("project_id", "=", cls.project.id)], limit=1)
                  for name in ("event", "config.item", "trace", "left.out")]  # fmt: skip
        found += [cls.env["crm.facilitation." + name].sudo().search([("round_id", "=", ballot_round.id)], limit=1)
                  for name in ("elector", "ballot", "tally")]  # fmt: skip
        cls.participant_sales._new_link()
        key = cls.env["crm.facilitation.key"].sudo().search([], limit=1)
        attempt = (
            cls.env["crm.facilitation.attempt"]
            .sudo()
            .create({"kind": "code", "about": cls.session.id, "at": "2026-01-01"})
        )
        asking = cls.env["crm.facilitation.join.request"]
        asking = asking._ask(cls.session, "Anna", cls.sales.id, "key of a browser")
        kiosk = cls.env["crm.facilitation.kiosk"].sudo().create({"session_id": cls.session.id, "key_hash": "x"})
        presence = cls.env["crm.facilitation.presence"].sudo()
        cls.env["crm.facilitation.room"].with_user(cls.employee_sales).beat(cls.session.id)
        presence = presence.search([], limit=1)
        found += [key, attempt, asking, kiosk, presence]
        found.append(cls.env["crm.facilitation.vote"].sudo().search([("need_id", "=", need.id)], limit=1))
        cls.env.flush_all()
        return {record._name: record for record in found}

    @classmethod
    def _own_definition(cls):
        """One of the company; the library is everybody's to read, see tests/access/test_library.py."""
        return cls.env.ref("crm_facilitation.kpi_definition_trust").with_user(cls.sponsor).copy()

    @classmethod
    def _stored_models(cls):
        return {
            name
            for name, model in cls.registry.items()
            if name.startswith(PREFIX) and not model._abstract and not model._transient
        }


class TestMatrix(AccessCase):
    def _may(self, model, role):
        with self._as(role) as env:
            record = self.records[model].with_env(env)
            return "".join(letter for letter, operation in OPERATIONS if record.has_access(operation)) or "-"

    def test_every_role_on_every_model(self):
        actual = {model: {role: self._may(model, role) for role in ROLES} for model in sorted(self._stored_models())}
        expected = parse_matrix()
        self.assertEqual(set(actual), set(expected))
        for model, cells in actual.items():
            with self.subTest(model=model):
                self.assertEqual(cells, expected[model])

    def test_what_may_not_be_read_is_not_found_either(self):
        for model, cells in parse_matrix().items():
            for role in ROLES:
                with self.subTest(model=model, role=role), self._as(role) as env:
                    found = env[model]
                    if "r" in cells[role]:
                        self.assertIn(self.records[model].id, found.search([]).ids)
                    elif found.has_access("read"):
                        self.assertNotIn(self.records[model].id, found.search([]).ids)
                    else:
                        with self.assertRaises(AccessError):
                            found.search([])

    def test_a_session_next_door_shows_nothing(self):
        """An employee sees the sessions they take part in and nothing of the others."""
        neighbour = self.users_of["neighbour"]
        models = ("session", "agenda.item", "participant", "need", "round", "tally", "conflict", "conflict.option")
        for name in models:
            with self.subTest(model=name):
                found = self.env[PREFIX + name].with_user(neighbour).search([])
                sessions = (
                    found
                    if name == "session"
                    else found.session_id
                    if "session_id" in found
                    else found.round_id.session_id
                )
                self.assertFalse(sessions & self.session)
        for name, domain in (("need", [("session_id.name", "=", self.session.name)]),
                             ("participant", [("session_id.need_ids.name", "ilike", "call")])):  # fmt: skip
            self.assertFalse(self.env[PREFIX + name].with_user(neighbour).search(domain))


class TestAllowLists(AccessCase):
    def _public_methods(self):
        """``{(model, method)}`` of this addon's own methods that RPC lets through."""
        found = set()
        for name, model in self.registry.items():
            for method in dir(model):
                function = inspect.unwrap(getattr(model, method, None)) if not method.startswith("_") else None
                if not inspect.isfunction(function) or not function.__module__.startswith(
                    "odoo.addons.crm_facilitation"
                ):
                    continue
                if hasattr(BaseModel, method) or self._is_of_odoo(model, method):
                    continue
                try:
                    get_public_method(self.env[name], method)
                except AccessError:
                    continue
                found.add((name, method))
        return found

    def _is_of_odoo(self, model, method):
        """Whether Odoo has the method already, and this addon only extends it."""
        homes = (part.__module__ for part in model.mro() if method in vars(part))
        return method == "get_import_templates" or any("crm_facilitation" not in home for home in homes)

    def test_every_public_method_was_thought_about(self):
        lines = (line.split() for line in METHODS.strip().splitlines())
        expected = {(model, method) for model, *methods in lines for method in methods}
        self.assertEqual(self._public_methods(), expected)

    def test_nobody_says_who_they_are(self):
        for model, method in self._public_methods():
            with self.subTest(model=model, method=method):
                arguments = inspect.signature(inspect.unwrap(getattr(self.registry[model], method))).parameters
                self.assertFalse(IDENTITY & set(arguments))

    def test_what_only_reads_says_so(self):
        """So that it runs on a replica, and never writes."""
        for model, method in self._public_methods():
            if not method.startswith("action_") and method not in WRITING:
                with self.subTest(model=model, method=method):
                    marks = [vars(part[method]) if isinstance(part, dict) else vars(vars(part)[method])
                             for part in self.registry[model].mro() if method in vars(part)]  # fmt: skip
                    self.assertIn(True, [mark.get("_readonly") for mark in marks])

    def test_every_route_was_thought_about(self):
        rules = _generate_routing_rules(["crm_facilitation"], nodb_only=False)
        own = {
            url: endpoint.routing["auth"]
            for url, endpoint in rules
            if url.startswith(("/crm_facilitation", "/f/")) or url == "/f"
        }
        self.assertEqual(own, ROUTES)

    def test_every_route_of_this_addon_begins_with_its_name(self):
        others = {
            f"{part.__name__}.{name}"
            for part in self._controllers()
            for name, value in vars(part).items()
            if hasattr(value, "original_routing")
            and not all(
                route.startswith(("/crm_facilitation/", "/f/")) or route == "/f"
                for route in value.original_routing.get("routes") or [""]
            )
        }
        self.assertEqual(others, EXTENDED_ROUTES)

    def _controllers(self):
        waiting, found = [Controller], set()
        while waiting:
            part = waiting.pop()
            waiting += part.__subclasses__()
            if part.__module__.startswith("odoo.addons.crm_facilitation."):
                found.add(part)
        return found

    def test_every_column_of_a_ballot_was_thought_about(self):
        for name, columns in BALLOT_COLUMNS.items():
            with self.subTest(table=name):
                self.env.cr.execute(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
                    [f"crm_facilitation_{name}"],
                )
                self.assertEqual({column for [column] in self.env.cr.fetchall()}, set(columns.split()))

    def test_every_key_of_the_bus_was_thought_about(self):
        """A call that sends is looked for in the source, so that it is found before anybody runs it."""
        sent = Counter()
        for path in Path(addon.__file__).parent.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and node.attr in ("_bus_send", "_bus_send_store", "_sendone"):
                    sent[path.name] += 1
        self.assertEqual(sent, BUS_SENDERS)


class TestGuardedFields(AccessCase):
    def _guarded(self):
        names = [name for name in self.registry if name.startswith(PREFIX)] + ["project.project", "project.task"]
        return {
            f"{name}.{field.name}"
            for name in names
            for field in self.registry[name]._fields.values()
            if not self.registry[name]._abstract and field.groups and "crm_facilitation" in field._modules
        }

    def test_every_guarded_field_was_thought_about(self):
        self.assertEqual(self._guarded(), set(GUARDED))

    def test_no_path_leads_around_the_guard(self):
        around = [
            (path, role, way)
            for path, readers in GUARDED.items()
            for role in sorted(set(ROLES) - readers - {"foreign", "foreign_sponsor"})
            for way in ("read", "search", "order", "group", "aggregate", "export")
            if self._leads_around(path, role, way)
        ]
        self.assertEqual(around, [])

    def _leads_around(self, path, role, way):
        model, name = path.rsplit(".", 1)
        field = self.registry[model]._fields[name]
        with self._as(role) as env:
            return self._leads_around_in(env[model], field, way)

    def _leads_around_in(self, records, field, way):
        name = field.name
        ways = {
            "read": lambda: records.search([], limit=1).read([name]),
            "search": lambda: records.search([(name, "!=", False)]),
            "order": lambda: records.search([], order=name),
            "group": lambda: self._group(records, name),
            "aggregate": lambda: records._read_group([], [], [f"{name}:count"]),
            "export": lambda: records.search([], limit=1).export_data([name])["datas"] or None,
        }
        if way == "order" and not field.column_type:
            return False
        try:
            return ways[way]() is not None
        except (UserError, ValueError):
            # ValueError: what is not stored cannot be grouped by at all
            return False

    def _group(self, records, name):
        """Groups other than “none”: where all linked records are hidden, nothing is told."""
        return [group for group, _count in records._read_group([], [name], ["__count"]) if group] or None
