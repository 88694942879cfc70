"""Tests of what proves, with a firm that has lived for three weeks."""
