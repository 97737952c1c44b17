from . import document, export, hidden_keys, kiosk, lobby, pulse, room, secrecy, trace
