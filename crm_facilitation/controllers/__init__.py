from . import secrecy
from . import trace
