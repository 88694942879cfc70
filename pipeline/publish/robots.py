"""robots.txt (RFC 9309): everything here is meant to be found."""

PATH = "robots.txt"


def robots(site: str, sitemap: str) -> bytes:
    """What is told to programs that gather pages.

    They ask for it at the root of a host alone; a site in a folder of another's has to put the last line into
    that host's file. What must not be found (a preview, a page that moved) says so itself: a page that
    may not be read cannot say it.

    Args:
        site: the site's address.
        sitemap: the path of its index of sitemaps.

    """
    return f"User-agent: *\nAllow: /\n\nSitemap: {site}{sitemap}\n".encode()
