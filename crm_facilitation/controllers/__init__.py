from . import secrecy, trace
