"""Plan: what is due when, by the clock on the firm's wall.

    cadences, now, fired | decide.due | the caller works | plan.fire

The plan is rows; `schedule` only makes the clock tick.
"""
