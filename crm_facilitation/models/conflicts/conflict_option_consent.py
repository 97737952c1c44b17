from odoo import api, fields, models
from odoo.exceptions import UserError

CONSENTS = [
    ("none", "Not asked"),
    ("asked", "Being asked"),
    ("few", "Too few voted"),
    ("consent", "Nobody objects"),
    ("objections", "Objections"),
    ("blocked", "Blocked"),
]


class CrmFacilitationConflictOption(models.Model):
    """Whether the room can live with an option, asked in a consent round.

    What is voted on is a need: the one the CRM would have if this option were chosen. It is made when consent is
    asked, in the name of whoever proposed the option; the agreement accepts it or not, so that what is built from an
    agreement has a need behind it like everything else.

    Invariants: an option has at most one such need; its words stay once a round on it was opened.
    """

    _inherit = "crm.facilitation.conflict.option"

    need_id = fields.Many2one(
        "crm.facilitation.need", "As a need", copy=False, readonly=True, ondelete="restrict", index="btree_not_null"
    )
    consent = fields.Selection(CONSENTS, compute="_compute_consent")
    agree = fields.Integer("In favour", compute="_compute_consent")
    abstain = fields.Integer("Abstained", compute="_compute_consent")
    object = fields.Integer("Objections", compute="_compute_consent")
    block = fields.Integer("Blocks", compute="_compute_consent")

    _unique_need = models.UniqueIndex("(need_id) WHERE need_id IS NOT NULL", "This need stands for another option.")

    @api.depends("need_id")
    def _compute_consent(self):
        rounds = self._get_rounds()
        # published totals; rounds and needs of an option may be of another session
        totals = (
            self.env["crm.facilitation.tally"]
            .sudo()
            .search([("round_id", "in", rounds.ids), ("department_id", "=", False)])
            .grouped(lambda total: (total.round_id, total.need_id))
        )
        last_of = {need: ballot_round for ballot_round in reversed(rounds) for need in ballot_round.need_ids}
        for option in self:
            # the need of an option may be of another session
            need_sudo = option.sudo().need_id
            last = last_of.get(need_sudo, rounds.browse())
            total = totals.get((last, need_sudo), self.env["crm.facilitation.tally"])
            for name in ("agree", "abstain", "object", "block"):
                option[name] = total[name]
            option.consent = self._get_consent(last, total)

    def _get_rounds(self):
        """The opened rounds on these options, the last one first."""
        # rounds and needs of an option may be of another session
        needs = self.sudo().need_id.ids
        return (
            self.env["crm.facilitation.round"]
            .sudo()
            .search([("need_ids", "in", needs), ("state", "in", ("open", "closed"))], order="opened_on desc, id desc")
        )

    @api.model
    def _get_consent(self, last, total):
        return self._get_consent_of(last.state, total)

    @api.model
    def _get_consent_of(self, state, total):
        """What a round on an option came to: its state, empty without one, and its total figures, empty without any."""
        if not state or state == "open":
            return "asked" if state else "none"
        if not total:
            return "few"
        return "blocked" if total["block"] else "objections" if total["object"] else "consent"

    def _check_not_asked(self, vals):
        if not self.env.su and set(vals) - {"sequence"}:
            asked = self.filtered(lambda option: option._get_rounds())
            if asked:
                raise UserError(
                    self.env._("“%s” was put to the vote as it is. Propose it anew in other words.", asked[0].name)
                )

    def _update_needs(self):
        """The need an option stands for follows its words."""
        for option in self.filtered("need_id"):
            # the need says what its option says, whoever may change the option
            option.sudo().need_id.write(option._prepare_need_words())

    @api.ondelete(at_uninstall=True)
    def _unlink_except_asked(self):
        # holds for needs that the caller may not read too
        if any(option.sudo().need_id for option in self):
            raise UserError(self.env._("An option that was put to the vote stays on record."))

    def _get_facts(self):
        if self.consent in (False, "none"):
            return super()._get_facts()
        counted = {name: self[name] for name in ("agree", "abstain", "object", "block")}
        return super()._get_facts() | {"consent": self.consent} | counted

    def _ensure_needs(self):
        """The needs these options stand for, made where there are none."""
        # the room is asked through a need that the server makes of the option
        for option in self.filtered(lambda option: not option.sudo().need_id):
            participant_sudo = option.sudo().proposed_by_id
            values = option._prepare_need_words() | {
                "session_id": (participant_sudo.session_id or option.conflict_id.session_id).id,
                "author_id": participant_sudo.id,
            }
            # the need is made by the server, in the name of whoever proposed the option
            need_sudo = self.env["crm.facilitation.need"].sudo().create([values])
            option.sudo().with_context(tracking_disable=True).need_id = need_sudo
        return self.sudo().need_id.sudo(self.env.su)

    def _prepare_need_words(self):
        self.ensure_one()
        sides = [(self.env._("For it: %s", self.pros), self.pros), (self.env._("Against it: %s", self.cons), self.cons)]
        return {
            "name": self.name,
            "problem": self.env._("A way to settle: %s", self.conflict_id.name),
            "wish": "\n".join(words for words, given in sides if given),
            "effort_days": self.cost,
        }
