"""The outbox of posts."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, func, or_, select, update
from sqlalchemy.dialects import sqlite

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.edges.store.reader_rows import utc
from pipeline.model.posting import Post, PostState, Wire
from pipeline.ports.posting import Claimed

_POSTS = schema.posts
#: Nothing of these has reached a network yet.
_WAITS = (PostState.DRAFT, PostState.PLANNED)
#: Of one that waits again, because it is known not to be there.
_ANEW: Mapping[str, Any] = {"began": None, "again": None, "tries": 0}
#: Who has what leaves by a person's hand; that is finished by whoever began it, and its time is never over.
_HAND, _NEVER = "hand", datetime(9999, 12, 31, tzinfo=UTC)


class PostStore(Session):
    """Keeps the port Posts."""

    def draft(self, posts: Sequence[Post]) -> int:
        """Write these where their account has none of the same piece; returns how many were written."""
        if not posts:
            return 0
        with self.write() as connection:
            before = connection.execute(select(func.count()).select_from(_POSTS)).scalar_one()
            connection.execute(sqlite.insert(_POSTS).on_conflict_do_nothing(), [_row(each) for each in posts])
            return int(connection.execute(select(func.count()).select_from(_POSTS)).scalar_one()) - before

    def reword(self, post: Post) -> bool:
        """Give a draft, or one that was cleared and waits, other words: nobody has cleared these. False where it waits no longer."""
        words = {key: value for key, value in _row(post).items() if key in ("texts", "wire", "seal", "response")}
        values = {
            **words, "state": PostState.DRAFT, "cleared_by": "", "cleared_at": None, "began": None, "tries": 0,
            "uploads": "{}",
        }  # fmt: skip
        # What was tried may be there under its old words: it is looked for as it was.
        return self._change(post.id, _POSTS.c.state.in_(_WAITS) & _POSTS.c.began.is_(None), values)

    def find(
        self, *, states: Collection[PostState] | None = None, account: str | None = None, of: str | None = None,
        until: datetime | None = None,
    ) -> list[Post]:  # fmt: skip
        """Posts, the earliest first."""
        query = select(_POSTS).order_by(_POSTS.c.due, _POSTS.c.account, _POSTS.c.id)
        if states is not None:
            query = query.where(_POSTS.c.state.in_(states))
        if account is not None:
            query = query.where(_POSTS.c.account == account)
        if of is not None:
            query = query.where(_POSTS.c.of == of)
        if until is not None:
            query = query.where(_POSTS.c.due <= utc(until))
        with self.read() as connection:
            return [_post(row) for row in connection.execute(query).mappings()]

    def one(self, id_: str) -> Post | None:
        """The post of this id; None where there is none."""
        with self.read() as connection:
            row = connection.execute(select(_POSTS).where(_POSTS.c.id == id_)).mappings().first()
        return _post(row) if row else None

    def clear(self, id_: str, seal: str, by: str, at: datetime) -> bool:
        """Let a draft go out as it was seen; False where it is no draft, or says something else by now."""
        same = (_POSTS.c.state == PostState.DRAFT) & (_POSTS.c.seal == seal)
        return self._change(id_, same, {"state": PostState.PLANNED, "cleared_by": by, "cleared_at": utc(at)})

    def move(self, id_: str, due: datetime) -> bool:
        """Give one that has not left another time; False where it has left."""
        return self._change(id_, _POSTS.c.state.in_(_WAITS), {"due": utc(due), "again": None})

    def close(self, id_: str, of: Collection[PostState], to: PostState, response: str, at: datetime) -> bool:
        """Bring one that is in one of these states to another; False where it is in none."""
        values: dict[str, Any] = {"state": to, "response": response, "at": utc(at), "holder": "", "until": None}
        if to in _WAITS:
            # Somebody knows that it is not there: what was tried counts no more.
            values |= _ANEW
        return self._change(id_, _POSTS.c.state.in_(of), values)

    def claim(self, account: str, holder: str, now: datetime, until: datetime) -> Claimed | None:
        """Take the next one that is due, or that somebody had whose time is over; None where there is none."""
        waits = and_(
            _POSTS.c.state == PostState.PLANNED, _POSTS.c.due <= utc(now),
            or_(_POSTS.c.again.is_(None), _POSTS.c.again <= utc(now)),
        )  # fmt: skip
        left = and_(_POSTS.c.state == PostState.ATTEMPTING, or_(_POSTS.c.until.is_(None), _POSTS.c.until <= utc(now)))
        free = and_(_POSTS.c.account == account, or_(waits, left))
        # Whatever was begun comes first: it may be there already.
        next_ = select(_POSTS).where(free).order_by(_POSTS.c.began.is_(None), _POSTS.c.due, _POSTS.c.id).limit(1)
        with self.write() as connection:
            row = connection.execute(next_).mappings().first()
            if row is None:
                return None
            before = _post(row)
            post = replace(
                before, state=PostState.ATTEMPTING, tries=before.tries + 1, began=before.began or now, again=None
            )
            values = {**_row(post), "holder": holder, "until": utc(until)}
            connection.execute(update(_POSTS).where(_POSTS.c.id == post.id).values(**values))
        return Claimed(post, before.began)

    def hand(self, posts: Sequence[Post], ref: str, at: datetime) -> bool:
        """Take cleared posts in hand that leave together by a person's hand; False, and none is taken, where one is not as it was."""
        ids = [each.id for each in posts]
        with self.write() as connection:
            rows = connection.execute(select(_POSTS).where(_POSTS.c.id.in_(ids))).mappings()
            if {(each.id, each.seal, each.due) for each in posts} != {
                (now.id, now.seal, now.due) for now in map(_post, rows) if now.state is PostState.PLANNED
            }:
                return False
            values = {
                "state": PostState.ATTEMPTING, "ref": ref, "began": utc(at), "again": None, "tries": _POSTS.c.tries + 1,
                "holder": _HAND, "until": utc(_NEVER),
            }  # fmt: skip
            connection.execute(update(_POSTS).where(_POSTS.c.id.in_(ids)).values(**values))
        return True

    def handed(self, ref: str, to: PostState, response: str, at: datetime) -> int:
        """Bring all that is in hand under a name to another state, all at once; returns how many those are."""
        values: dict[str, Any] = {"state": to, "response": response, "at": utc(at), "holder": "", "until": None}
        if to in _WAITS:
            values |= {**_ANEW, "ref": ""}
        mine = (_POSTS.c.ref == ref) & (_POSTS.c.holder == _HAND) & (_POSTS.c.state == PostState.ATTEMPTING)
        with self.write() as connection:
            return connection.execute(update(_POSTS).where(mine).values(**values)).rowcount

    def uploaded(self, id_: str) -> Mapping[str, str]:
        """What the network calls the pictures of a post that it has already, by their hash."""
        with self.read() as connection:
            told = connection.execute(select(_POSTS.c.uploads).where(_POSTS.c.id == id_)).scalar()
        found: dict[str, str] = json.loads(told or "{}")
        return found

    def keep_upload(self, id_: str, digest: str, name: str) -> None:
        """Remember one, before anything else is asked of the network."""
        with self.write() as connection:
            told = connection.execute(select(_POSTS.c.uploads).where(_POSTS.c.id == id_)).scalar()
            uploads = {**json.loads(told or "{}"), digest: name}
            connection.execute(update(_POSTS).where(_POSTS.c.id == id_).values(uploads=json.dumps(uploads)))

    def settle(self, post: Post, holder: str) -> bool:
        """Write what became of a claimed post; False where somebody else has taken it over since."""
        values = {
            key: value
            for key, value in _row(post).items()
            if key not in ("id", "account", "of", "texts", "wire", "due")
        }
        mine = (_POSTS.c.holder == holder) & (_POSTS.c.state == PostState.ATTEMPTING)
        return self._change(post.id, mine, {**values, "holder": "", "until": None})

    def _change(self, id_: str, where: ColumnElement[bool], values: Mapping[str, Any]) -> bool:
        with self.write() as connection:
            return bool(connection.execute(update(_POSTS).where(_POSTS.c.id == id_, where).values(**values)).rowcount)


#: Of a post, moments that may not have come.
_MOMENTS = ("cleared_at", "began", "again", "at")


def _row(post: Post) -> dict[str, Any]:
    return {
        "id": post.id, "account": post.account, "of": post.of, "texts": json.dumps(dict(post.texts), sort_keys=True),
        "wire": post.wire.told(), "seal": post.seal, "state": post.state, "due": utc(post.due),
        "cleared_by": post.cleared_by, "tries": post.tries, "ref": post.ref, "address": post.address,
        "response": post.response,
        **{name: utc(moment) if (moment := getattr(post, name)) else None for name in _MOMENTS},
    }  # fmt: skip


def _post(row: RowMapping) -> Post:
    return Post(
        id=row["id"], account=row["account"], of=row["of"], texts=json.loads(row["texts"]), wire=Wire.of(row["wire"]),
        seal=row["seal"], state=PostState(row["state"]), due=datetime.fromisoformat(row["due"]),
        cleared_by=row["cleared_by"], tries=row["tries"], ref=row["ref"], address=row["address"], response=row["response"],
        **{name: datetime.fromisoformat(row[name]) if row[name] else None for name in _MOMENTS},
    )  # fmt: skip
