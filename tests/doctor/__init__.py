"""Tests of the look at everything: real files, disks, clocks, servers and databases."""
