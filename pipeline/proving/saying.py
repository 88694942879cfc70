"""Numbers in words."""

_TIMES = {1: "once", 2: "twice"}


def times(count: int, one: str = "", many: str = "") -> str:
    """How often, or how many of something: "twice", "5 times"; "1 mail", "1,200 mails"."""
    if not one:
        return _TIMES.get(count, f"{count:,} times")
    return f"{count:,} {one if count == 1 else many or one + 's'}"
