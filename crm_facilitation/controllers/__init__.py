from . import hidden_keys, pulse, room, secrecy, trace
