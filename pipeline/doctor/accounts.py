"""The firm's accounts on social networks: whether each can speak, for how long yet, and what of it needs a person."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from pipeline.doctor.place import Place
from pipeline.errors import AttractError
from pipeline.model.check import Check, State, person, told, well
from pipeline.model.posting import Connection, PostState
from pipeline.ports.posting import Identity, Network, NotSentError, PostError
from pipeline.social import watching
from pipeline.social_settings import Account

#: What a network said when it was asked whom a token speaks for.
Who = Identity | PostError
#: Months after which LinkedIn may end a version any day.
_ENDS = 12
_VERSION = "Look at LinkedIn's list of versions, and set `social.linkedin_version` in content/firm.yml."


# Asking.


def questions(place: Place) -> Mapping[str, Callable[[], Who]]:
    """Asks each account's network for whom its token speaks, by its line's name. Nothing that is told changes what is kept.

    A webhook is not asked: a call would set off whatever listens.
    """
    accounts, asked = place.house.posting.accounts, {}
    for name, known in accounts.known().items():
        if accounts.one(name).by != "attract" or known.dead:
            continue
        try:
            token = place.house.posting.tokens.token(name) or {}
            # To renew a token would change what is kept; so would a session of Bluesky's, which is begun anew and forgotten.
            network = accounts.of(name, {**token, "refresh": ""})
        except (AttractError, KeyError, ValueError):
            continue  # its line says what
        asked[_line(name)] = partial(_who, network)
    return asked


def _who(network: Network) -> Who:
    try:
        return network.who()
    except PostError as problem:
        return problem
    except Exception as problem:  # an answer that nobody foresaw is one line, and its words may hold anything
        return NotSentError(f"its answer cannot be read ({type(problem).__name__})")


def _line(name: str) -> str:
    return f"account {name}"


# Accounts.


def accounts(place: Place) -> Iterator[Check]:
    """Each account of the settings, and the version of LinkedIn's interface."""
    social = place.house.firm.social
    known = place.house.posting.accounts.known()
    for name, account in social.accounts.items():
        if account.person and (amiss := _no_person(place, name, account)):
            yield amiss
        elif account.by == "hand":
            who = place.house.people()[account.person]
            yield well(_line(name), f"its posts are mailed to {who.name}, who pastes them; it needs no connection")
        elif not account.is_spoken:
            yield well(_line(name), f"its posts stand in a file for {account.by.title()}; it needs no connection")
        else:
            yield _connected(place, name, account, known.get(name))
    yield from _version(place)


def _no_person(place: Place, name: str, account: Account) -> Check | None:
    """What is wrong with whom an account belongs to; None where nothing is."""
    who, day = place.house.people().get(account.person), place.now.astimezone(place.house.firm.zone).date()
    file = f"content/people/{account.person}.md"
    if who is None:
        return person(_line(name), f"it is {account.person}'s, and there is no {file}", f"Write that file, or name another `person` in `social.accounts.{name}`.")  # fmt: skip
    if who.left is not None and who.left <= day:
        return person(_line(name), f"{who.name}, whose it is, has left", f"Take `social.accounts.{name}` out of content/firm.yml, or name another `person`.")  # fmt: skip
    if account.by == "hand" and not who.email:
        return person(_line(name), f"{who.name}, who is to paste its posts, has no address", f"Add `email` to {file}.")
    return None


def _connected(place: Place, name: str, account: Account, known: Connection | None) -> Check:
    """How an account stands that Attract itself speaks for."""
    again = f"attract social connect {name}"
    if known is None:
        return told(_line(name), "it is not connected: its posts are drafted and wait", f"Connect it: {again}")
    try:
        place.house.posting.tokens.token(name)
    except AttractError as problem:
        return person(_line(name), f"{problem.thing}: {problem.cause}", problem.remedy)
    if known.dead:
        return person(_line(name), f"{_network(account)} knows its token no longer: {known.dead}", f"Connect it again; what waits leaves then: {again}")  # fmt: skip
    renews = place.house.posting.accounts.renews(name)
    near = watching.ending(known, place.now, renewed=renews)
    if near and near.over:
        return person(_line(name), f"its token has ended, on {place.local(near.ends)}", f"Connect it again: {again}")
    heard = _heard(place, name, account, known)
    if near and heard.state is not State.PERSON:
        days = f"{near.days} {'day' if near.days == 1 else 'days'}"
        return told(_line(name), f"{heard.seen}; its token ends in {days}, on {place.local(near.ends)}", f"Connect it again: {again}")  # fmt: skip
    return heard


