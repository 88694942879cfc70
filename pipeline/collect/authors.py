"""Decides whose a file is: its author, and those who wrote it with the author."""

import posixpath
import re
import unicodedata
from collections.abc import Mapping, Sequence
from email.utils import parseaddr

from pipeline.collect.decide import kind_as_said
from pipeline.collect.draft import Draft
from pipeline.errors import SourceError
from pipeline.model import Kind, Person

#: Formats in which a name was put by a mail program or a web site, not by whoever dropped the file.
_SIGNED_BY_MACHINE = (".eml", ".html", ".htm", ".mhtml", ".mht")


#: Between names that stand in one line.
AND = re.compile(r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b)\s*")


def author_of(source: str, named: str, people: Mapping[str, Person]) -> str | None:
    """Who wrote a file: by front matter or sender (id, name, alias or address), else by the folder it lies in.

    A colleague's mail in a lawyer's folder is the lawyer's piece: a sender or a page's byline that
    nobody has gives way to the folder, where front matter would be refused.

    Args:
        people: by id.

    Raises:
        SourceError: somebody is named whom nobody knows.

    """
    folders = posixpath.dirname(source).split("/")
    owner = next((folder for folder in reversed(folders) if folder in people), None)
    if named:
        found = _person(named, people)
        if not found and owner and source.lower().endswith(_SIGNED_BY_MACHINE):
            return owner
        if not found:
            raise _unknown(source, f"the author {named!r}", people)
        return found
    return owner


def co_authors_of(
    source: str, kind: Kind, draft: Draft, author: str | None, people: Mapping[str, Person]
) -> tuple[str, ...]:
    """Who wrote a file with its author (`with:`, each an id, name, alias or address), each once, without the author.

    Args:
        source: the file.
        kind: what it is by its place.
        draft: what was read.
        author: who wrote it first of all.
        people: by id.

    Raises:
        SourceError: somebody is named whom nobody knows, or beside nobody, or where there is no byline.

    """
    if not draft.co_authors:
        return ()
    place = f"{source}:{draft.co_authors_line}" if draft.co_authors_line else source
    kind, _ = kind_as_said(kind, draft.kind)
    if kind is Kind.TESTIMONIAL:
        raise SourceError(
            place,
            "`with` names co-authors, and a testimonial is the client's own words.",
            "Take `with` out; `author` names the person whom the words are about.",
        )
    if kind is Kind.NOTE:
        raise SourceError(place, "`with` names co-authors, and one person signs a note.", "Take `with` out.")
    if not kind.is_piece:
        raise SourceError(place, "`with` names co-authors, and this page names no author.", "Take `with` out.")
    if author is None:
        raise SourceError(
            place,
            "`with` names co-authors, and nobody is named as the author.",
            f"Name whoever comes first as `author`: author: {draft.co_authors[0]}",
        )
    found = (_co_author(place, part, people) for named in draft.co_authors for part in _apart(named, people))
    return tuple(each for each in dict.fromkeys(found) if each != author)


def _apart(named: str, people: Mapping[str, Person]) -> Sequence[str]:
    """The names in one line; "Vane, Tobias" is one name, so the whole is tried first."""
    return [named] if _person(named, people) else [part for part in AND.split(named) if part]


def _co_author(place: str, named: str, people: Mapping[str, Person]) -> str:
    found = _person(named, people)
    if not found:
        raise _unknown(place, f"the co-author {named!r}", people)
    return found


def _person(named: str, people: Mapping[str, Person]) -> str | None:
    return named if named in people else known_as(named, people)


def _unknown(place: str, who: str, people: Mapping[str, Person]) -> SourceError:
    return SourceError(
        place,
        f"{who} has no file in content/people/.",
        f"Use one of: {', '.join(sorted(people)) or 'none yet'}; or add the name to `aliases` in that person's file.",
    )


def known_as(name: str, people: Mapping[str, Person]) -> str | None:
    """The one person who has this name, alias or address; None where nobody has, or several have.

    Args:
        name: `Ada Clear`, `ada@firm.example`, or both: `Ada Clear <ada@firm.example>`.
        people: by id.

    """
    wanted = {_signature(each) for each in (name, *parseaddr(name)) if each}
    found = {
        person.id
        for person in people.values()
        if wanted & {_signature(each) for each in (person.name, person.email, *person.aliases) if each}
    }
    return found.pop() if len(found) == 1 else None


def _signature(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
