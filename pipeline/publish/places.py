"""What readers call a place whose law is spoken of."""

_NAMES = {
    "GB-EAW": "England and Wales", "GB-SCT": "Scotland", "GB-NIR": "Northern Ireland", "IE": "Ireland",
    "CA": "Canada", "CA-ON": "Ontario", "US": "United States", "US-NY": "New York", "US-CA": "California",
    "AU": "Australia", "AU-NSW": "New South Wales", "EU": "European Union",
}  # fmt: skip


def place_name(place: str) -> str:
    """England and Wales for GB-EAW; a place that has no name here is called by its key."""
    return _NAMES.get(place, place)
