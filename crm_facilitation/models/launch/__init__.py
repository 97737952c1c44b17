# The order is free. The area itself comes before conflicts and kpis, which add their checks to its readiness list.
from . import (
    event,
    project_project,
    project_project_readiness,
)
