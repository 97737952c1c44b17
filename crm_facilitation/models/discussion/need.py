from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL


class CrmFacilitationNeed(models.Model):
    """What is said of a need, and whether the group has discussed it.

    Invariant: a need is discussed by an answer, or by the facilitator, who says what the discussion came to; nobody
    fills in the day.
    """

    _inherit = "crm.facilitation.need"
    _write_policy = """
        -                  | *                        | -       | discussed_on discussion_note
        author facilitator | *                        | decided | tester_id
    """

    remark_ids = fields.One2many("crm.facilitation.remark", "need_id", "Remarks", copy=False)
    discussed_on = fields.Date(copy=False, readonly=True, index=True)
    discussion_note = fields.Text("What the discussion came to", copy=False, readonly=True)

    tester_id = fields.Many2one(
        "crm.facilitation.participant",
        "Who tries it",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        domain="[('project_id', '=', project_id)]",
        help="Whoever tries the acceptance case when it is configured.",
    )

    @api.constrains("tester_id", "session_id")
    def _check_tester(self):
        # holds for participants that the caller may not read too
        for need_sudo in self.sudo():
            if need_sudo.tester_id and need_sudo.tester_id.project_id != need_sudo.project_id:
                raise ValidationError(
                    self.env._("Whoever tries “%s” takes part in a session of its roll-out.", need_sudo.name)
                )

    def _get_discussion_sessions(self):
        return self.session_id | self.follow_up_session_ids

    @api.model
    @api.readonly
    def raise_choices(self, session_id: int) -> dict:
        """The choices, with ``questions``: texts that help the caller's department to say what it needs."""
        choices = super().raise_choices(session_id)
        session = self.env["crm.facilitation.session"].browse(session_id)
        # one's own department and role, which a guest may not read otherwise
        own_sudo = session.sudo()._get_participant()
        department, role = own_sudo.department_id.sudo(False), session._identify().role
        questions = self.env["crm.facilitation.question"]._get_for(session, department, role)
        return choices | {"questions": questions.mapped("name")}

    def action_mark_discussed(self, note: str) -> None:
        """Say that the group has discussed these needs, and what it came to."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        note = (note or "").strip()
        if not note:
            raise UserError(self.env._("Write down what the discussion came to."))
        for need in self:
            need._write_past_guards({"discussion_note": note})
            need._set_discussed(True)
            self.env["crm.facilitation.event"]._record(need, "need_discussed", {"name": need.name, "note": note})

    def _set_discussed(self, is_discussed):
        """Note the day in the company, or take it back: past the stamps of the row, which would tell who answered and when."""
        self.flush_recordset()
        for need in self:
            # whoever answers may not read all of the need
            day = is_discussed and need.sudo().company_id._get_facilitation_today()
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_facilitation_need SET discussed_on = %s WHERE id = %s AND (discussed_on IS NULL OR %s)",
                    day or None,
                    need.id,
                    not day,
                )
            )
        self.invalidate_recordset(["discussed_on"], flush=False)

    def _follow_hidden_answer(self):
        """A need that only hidden answers spoke of has not been discussed."""
        # what the group said counts, whoever may read it
        for need_sudo in self.sudo():
            answered = any(remark._is_answer_to_somebody() for remark in need_sudo.remark_ids)
            if need_sudo.discussed_on and not need_sudo.discussion_note and not answered:
                need_sudo._set_discussed(False)

    def _is_on_record(self):
        return super()._is_on_record() or bool(self.remark_ids)

    def _is_taken_up(self):
        # what others said counts, whoever may read it
        return super()._is_taken_up() or bool(self.discussed_on or self.sudo().remark_ids)
