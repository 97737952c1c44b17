from . import document, export, hidden_keys, kiosk, lobby, pulse, room, room_state, secrecy, trace
