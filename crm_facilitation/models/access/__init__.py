from . import argument_door, base
