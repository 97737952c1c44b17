# The order is free. The area itself comes before conflicts and kpis, which add their checks to its readiness list.
from . import (
    event,
    left_out,
    project_project,
    project_project_forgotten,
    project_project_guide,
    project_project_readiness,
)
