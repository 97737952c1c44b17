"""What people speak of in the tests of the discussion."""


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
