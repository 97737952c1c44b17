from . import (
    event,
    goal,
    goal_relevance,
    goal_rating,
    goal_departments,
    project_project,
)
