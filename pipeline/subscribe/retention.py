"""How long is kept what proves that somebody asked to be mailed, once they have left."""

from datetime import datetime, tzinfo


def proof_kept_from(now: datetime, years: int, zone: tzinfo) -> datetime:
    """The moment since which whoever left still has a proof: claims end with the year in which they become so many years old.

    So a German claim against a mail lapses three years after the end of the year (BGB, ss. 195 and 199), and the proof is kept until
    claims have lapsed (MAIL-DOI-PROOF; confirm with local counsel).

    Args:
        now: the time.
        years: whole years, from the end of the one in which they left.
        zone: of the firm: where its year ends.

    """
    return datetime(now.astimezone(zone).year - years, 1, 1, tzinfo=zone)
