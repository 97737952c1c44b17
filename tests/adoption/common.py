"""A KPI that hangs on the goal of a need."""


def make_kpi_of(case, need):
    """A KPI of management, by way of a goal that ``need`` serves."""
    goal = case.env["crm.facilitation.goal"].with_user(case.sponsor)
    goal = goal.create({"name": "Offers hold", "project_id": case.project.id})
    need.sudo().goal_ids = goal.sudo()
    definition = case.env.ref("crm_facilitation.kpi_definition_trust")
    kpis = case.env["crm.facilitation.kpi"].with_user(case.sponsor)
    return kpis.create({"definition_id": definition.id, "project_id": case.project.id, "goal_id": goal.id})
