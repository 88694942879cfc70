"""Subscribing: the form, "look into your mail", and the button that confirms."""

import secrets
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.mailboxes import box
from pipeline.model import Cadence, SignUp, Subscriber, Wish
from pipeline.model.telling import listed, plural
from pipeline.ports import Readers
from pipeline.publish.places import place_name
from pipeline.reader_tokens import Purpose
from pipeline.subscribe import forms, work
from pipeline.subscribe.forms import Fields, Filled, one
from pipeline.subscribe.limits import Limits, enough
from pipeline.subscribing import FOLDER, Subscribing
from pipeline.web.asking import TOKEN, asked, asker, choices, fields, form_behind, is_behind, made, new_form
from pipeline.web.groups import Groups
from pipeline.web.guard import from_here
from pipeline.web.pages import Pages
from pipeline.web.postman import Postman

#: Seconds. What must not tell a known mailbox from a new one is answered after a whole number of these. A flush to the
#: disk takes a few hundredths; a disk that needs more than one beat shows that something was written, not for whom.
BEAT = 0.1
#: Nobody reads and fills in the form faster without a program.
_QUICK = timedelta(seconds=4)
_OFTEN = {
    Cadence.DAILY: ("Daily dispatch", "on days on which there is something"),
    Cadence.WEEKLY: ("Weekly wrap", "once a week"),
    Cadence.MONTHLY: ("Monthly letter", "once a month"),
}


class SignUps:
    """Answers whoever wants to subscribe."""

    def __init__(self, service: Subscribing, pages: Pages, limits: Limits, postman: Postman) -> None:
        self._service = service
        self._pages = pages
        self._limits = limits
        self._postman = postman
        #: Writes them down; the application runs it.
        self.groups: Groups[SignUp] = Groups(self._keep)
        postman.busy = lambda: self.groups.busy

    def routes(self) -> Sequence[Route]:
        """Where these pages are."""
        return [
            Route("/", self._form, methods=["GET"]),
            Route("/", self._sent, methods=["POST"]),
            Route("/asked", self._look_into_your_mail, methods=["GET"]),
            Route("/confirm/{token}", self._button, methods=["GET"]),
            Route("/confirm/{token}", self._pressed, methods=["POST"]),
        ]

    # The form.

    async def _form(self, request: Request) -> Response:
        known = await choices(self._service)
        sent = asked(request)
        house = self._service.house
        wish = Wish(
            areas=tuple(
                key for each in sent.get("area", ()) if (key := house.areas.known(each)) in known.areas and key
            ),
            people=tuple(each for each in sent.get("person", ()) if each in known.people),
        )
        filled = Filled(wish=wish, page=forms.page(one(sent, "from")))
        return self._page(filled, new_form(self._service, "sign-up"))

    def _page(self, filled: Filled, token: str, *, said: str = "", hint: bool = False, status: int = 200) -> Response:
        told = {
            "filled": filled, "wish": filled.wish, "problems": filled.problems, "said": said, "hint": hint, "token": token,
            "wording": forms.wording(self._service.firm.name), "noughts": self._service.settings.work, **choosing(self._service),
        }  # fmt: skip
        return self._pages.page("subscribe.html", told, status)

    async def _sent(self, request: Request) -> Response:
        began = time.monotonic()
        if not from_here(request):
            return self._pages.instead(request, 403)
        sent = await fields(request)
        # A field that no person sees: whoever fills it in is told what everybody is told.
        if one(sent, "website"):
            return await self._answered(began)
        known = await choices(self._service)
        filled = forms.sign_up(sent, **known.keys)
        if stop := self._stopped(request, sent, filled):
            return stop
        service = self._service
        now = service.now()
        where = asker(request)
        await self.groups.put(SignUp(
            id=secrets.token_hex(16), address=str(filled.address), wish=service.kept(filled.wish), asked=now,
            wording=forms.wording(service.firm.name), form=forms.VERSION, page=filled.page, network=where.network,
        ))  # fmt: skip
        return await self._answered(began)

    def _stopped(self, request: Request, sent: Fields, filled: Filled) -> Response | None:
        """What is wrong with a form, as a page; None where nothing is. Nobody is looked up for it."""
        service = self._service
        since = made(service, sent, "sign-up")
        if since is None:
            said = "This page was open for long. Please look it through and press the button again."
            return self._page(filled, new_form(service, "sign-up"), said=said, status=422)
        token = one(sent, TOKEN)
        if filled.problems or filled.address is None:
            return self._page(filled, token, said="Something is missing; it stands beside the field.", status=422)
        if filled.address.disposable and not one(sent, "anyway"):
            return self._page(filled, token, hint=True, status=422)
        worked = work.solved(token, one(sent, "address"), one(sent, "work"), service.settings.work)
        now = service.house.time()
        if not worked and now - since < _QUICK:
            said = "That was quick. Please look it through and press the button again."
            return self._page(filled, token, said=said, status=422)
        if not self._limits.signs_up(asker(request), now, worked=worked):
            return self._pages.instead(request, 429)
        return None

    async def _answered(self, began: float) -> Response:
        """The same for everybody, and after a whole number of beats."""
        await until_the_beat(began)
        return RedirectResponse(f"/{FOLDER}/asked", 303)

    def _keep(self, group: Sequence[SignUp]) -> None:
        """Write a group down, but for mailboxes that had enough letters or may never get one; runs in a thread."""
        readers = self._service.readers
        promised: Counter[str] = Counter()
        kept = []
        with readers.together():
            for each in group:
                mailbox = box(each.address)
                if not _had_enough(readers, each, promised[mailbox]) and not self._service.never(each.address):
                    promised[mailbox] += 1
                    kept.append(each)
            readers.ask(kept)
        if kept:
            self._postman.look()

    async def _look_into_your_mail(self, request: Request) -> Response:
        return self._pages.page("asked.html")

    # The button.

    async def _button(self, request: Request) -> Response:
        token = request.path_params["token"]
        opened = self._service.opened(Purpose.CONFIRM, token)
        if opened is None:
            return self._pages.instead(request, 410)
        sign_up = await run_in_threadpool(self._service.readers.asked, opened.of)
        told = {
            "token": form_behind(self._service, token),
            "wish": described(self._service, sign_up.wish) if sign_up else None,
        }
        return self._pages.page("confirm.html", told)

    async def _pressed(self, request: Request) -> Response:
        service, token = self._service, request.path_params["token"]
        if not from_here(request):
            return self._pages.instead(request, 403)
        opened = service.opened(Purpose.CONFIRM, token)
        if opened is None or not is_behind(service, await fields(request), token):
            return self._pages.instead(request, 410)
        where = asker(request)
        if not self._limits.presses(where, service.house.time()):
            return self._pages.instead(request, 429)
        reader = await run_in_threadpool(service.readers.confirm, opened.of, service.now(), where.network)
        if reader is None or reader.left:
            return self._pages.instead(request, 410)
        told = {
            "wish": described(service, reader),
            "preferences": service.path(Purpose.PREFERENCES, reader.id),
            "leave": service.path(Purpose.LEAVE, reader.id),
        }
        return self._pages.page("confirmed.html", told)


