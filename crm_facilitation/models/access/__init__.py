from . import guarded
from . import nameless
from . import onchange_guard
