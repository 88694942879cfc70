"""What all calls to LinkedIn share, and new tokens for whoever LinkedIn has approved."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx

from pipeline.edges.networks import talking
from pipeline.edges.networks.said import failed, said
from pipeline.ports.posting import NotSentError, ReconnectError

TOKENS = "https://www.linkedin.com/oauth/v2/accessToken"


def tomorrow(now: datetime, key: str) -> datetime:
    """When LinkedIn's budgets are full again (they end with the UTC day), and up to an hour later, so that not all come at once."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight + timedelta(seconds=int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % 3600)


@dataclass(frozen=True)
class Tokens:
    """What a refresh gives; the refresh token's own end does not move (a year after somebody connected)."""

    access: str = field(repr=False)
    ends: datetime
    refresh: str = field(repr=False)
    refresh_ends: datetime | None


def refreshed(
    refresh: str, client_id: str, secret: str, now: datetime, *, client: httpx.Client | None = None, where: str = TOKENS
) -> Tokens:
    """A new access token, without anybody's help. LinkedIn gives refresh tokens to approved partners alone.

    Raises:
        ReconnectError: it is over, or the application is not known.
        NotSentError: LinkedIn does not answer, or puts us off.

    """
    form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": client_id, "client_secret": secret}
    secrets = (refresh, secret)
    try:
        answer = (client or talking.client()).post(where, data=form)
    except httpx.HTTPError as problem:
        raise NotSentError(failed(problem, *secrets)) from problem
    if answer.status_code == 429:
        raise NotSentError(said(answer, *secrets), again=tomorrow(now, client_id))
    if 400 <= answer.status_code < 500 and answer.status_code != 408:
        raise ReconnectError(said(answer, *secrets))
    try:
        told = answer.json()
        ends = now + timedelta(seconds=int(told["expires_in"]))
        left = told.get("refresh_token_expires_in")
        return Tokens(
            str(told["access_token"]), ends, str(told.get("refresh_token") or refresh),
            now + timedelta(seconds=int(left)) if left is not None else None,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        # What could not be read may hold a token.
        raise NotSentError(f"LinkedIn answered {answer.status_code} with no token") from problem
