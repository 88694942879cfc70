"""Tests of the networks that posts go to."""
