"""One page of the sample's site for each kind, by name."""

from typing import Literal

KINDS = {
    "home": "/",
    "people": "/people/",
    "person": "/people/rafe-pellow/",
    "areas": "/practice/",
    "area": "/practice/real-estate-property/",
    "archive": "/writing/",
    "story": "/stories/half-past-four/",
    "article": "/articles/the-executors-first-hundred-days/",
    "article-of-two": "/articles/the-payment-clock-in-building-contracts/",
    "elsewhere": "/elsewhere/bread-for-twenty-six/",
    "page": "/contact/",
    "search": "/search/",
    "subscribe": "/subscribe/",
    "feeds": "/feeds/",
    "not-found": "/404.html",
}
#: Of windows: a telephone, a tablet, a desk. CSS pixels.
WIDTHS = (360, 768, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
