"""Names everything that shapes a mail besides its pieces and its reader: when it changes, a person looks at a test mail first.

templates, the code that fills them, the library that turns them into HTML, what the firm's settings print | sha256
"""

import hashlib
import json
from functools import cache
from importlib import resources
from importlib.metadata import version

from pipeline.firm import Firm
from pipeline.model.telling import label

#: The code that puts words and shape into mails. Its comments count, too: a test mail more costs a minute.
_CODE = ("press.py", "render.py", "entry.py", "headers.py", "quoted.py", "cuts.py")
#: The templates of what goes to many; letters to one person ask for no test.
_MAILS = ("digest.", "correction.")
#: What the templates print of the firm (a test reads them).
PRINTED = ("name", "legal_name", "language", "postal_address", "phone", "notice")


def fingerprint(firm: Firm) -> str:
    """The same for mails that look alike, whatever stands in them.

    Args:
        firm: as its settings are.

    """
    told = {name: getattr(firm, name) for name in PRINTED}
    told |= {
        "site": firm.site, "label": label(firm.places_of_practice), "sender": firm.mail.sender,
        "reply_to": firm.mail.reply_to, "service": firm.subscribing.address,
    }  # fmt: skip
    return hashlib.sha256(json.dumps([_shipped(), told], sort_keys=True).encode()).hexdigest()


@cache
def _shipped() -> str:
    """What comes with Attract."""
    templates = resources.files("pipeline") / "templates" / "mail"
    found = {each.name: each.read_text("utf-8") for each in templates.iterdir() if each.name.startswith(_MAILS)}
    room = resources.files("pipeline.digest")
    found |= {name: (room / name).read_text("utf-8") for name in _CODE}
    found["mrml"] = version("mrml")
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
