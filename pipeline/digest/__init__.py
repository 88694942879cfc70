"""Digest: which reader gets what, and how it reads.

    cleared, subscribers, ledger.had | choose.choose | ledger.open_edition
    delivery | render | a finished message

Nothing new for a reader means no mail to that reader, and a row says so.
"""
