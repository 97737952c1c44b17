from odoo import fields, models
from odoo.exceptions import UserError


class CrmFacilitationNeed(models.Model):
    """The minutes a week that a need says are lost: what the promise ledger compares with after launch.

    While the roll-out is under way a change of an accepted need is evidence, like its words.

    Invariant: what a need stated when it was launched with stays.
    """

    _inherit = "crm.facilitation.need"

    follow_up_session_ids = fields.Many2many(
        "crm.facilitation.session",
        "crm_facilitation_follow_up_rel",
        string="Taken up again in",
        copy=False,
        readonly=True,
        context={"active_test": False},
        help="Their people read the need wherever it was raised.",
    )

    def _check_minutes_stay(self, minutes):
        super()._check_minutes_stay(minutes)
        for need in self:
            if need.minutes_lost_weekly != minutes and need._is_launched_with():
                raise UserError(
                    self.env._(
                        "“%(need)s”: the CRM was launched with %(minutes)s minutes a week stated here, and what people"
                        " lose now is compared with them. They say what it costs now in the two questions after launch.",
                        need=need.name,
                        minutes=need.minutes_lost_weekly,
                    )
                )

    def _is_launched_with(self):
        """Whether the need, or what it became part of, was accepted by the day its roll-out was launched."""
        self.ensure_one()
        # the need that it became part of decides, whoever may read it
        need = self.sudo().merged_into_id or self.sudo()
        launched = need.project_id.launch_date
        if not launched or need.state != "accepted" or not need.decided_on:
            return False
        return need.company_id._get_facilitation_day(need.decided_on) <= launched

    def _is_there(self):
        """Whether there is something to be asked about: it is configured, or the CRM had it and there was nothing to do."""
        self.ensure_one()
        return self.state == "accepted" and self.delivery_state not in ("none", "planned")

    def _get_stated(self, participant):
        """What a person is reminded of: the minutes of their own need, or the average of all who asked.

        :return: ``(minutes, whether they are their own words)``; 0 where nobody stated any
        """
        own = (self | self.merged_need_ids).filtered(lambda need: need.author_id.partner_id == participant.partner_id)
        minutes = max(own.mapped("minutes_lost_weekly"), default=0)
        return (minutes, True) if minutes else (self._get_promised(), False)

    def _get_promised(self):
        """Minutes a week as people stated them, on average of those who did: of this need and of those merged into it."""
        self.ensure_one()
        stated = [minutes for minutes in (self | self.merged_need_ids).mapped("minutes_lost_weekly") if minutes]
        return round(sum(stated) / len(stated)) if stated else 0
