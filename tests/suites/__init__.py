"""Other people's test files, read by us. Not part of the suite: they are theirs to publish."""
