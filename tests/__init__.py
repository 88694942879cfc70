"""Tests mirror the rooms of pipeline/."""
