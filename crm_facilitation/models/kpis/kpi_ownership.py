from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...tools.kpis.scope import widens

OWNERSHIPS = [("none", "Nobody"), ("proposed", "Waits to be accepted"), ("accepted", "Accepted")]


class CrmFacilitationKpi(models.Model):
    """The owner: facilitators and management propose a person, who becomes owner by accepting.

    Proposing oneself is accepting. Until somebody has accepted, the KPI is measured with nobody's rights and takes no
    values of the person proposed. Who accepted may give the KPI back, and is asked again when it is to read more.

    Invariant: nobody but the owner is noted as the one who accepted; the note is written by the actions alone.
    """

    _inherit = "crm.facilitation.kpi"

    accepted_by_id = fields.Many2one(
        "res.users", "Accepted by", copy=False, readonly=True, groups=fields.NO_ACCESS, index="btree_not_null"
    )
    proposed_on = fields.Date(copy=False, readonly=True, groups=fields.NO_ACCESS)
    ownership_question_id = fields.Many2one(
        "mail.activity", copy=False, readonly=True, ondelete="set null", groups=fields.NO_ACCESS
    )
    ownership = fields.Selection(OWNERSHIPS, compute="_compute_ownership", search="_search_ownership")
    ownership_text = fields.Char("What is missing", compute="_compute_ownership_text")
    is_my_kpi = fields.Boolean("Mine", compute="_compute_ownership_text")

    _accepted_by_its_owner = models.Constraint(
        "CHECK (accepted_by_id IS NULL OR accepted_by_id = owner_id)", "One becomes owner of a KPI by accepting it."
    )

    @api.depends("owner_id", "accepted_by_id")
    def _compute_ownership(self):
        # who accepted is noted by the server alone
        for kpi_sudo in self.sudo():
            accepted = kpi_sudo.owner_id and kpi_sudo.accepted_by_id == kpi_sudo.owner_id
            kpi_sudo.ownership = "accepted" if accepted else "proposed" if kpi_sudo.owner_id else "none"

    def _search_ownership(self, operator, value):
        if operator != "in":
            return NotImplemented
        conditions = {
            "none": SQL("owner_id IS NULL"),
            "proposed": SQL("owner_id IS NOT NULL AND accepted_by_id IS DISTINCT FROM owner_id"),
            "accepted": SQL("accepted_by_id = owner_id"),
        }
        wanted = SQL(" OR ").join(SQL("(%s)", conditions[name]) for name in value if name in conditions)
        if not wanted:
            return Domain.FALSE
        self.flush_model(["owner_id", "accepted_by_id"])
        return Domain("id", "in", SQL("(SELECT id FROM crm_facilitation_kpi WHERE %s)", wanted))

    @api.depends_context("uid", "lang")
    @api.depends("ownership", "measure")
    def _compute_ownership_text(self):
        for kpi in self:
            kpi.is_my_kpi = bool(kpi.owner_id) and kpi.owner_id == self.env.user
            kpi.ownership_text = kpi._word_ownership()

    def _word_ownership(self):
        if self.ownership == "accepted":
            return False
        if self.ownership == "none":
            return self.env._("Nobody owns this KPI. Propose an owner.")
        if not self.is_my_kpi:
            return self._word_waiting()
        if self.measure == "manual":
            return self.env._("You are asked to own this KPI. Accept it to enter its values.")
        return self.env._(
            "You are asked to own this KPI. Once you accept, it is measured with your rights: %(reads)s. Leaders see the figures.",
            reads=self.definition_id._word_scope(),
        )

    def _word_waiting(self):
        # the day is noted by the server
        day = self.sudo().proposed_on
        return self.env._(
            "Waits for %(name)s to accept it, since %(day)s. Until then nothing is measured.",
            name=self.owner_id.name,
            day=format_date(self.env, day) if day else "–",
        )

    def _is_owned(self):
        """Whether somebody who works here has accepted to be the owner."""
        return self.ownership == "accepted" and self.owner_id.active

    def _release(self, vals):
        """Called before writing: whoever is not the owner any more has not accepted."""
        if "owner_id" not in vals:
            return
        released = self.filtered(lambda kpi: kpi.owner_id.id != vals["owner_id"])
        # the note is the server's
        released_sudo = released.sudo()
        released_sudo.ownership_question_id.unlink()
        released_sudo.write({"accepted_by_id": False, "proposed_on": False})

    def _propose(self):
        """Ask the owners that were named; who named themself has accepted."""
        for kpi in self.filtered("owner_id"):
            if kpi.owner_id == self.env.user:
                kpi._accept()
                continue
            self.env["crm.facilitation.event"]._record(kpi, "kpi_owner_proposed", {"owner": kpi.owner_id.id})
            kpi._ask_owner()

    def _ask_owner(self):
        """An activity for the person proposed, in their language."""
        # the server asks, and notes when
        kpi_sudo = self.with_context(lang=self.owner_id.lang or self.env.lang).sudo()
        kpi_sudo.ownership_question_id.unlink()
        question = kpi_sudo.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=kpi_sudo.env._("Will you own the KPI “%s”? Accept it or give it back.", kpi_sudo.name),
            user_id=self.owner_id.id,
        )
        kpi_sudo.write(
            {"accepted_by_id": False, "proposed_on": fields.Date.today(), "ownership_question_id": question.id}
        )

    def _get_scopes(self):
        """What each KPI reads: of which company, and how."""
        # owners may not read the fields of Odoo
        return {kpi: (kpi.company_id, kpi.definition_id.sudo()._get_scope()) for kpi in self}

    def _follow_scopes(self, scopes):
        """Ask again the owners of KPIs that read more than before (``{KPI: what it read}``)."""
        now = self._get_scopes() if scopes else {}
        wider = (
            kpi.id
            for kpi, (company, scope) in scopes.items()
            if widens(scope, now[kpi][1]) or (now[kpi][1].model and now[kpi][0] != company)
        )
        self.browse(wider)._ask_again()

    def _ask_again(self):
        """The KPI is to read more than its owner agreed to; whoever makes it so agrees by doing it."""
        for kpi in self.filtered(lambda kpi: kpi.ownership == "accepted" and kpi.owner_id != self.env.user):
            self.env["crm.facilitation.event"]._record(
                kpi, "kpi_owner_asked_again", {"owner": kpi.owner_id.id, "definition": kpi.definition_id.name}
            )
            kpi._ask_owner()

    def _accept(self):
        # who accepted is noted by the server alone
        self.sudo().write({"accepted_by_id": self.owner_id.id, "proposed_on": False})
        self.sudo().ownership_question_id.filtered("active").action_feedback()
        self.env["crm.facilitation.event"]._record(self, "kpi_owner_accepted", {"owner": self.owner_id.id})

    def action_accept_ownership(self) -> None:
        """Become the owner that one was proposed to be: from now on the KPI is measured with one's rights."""
        self._check_own()
        for kpi in self.filtered(lambda kpi: kpi.ownership == "proposed"):
            kpi._accept()

    def action_give_back_ownership(self) -> dict:
        """Decline to be the owner, or be it no longer; then the KPI waits for another one."""
        self._check_own()
        for kpi in self:
            facts = {"owner": kpi.owner_id.id, "accepted": kpi.ownership == "accepted"}
            self.env["crm.facilitation.event"]._record(kpi, "kpi_owner_gave_back", facts)
        # owners may not write KPIs
        self.sudo().write({"owner_id": False})
        return self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.kpi_action")

    def _check_own(self):
        self.check_access("read")
        for kpi in self:
            if kpi.owner_id != self.env.user:
                raise UserError(self.env._("“%s”: only the person who is proposed as its owner can do this.", kpi.name))
