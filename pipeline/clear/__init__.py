"""Clear: what may go out, decided by people and recorded, checked by rules that explain themselves.

    items | not yet screened? | rules, names | book.keep_findings
    items, findings, record | decide.judge | cleared or held

Default deny: a story without a recorded clearance for its exact text is held, however
clean it reads. Only this room makes a `ClearedItem`; it is worked out anew each time from
the items, the findings and the record, so a withdrawal counts at once.
"""
