"""What people speak of in the tests of the discussion, and what their session brings about."""


def make_subjects(case, session):
    """A need of Sales, a goal, a conflict and one option of ``session``, kept on the class ``case``."""
    case.need = case.make_need("See the last call")
    goal = case.env["crm.facilitation.goal"].with_user(case.sponsor)
    case.goal = goal.create({"name": "No enquiry waits", "project_id": case.project.id})
    conflict = case.env["crm.facilitation.conflict"].with_user(case.facilitator)
    case.conflict = conflict.create({"name": "Who calls back", "session_id": session.id})
    option = case.env["crm.facilitation.conflict.option"].with_user(case.employee_sales)
    case.option = option.create({"conflict_id": case.conflict.id, "name": "Both"})
    case.subjects = {"need": case.need, "goal": case.goal, "conflict": case.conflict, "option": case.option}


def make_outcome(case):
    """A goal, conflict and KPI of each kind with all of it filled in, and one with nothing; the first need is accepted."""
    goals = case.env["crm.facilitation.goal"].with_user(case.sponsor)
    case.goal, case.bare_goal = goals.create(
        [
            {"name": "No enquiry waits", "project_id": case.project.id, "why": "They go elsewhere"},
            {"name": "Bare", "project_id": case.project.id},
        ]
    )
    case.goal.action_mark_changed("Within a day")
    said = {"problem": "Calls get lost", "wish": "A list", "moscow": "must", "effort_days": 2, "fit": "setting"}
    checked = {"acceptance_criteria": "Open it", "tester_id": case.participant_service.id}
    case.one.write(said | checked | {"goal_ids": [(6, 0, case.goal.ids)]})
    case.one.action_accept()
    case.one.action_mark_discussed("All want it")
    conflicts = case.env["crm.facilitation.conflict"].with_user(case.facilitator)
    values = {"evidence": "Both call", "department_ids": [(6, 0, (case.sales | case.service).ids)]}
    case.bare_conflict = conflicts.create({"name": "Bare", "session_id": case.session.id})
    case.conflict = conflicts.create(
        {"name": "Who calls back", "session_id": case.session.id, "need_ids": [(6, 0, case.one.ids)]} | values
    )
    options = case.env["crm.facilitation.conflict.option"].with_user(case.facilitator)
    _first, second = options.create(
        [
            {"name": "Sales", "conflict_id": case.conflict.id, "pros": "Near", "cons": "Busy", "cost": 1.5},
            {"name": "Service", "conflict_id": case.conflict.id},
        ]
    )
    terms = {"owner_id": case.sponsor.id, "review_date": "2031-06-01"}
    case.conflict.action_agree(second.id, "Service calls", **terms)
    kpis, trust = case.env["crm.facilitation.kpi"].with_user(case.sponsor), "crm_facilitation.kpi_definition_trust"
    from_to = {"baseline_value": 2, "baseline_date": "2026-01-01", "target_value": 4, "target_date": "2031-12-31"}
    kept = {"project_id": case.project.id, "definition_id": case.env.ref(trust).id}
    case.kpi = kpis.create(kept | {"goal_id": case.goal.id} | from_to)
    case.bare_kpi = kpis.create(kept | {"definition_id": case.env.ref(trust).copy({"name": "Bare"}).id})
    case.env["crm.facilitation.kpi.measurement"].with_user(case.sponsor).create(
        {"kpi_id": case.kpi.id, "period_start": "2026-01-01", "period_end": "2026-02-01", "value": 3}
    )
    case.today = str(case.project.company_id._get_facilitation_today())


def minute_of_need(case, need, **values):
    """A need as minutes say it: of the first person in Sales, with nothing filled in but ``values``."""
    facts = dict.fromkeys(("problem", "wish", "moscow", "answer", "discussion_note"), False)
    facts |= {"state": "raised", "effort_days": 0.0, "supporter_count": 0, "delivery_state": "none"}
    facts |= {"decision_reason": "", "decided_by": "", "decided_on": False, "discussed_on": False}
    facts |= {"merged_into": "", "is_archived": False, "origin_label": case.employee_sales.name}
    return facts | {"id": need.id, "name": need.name} | values


def minute_of_outcome(case):
    """``{name of the record on the class: what minutes say of it}`` of :func:`make_outcome`."""
    decided = {"decided_by": case.facilitator.name, "decided_on": case.today}
    conflict = dict.fromkeys(("evidence", "agreement", "dismiss_reason", "review_date", "decided_on"), False)
    conflict |= dict.fromkeys(("departments", "needs", "option", "owner", "decided_by"), "")
    conflict |= {"kind": "manual", "severity": "medium", "is_blocking": False, "state": "open", "options": []}
    kpi = {"unit": "points", "has_baseline": False, "has_target": False, "baseline_date": False, "target_date": False}
    kpi |= dict.fromkeys(("baseline_value", "target_value", "current_value", "attainment"), 0.0)
    kpi |= {"status": "no_data", "goal": "", "owner": case.sponsor.name}
    return {
        "goal": {
            "id": case.goal.id, "name": "No enquiry waits", "why": "They go elsewhere", "owner": case.sponsor.name,
            "relevance": "changed", "reason": "Within a day", "confirmed_on": case.today,
        },
        "bare_goal": {
            "id": case.bare_goal.id, "name": "Bare", "why": "", "owner": case.sponsor.name, "relevance": False,
            "reason": "", "confirmed_on": False,
        },
        "one": minute_of_need(
            case, case.one, state="accepted", problem="Calls get lost", wish="A list", moscow="must", effort_days=2.0,
            discussion_note="All want it", discussed_on=case.today, **decided,
        ),
        "conflict": conflict | {
            "id": case.conflict.id, "name": "Who calls back", "state": "agreed", "evidence": "Both call",
            "agreement": "Service calls", "departments": "Sales, Service", "needs": "One", "option": "Service",
            "options": [
                {"name": "Sales", "pros": "Near", "cons": "Busy", "cost": 1.5, "chosen": False},
                {"name": "Service", "pros": "", "cons": "", "cost": 0.0, "chosen": True},
            ],
            "owner": case.sponsor.name, "review_date": "2031-06-01",
        } | decided,
        "bare_conflict": conflict | {"id": case.bare_conflict.id, "name": "Bare"},
        "kpi": kpi | {
            "id": case.kpi.id, "name": case.kpi.name, "goal": "No enquiry waits", "has_baseline": True,
            "has_target": True, "baseline_value": 2.0, "target_value": 4.0, "current_value": 3.0, "attainment": 0.5,
            "status": case.kpi.status, "baseline_date": "2026-01-01", "target_date": "2031-12-31",
        },
        "bare_kpi": kpi | {"id": case.bare_kpi.id, "name": "Bare"},
    }  # fmt: skip
