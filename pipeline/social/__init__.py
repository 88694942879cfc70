"""Posts: what a piece says on each network, in its author's own words, and what each network is told."""
