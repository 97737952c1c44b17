from . import export, pulse, secrecy, trace
