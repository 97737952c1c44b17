from . import desk, desk_leaders, ir_http
