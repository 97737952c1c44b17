"""Conflict detection with every detector of this addon registered."""

from . import conflict_detectors, contradiction, polarisation  # noqa: F401  registers the detectors
from .conflict import detect, registered

__all__ = ["detect", "registered"]
