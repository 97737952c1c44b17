# goal.py comes first, since the sides extend its model; goal_relevance extends its action_confirm_relevance.
from . import (
    event,
    goal,
    goal_relevance,
    goal_rating,
    goal_departments,
    project_project,
    session,
)
