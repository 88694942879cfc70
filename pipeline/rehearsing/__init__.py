"""Rehearsing: the real clockwork with a simulated clock, on a copy of the firm, in which nothing leaves.

    copying.copied | house.Rehearsed, posts.RehearsedPosting | run.rehearse | report

What the clock does is the same code; what touches the world is replaced: no mail, no post, no text for a network, no page, no host, no
blog.
"""
