"""The certificate: what was checked of a firm, how many of each, and what came of it, in words for whoever answers for the firm."""

from datetime import UTC
from typing import Any

from jinja2 import Environment, PackageLoader

from pipeline.proving.run import Proof


def headline(proof: Proof) -> str:
    """The result in one sentence."""
    count = len(proof.results)
    if proof.holds:
        return f"All {count} promises hold."
    said = []
    if proof.broken:
        said.append(f"{proof.broken} of {count} promises {'does' if proof.broken == 1 else 'do'} not hold")
    if proof.unseen:
        said.append(f"{proof.unseen} could not be looked at")
    return f"{'; '.join(said)}."


def moments(proof: Proof) -> tuple[str, str]:
    """When it was drawn up: on the firm's wall with its zone, and in UTC."""
    at = proof.at
    zone = getattr(at.tzinfo, "key", str(at.tzinfo))
    return f"{at.day} {at:%B %Y, %H:%M:%S} {at:%Z} ({zone})", f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def fields(proof: Proof) -> dict[str, Any]:
    """As JSON: every invariant with what was looked at, and each breach."""
    local, _ = moments(proof)
    return {
        "firm": proof.firm,
        "at": proof.at.astimezone(UTC).isoformat(timespec="seconds"),
        "local": local,
        "zone": getattr(proof.at.tzinfo, "key", str(proof.at.tzinfo)),
        "attract": proof.attract,
        "checked": f"sha256:{proof.seal}",
        "seconds": round(proof.took, 1),
        "holds": proof.holds,
        "said": headline(proof),
        "invariants": [
            {
                "key": each.key, "name": each.name, "says": each.says, "promise": each.promise, "holds": look.holds,
                "looked_at": [{"count": count, "what": one if count == 1 else many} for count, one, many in look.counted],
                "breaches": [{"what": b.what, "means": b.means, "do": b.remedy} for b in look.breaches],
                "further_breaches": look.more, "not_looked_at": look.unseen, "notes": look.notes,
            }
            for each, look in proof.results
        ],
    }  # fmt: skip


def page(proof: Proof) -> str:
    """As one page of HTML that needs no other file: A4 on paper."""
    local, utc = moments(proof)
    templates = Environment(
        loader=PackageLoader("pipeline", "templates/certificate"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return templates.get_template("certificate.html").render(
        proof=proof, headline=headline(proof), local=local, utc=utc
    )
