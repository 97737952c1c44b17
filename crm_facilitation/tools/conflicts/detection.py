"""Conflict detection with every detector of this addon registered."""

from . import contradiction, detectors, polarisation  # noqa: F401  registers the detectors
from .situation import detect, registered

__all__ = ["detect", "registered"]
