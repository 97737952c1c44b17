from . import (
    pulse,
    pulse_publishing,
    project_project,
    need,
    ledger,
)
