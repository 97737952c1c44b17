"""The KPIs of the made-up roll-out: from the library, with a baseline of nine months ago and a target ahead."""

from dateutil.relativedelta import relativedelta

from odoo import fields

# library KPI, goal, owner, target, better is
KPIS = (
    ("win_rate", "losing", "maria", 58.0, "up"),
    ("sales_cycle", "answer", "henrik", 14.0, "down"),
    ("lost_reason_filled", "losing", "maria", 90.0, "up"),
    ("won_deals", "answer", "henrik", 8.0, "up"),
)
TRUST = (2.4, 2.6, 2.5, 2.9, 3.1, 3.2)


def agree_kpis(story):
    """Management agrees the KPIs; each is measured back over its history."""
    maria = story.as_person("maria")
    today = fields.Date.today()
    for code, goal, owner, target, direction in KPIS:
        kpi = maria["crm.facilitation.kpi"].create(
            {
                "definition_id": story.env.ref(f"crm_facilitation.kpi_definition_{code}").id,
                "project_id": story.rollout.id,
                "goal_id": story.goals[goal].id,
                "owner_id": story.users[owner].id,
                "direction": direction,
                "target_value": target,
                "target_date": today + relativedelta(months=3),
            }
        )
        story.as_person(owner, kpi).action_accept_ownership()
        kpi._capture_baseline(today - relativedelta(months=9))
        kpi.action_backfill()
    _ask_trust(story, maria, today)


def _ask_trust(story, maria, today):
    """A KPI that people answer, entered by hand month by month."""
    kpi = maria["crm.facilitation.kpi"].create(
        {
            "definition_id": story.env.ref("crm_facilitation.kpi_definition_trust").id,
            "project_id": story.rollout.id,
            "goal_id": story.goals["trust"].id,
            "owner_id": maria.uid,
            "baseline_value": TRUST[0],
            "baseline_date": today - relativedelta(months=len(TRUST)),
            "target_value": 4.0,
            "target_date": today + relativedelta(months=6),
        }
    )
    first = today.replace(day=1) - relativedelta(months=len(TRUST))
    maria["crm.facilitation.kpi.measurement"].create(
        [
            {
                "kpi_id": kpi.id,
                "period_start": first + relativedelta(months=month),
                "period_end": first + relativedelta(months=month + 1),
                "value": value,
            }
            for month, value in enumerate(TRUST)
        ]
    )