def _had_enough(readers: Readers, each: SignUp, promised: int) -> bool:
    """Whether a mailbox had enough letters, with those that were promised to it a moment ago."""
    return enough(
        lambda span: promised + readers.letters_since(each.address, each.asked - span),
        lambda span: readers.data_letters_since(each.address, each.asked - span),
    )


async def until_the_beat(began: float) -> None:
    """Wait until a whole number of beats has passed since then, in seconds of `time.monotonic`."""
    await anyio.sleep(BEAT - (time.monotonic() - began) % BEAT)


def choosing(service: Subscribing) -> Mapping[str, Any]:
    """What the part of a form says in which somebody chooses."""
    return {"choices": service.choices(), "often": _OFTEN, "ceilings": forms.CEILINGS, "minutes": forms.MINUTES}


def described(service: Subscribing, wish: Wish | Subscriber) -> Mapping[str, Any]:
    """A wish as pages tell it, without the name."""
    known = service.choices()
    names = service.house.areas.names
    return {
        "often": _OFTEN[wish.cadence],
        "what": [names[each] for each in service.areas_now(wish) if each in names]
        + [known.people[each] for each in wish.people if each in known.people],
        "kinds": listed(plural(each) for each in wish.kinds),
        "places": listed(place_name(each) for each in wish.jurisdictions),
        "ceiling": wish.ceiling,
        "minutes": wish.minutes,
        "plain": wish.plain,
    }
