"""Deliver: hand each finished message over, once.

    planned | claim (attempting, on disk) | transport.send | accepted, refused, uncertain

SMTP cannot promise exactly once: between the last dot and the answer nobody knows. So
each row is claimed on disk before the wire is touched, and a row found claimed at start
becomes uncertain and waits for a person. Nothing is ever sent twice by itself.
"""
