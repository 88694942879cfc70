"""What is served. So far: a look at the site and the outbox, on this machine only."""
