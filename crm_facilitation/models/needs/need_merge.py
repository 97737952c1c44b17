import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .need import STATES

_logger = logging.getLogger(__name__)
# who merges looks at it and takes it back: authors hear of it once it has stood this long
STANDS = timedelta(minutes=1)


class CrmFacilitationNeed(models.Model):
    """Needs that ask for the same become one, without losing anybody.

    The merged need keeps its text, author, supporters and votes; the surviving one shows them. Undone by one click,
    whenever, also after a round closed.

    Invariants: one step deep, so no chains and no cycles; within one roll-out; what the merge added to the surviving
    need is remembered and taken back by undoing; authors hear of a merge once, and of one that was taken back at once never.
    """

    _inherit = "crm.facilitation.need"

    state_before_merge = fields.Selection(STATES, copy=False, readonly=True)
    merge_news_due = fields.Datetime(copy=False, readonly=True, help="When its author hears what it is part of now.")
    merge_told_id = fields.Many2one(
        "crm.facilitation.need",
        copy=False,
        readonly=True,
        ondelete="set null",
        help="What its author last heard that it is part of, while news of it wait.",
    )
    merge_by_id = fields.Many2one("res.users", copy=False, readonly=True, ondelete="set null")
    lent_supporter_ids = fields.Many2many(
        "crm.facilitation.participant",
        "crm_facilitation_need_lent_supporter_rel",
        string="Supporters brought along",
        copy=False,
        readonly=True,
        ondelete="restrict",
        context={"active_test": False},
    )
    all_author_ids = fields.Many2many(
        "crm.facilitation.participant",
        compute="_compute_all_author_ids",
        string="Raised by (with merged needs)",
        context={"active_test": False},
    )

    @api.depends_context("uid")
    @api.depends("author_id", "merged_need_ids.author_id")
    def _compute_all_author_ids(self):
        """Those whom the reader may see: a need may be read by people of another session."""
        for need in self:
            # those who may read the need may know who asked for it
            authors = need.sudo().author_id | need.sudo().merged_need_ids.author_id
            need.all_author_ids = authors.sudo(self.env.su)._filtered_access("read")

    def action_merge_into(self, need: models.BaseModel | int) -> bool:
        """Make these needs part of ``need`` (a record or an id)."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        survivor = self.browse(need) if isinstance(need, int) else need
        survivor.ensure_one()
        survivor.check_access("write")
        (self | survivor).lock_for_update(allow_referencing=True)
        for merged in self:
            merged._check_mergeable(survivor)
            merged._merge_into(survivor)
        return True

    def _check_mergeable(self, survivor):
        self.ensure_one()
        if self == survivor:
            raise UserError(self.env._("“%s” cannot become part of itself. Choose another need.", self.name))
        if self.project_id != survivor.project_id:
            raise UserError(
                self.env._("“%s” belongs to another roll-out. Choose a need of the same one.", survivor.name)
            )
        if survivor.merged_into_id:
            raise UserError(
                self.env._(
                    "“%(need)s” is itself part of “%(whole)s”. Merge into that one.",
                    need=survivor.name,
                    whole=survivor.merged_into_id.name,
                )
            )
        if self.merged_into_id:
            raise UserError(self.env._("“%s” is part of another need already. Undo that merge first.", self.name))
        if self.merged_need_ids:
            raise UserError(
                self.env._(
                    "Other needs are part of “%s”. Undo those merges first, or merge the other way round.", self.name
                )
            )
        if self.task_ids or self.feature_ids:
            raise UserError(self.env._("“%s” is planned already. Merge the other need into it instead.", self.name))

    def _merge_into(self, survivor):
        self._await_merge_news()
        lent = (self.author_id | self.supporter_ids) - survivor.supporter_ids - survivor.author_id
        self._write_past_guards(
            {
                "state_before_merge": self.state,
                "state": "merged",
                "merged_into_id": survivor.id,
                "lent_supporter_ids": [fields.Command.set(lent.ids)],
            }
        )
        survivor._write_past_guards({"supporter_ids": [fields.Command.link(who) for who in lent.ids]})
        self.env["crm.facilitation.event"]._record(
            self, "need_merged", {"name": self.name, "into": survivor.id, "into_name": survivor.name}
        )
        survivor._update_priority()

    def action_unmerge(self) -> bool:
        """Undo the merge: the need is back as it was before, and the other one too."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        (self | self.merged_into_id).lock_for_update(allow_referencing=True)
        for need in self:
            if not need.merged_into_id:
                raise UserError(self.env._("“%s” is not part of another need.", need.name))
            need._unmerge()
        return True

    def _unmerge(self):
        self._await_merge_news()
        survivor = self.merged_into_id
        others = survivor.merged_need_ids - self
        still_lent = others.author_id | others.supporter_ids
        returned = self.lent_supporter_ids - still_lent
        survivor._write_past_guards({"supporter_ids": [fields.Command.unlink(who) for who in returned.ids]})
        # who stays because of another merge leaves with that one
        for other in others:
            kept = self.lent_supporter_ids & (other.author_id | other.supporter_ids)
            other._write_past_guards({"lent_supporter_ids": [fields.Command.link(who) for who in kept.ids]})
        self._write_past_guards(
            {
                "state": self.state_before_merge or "raised",
                "state_before_merge": False,
                "merged_into_id": False,
                "lent_supporter_ids": [fields.Command.clear()],
            }
        )
        self.env["crm.facilitation.event"]._record(
            self, "need_unmerged", {"name": self.name, "from": survivor.id, "from_name": survivor.name}
        )
        (self | survivor)._update_priority()

    def _await_merge_news(self):
        """Called before the need is merged or taken out: its author hears of what it is then, in a while."""
        told = {} if self.merge_news_due else {"merge_told_id": self.merged_into_id.id}
        due = fields.Datetime.now() + STANDS
        self._write_past_guards(told | {"merge_news_due": due, "merge_by_id": self.env.uid})
        # the queue is run by the server
        self.env.ref("crm_facilitation.need_cron_merge_news").sudo()._trigger(at=due)

    def _tell_merge(self):
        """Tell the author of each need that has news waiting what it is part of now, where they do not know it."""
        for need in self.filtered("merge_news_due"):
            # who merged it is a note of the server's
            need_sudo = need.sudo()
            actor, is_news = need_sudo.merge_by_id, need_sudo.merged_into_id != need_sudo.merge_told_id
            need._write_past_guards({"merge_news_due": False, "merge_told_id": False, "merge_by_id": False})
            if is_news:
                # nobody hears of what they did themself
                need.with_user(actor or self.env.user)._notify_author("merged" if need.merged_into_id else "unmerged")

    @api.model
    def _cron_tell_merges(self):
        """Tell of the merges that have stood for a minute."""
        due = self.with_context(active_test=False).search([("merge_news_due", "<=", fields.Datetime.now())])
        self.env["ir.cron"]._run_each(due, lambda need: need._tell_merge(), _logger, "News of need %s were not told")

    def _own_support(self, participant):
        # what they said themself is not taken back by undoing the merge that had brought them along
        for merged_sudo in self.sudo().merged_need_ids:
            merged_sudo._write_past_guards({"lent_supporter_ids": [fields.Command.unlink(participant.id)]})
        return super()._own_support(participant)

    def action_open_merged(self) -> dict:
        """Open the need that this one became part of."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.merged_into_id.id,
            "views": [(False, "form")],
        }
