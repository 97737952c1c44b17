from odoo import fields, models
from odoo.tools import SQL

MINUTES = "Minutes per week and person."


class CrmFacilitationLedger(models.Model):
    """The promise ledger: minutes a week that people lost, as stated in the need, against what they lose after launch.

    One row per need that was not merged into another; what was stated is the average of it and of the needs merged into
    it, as far as they say minutes. Of each person the last answer counts. Minutes are per person;
    ``saved_by_all`` adds up the people who answered. Where nobody answered nothing is said. Of a need that was raised
    anonymously only published answers count, see ``pulse_publishing.py``.
    """

    _name = "crm.facilitation.ledger"
    _description = "Facilitation Promise Ledger"
    _inherit = ["crm.facilitation.ordered"]
    _auto = False
    _order = "promised desc, id"
    _rec_name = "need_id"

    need_id = fields.Many2one("crm.facilitation.need", "Need", readonly=True)
    project_id = fields.Many2one("project.project", "Roll-out", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", "Department", readonly=True)
    state = fields.Selection(related="need_id.state")
    delivery_state = fields.Selection(related="need_id.delivery_state")
    promised = fields.Integer("Lost before", readonly=True, aggregator="sum", help=MINUTES)
    asked = fields.Integer("Asked", readonly=True, aggregator="sum")
    answered = fields.Integer("Answers", readonly=True, aggregator="sum")
    reported = fields.Float("Lost now", readonly=True, aggregator="sum", digits=(16, 1), help=MINUTES)
    saved = fields.Float("Saved", readonly=True, aggregator="sum", digits=(16, 1), help=MINUTES)
    saved_by_all = fields.Float(
        "Saved by all",
        readonly=True,
        aggregator="sum",
        digits=(16, 1),
        help="Minutes per week, of all who answered together.",
    )
    better = fields.Integer("Better", readonly=True, aggregator="sum")
    worse = fields.Integer("Worse", readonly=True, aggregator="sum")
    is_answered = fields.Boolean("Answered", readonly=True)
    has_promise = fields.Boolean("Minutes stated", readonly=True)

    def action_open_need(self) -> dict:
        """The need behind this row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.facilitation.need",
            "res_id": self.need_id.id,
            "views": [(False, "form")],
        }

    @property
    def _table_query(self):
        for name in ("need", "pulse"):
            self.env[f"crm.facilitation.{name}"].flush_model()
        return SQL(
            """
            WITH last AS (
                SELECT DISTINCT ON (need_id, participant_id) need_id, minutes, verdict
                FROM (
                    SELECT id, need_id, participant_id, asked_on,
                        CASE WHEN is_private THEN published_minutes ELSE minutes_weekly END AS minutes,
                        CASE WHEN is_private THEN published_verdict ELSE verdict END AS verdict
                    FROM crm_facilitation_pulse
                ) AS pulse
                WHERE verdict IS NOT NULL
                ORDER BY need_id, participant_id, asked_on DESC, id DESC
            ), said AS (
                SELECT need_id, COUNT(*) AS answered, AVG(minutes) AS reported,
                    COUNT(*) FILTER (WHERE verdict = 'better') AS better,
                    COUNT(*) FILTER (WHERE verdict = 'worse') AS worse
                FROM last GROUP BY need_id
            ), asked AS (
                SELECT need_id, COUNT(DISTINCT participant_id) AS asked FROM crm_facilitation_pulse GROUP BY need_id
            ), stated AS (
                SELECT COALESCE(merged_into_id, id) AS need_id, ROUND(AVG(minutes_lost_weekly))::int AS promised
                FROM crm_facilitation_need WHERE minutes_lost_weekly > 0 GROUP BY 1
            )
            SELECT need.id, need.id AS need_id, need.project_id, need.company_id, need.department_id,
                stated.promised, stated.promised IS NOT NULL AS has_promise,
                asked.asked, said.answered, said.reported, said.better, said.worse,
                said.answered IS NOT NULL AS is_answered,
                stated.promised - said.reported AS saved,
                (stated.promised - said.reported) * said.answered AS saved_by_all
            FROM crm_facilitation_need AS need
            LEFT JOIN asked ON asked.need_id = need.id
            LEFT JOIN said ON said.need_id = need.id
            LEFT JOIN stated ON stated.need_id = need.id
            WHERE need.state <> 'merged' AND need.active AND need.is_held IS NOT TRUE
                AND (stated.promised IS NOT NULL OR asked.asked IS NOT NULL)
            """
        )
