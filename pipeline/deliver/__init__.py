"""Deliver: hand each finished message over, once.

    planned | claim (attempting, on disk) | journal | transport.hand_over | accepted, refused, uncertain

SMTP cannot promise exactly once: between the last dot and the answer nobody knows. So
rows are claimed on disk before the wire is touched, and a journal says which of them had
begun to leave. Whoever ends in the middle leaves those in doubt, for a person; the rest
waits as before. Nothing is ever sent twice by itself.
"""