def _network(account: Account) -> str:
    names = {"linkedin": "LinkedIn", "bluesky": "Bluesky", "mastodon": account.server or "Mastodon", "x": "X"}
    return "its receiver" if account.by == "webhook" else names[account.network]


def _heard(place: Place, name: str, account: Account, known: Connection) -> Check:
    """Whom its network says that its token speaks for; what was said when it was connected, where nobody was asked."""
    who = place.spoken.get(_line(name))
    if isinstance(who, Identity):
        return well(_line(name), f"{_network(account)} says that its token speaks for {who.name}")
    if isinstance(who, NotSentError):
        return told(_line(name), f"{_network(account)} does not say for whom its token speaks: {who}", "Look again later; what is due is tried again by itself.")  # fmt: skip
    if who is not None:
        return person(_line(name), f"{_network(account)} does not take its token: {who}", f"Connect it again: attract social connect {name}")  # fmt: skip
    seen = f"connected since {place.local(known.connected)}, for {known.speaks_for}"
    if account.by == "attract" and place.asked:
        return told(_line(name), f"{seen}; {_network(account)} did not answer in time", "Look at the network.")
    return well(_line(name), seen)


def _version(place: Place) -> Iterator[Check]:
    social = place.house.firm.social
    months = watching.version_age(social.accounts.values(), social.linkedin_version, place.now)
    if months is None:
        return
    seen = f"version {social.linkedin_version} of its interface is {months} {'month' if months == 1 else 'months'} old"
    if months >= _ENDS:
        yield person("LinkedIn", f"{seen}: LinkedIn ends each after a year", _VERSION)
    elif watching.is_old(months):
        yield told("LinkedIn", f"{seen}, and LinkedIn ends each after about a year", _VERSION)
    else:
        yield well("LinkedIn", seen)


# Posts.


def posts(place: Place) -> Iterator[Check]:
    """What waits, what is uncertain, and what stands still."""
    posting, house = place.house.posting, place.house
    open_ = posting.posts.find(states=(PostState.DRAFT, PostState.PLANNED, PostState.ATTEMPTING, PostState.UNCERTAIN))
    there = posting.posts.find(states=[PostState.ACCEPTED])
    if not house.firm.social.accounts and not open_:
        return
    counts, amiss = Counter(each.state for each in open_), False
    if uncertain := counts[PostState.UNCERTAIN]:
        amiss, one = True, uncertain == 1
        yield person("posts", f"{'1 post' if one else f'{uncertain:,} posts'} may or may not be there", "Look at the profile, and say so: attract social resolve")  # fmt: skip
    for name, many in Counter(each.account for each in posting.due()).items():
        if posting.accounts.stopped(name):
            amiss = True
            yield person("posts", f"{_posts(many, 'is', 'are')} due on {name} and cannot leave", f"Connect it: attract social connect {name}")  # fmt: skip
    if by_hand := [each for each in there if each.stays_up]:
        amiss = True
        yield person("posts", f"{_posts(len(by_hand), 'tells', 'tell')} of what was withdrawn, and can be taken down by hand alone: {by_hand[0].address or by_hand[0].id}", "Take it down there; attract social status names each.")  # fmt: skip
    if drafts := counts[PostState.DRAFT]:
        yield told("posts", f"{_posts(drafts, 'waits', 'wait')} for somebody to look at the words", "attract social preview shows them.")  # fmt: skip
    elif not amiss:
        waiting = counts[PostState.PLANNED]
        yield well("posts", f"{_posts(waiting, 'waits', 'wait')} for the time to leave" if waiting else "none waits, and none is uncertain")  # fmt: skip


def _posts(many: int, one: str, more: str) -> str:
    return f"1 post {one}" if many == 1 else f"{many:,} posts {more}"
