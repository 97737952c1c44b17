from . import hidden_keys, kiosk, lobby, pulse, room, secrecy, trace
