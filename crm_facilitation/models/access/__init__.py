from . import guarded
