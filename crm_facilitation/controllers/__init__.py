from . import pulse, secrecy, trace
