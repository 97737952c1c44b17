from . import (
    goal,
    goal_relevance,
    goal_rating,
    goal_departments,
)
