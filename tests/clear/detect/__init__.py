"""Detectors, each on sentences that were written for it."""
