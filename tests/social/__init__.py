"""Tests of the room where posts are drafted."""
