"""What one pass through all rooms did, for whoever tells it."""

from dataclasses import dataclass, field, replace

from pipeline.collect.run import Collected
from pipeline.deliver.run import Delivered
from pipeline.errors import AttractError
from pipeline.hosting import Outcome
from pipeline.model import ClearedItem, Held, Planned, Slot
from pipeline.publish.run import Published
from pipeline.social.run import PostRun
from pipeline.social.share import ShareRun


@dataclass(frozen=True)
class Run:
    """What one pass through all rooms did."""

    collected: Collected
    tagged: int
    screened: int
    cleared: tuple[ClearedItem, ...]
    held: tuple[Held, ...]
    published: Published
    editions: tuple[Slot, ...]
    #: What became of each place where the site lives; empty where nothing had to go there.
    hosted: tuple[Outcome, ...]
    #: Readers for whom an edition had nothing new: no mail to them.
    spared: int
    delivered: Delivered
    #: What became of posts.
    posted: PostRun = field(default_factory=PostRun)
    #: What became of share packs.
    shared: ShareRun = field(default_factory=ShareRun)
    #: Slots whose time went by, each with its reason: nothing is done in them any more.
    missed: tuple[Planned, ...] = ()
    #: Whether no room was gone through: what waits may not leave, there is only something to say, or posts alone were due.
    only_told: bool = False

    @classmethod
    def nothing(cls, missed: tuple[Planned, ...] = ()) -> "Run":
        """Nothing was to do, but to say what was missed."""
        return cls(
            collected=Collected(), tagged=0, screened=0, cleared=(), held=(), published=Published(pages=0, change=None),
            editions=(), hosted=(), spared=0, delivered=Delivered(), missed=missed, only_told=True,
        )  # fmt: skip

    @classmethod
    def stopped(cls, problem: AttractError, waiting: int, missed: tuple[Planned, ...] = ()) -> "Run":
        """Nothing was to do but to send what waits, and that is stopped."""
        return replace(cls.nothing(missed), delivered=Delivered(waiting=waiting, problem=problem))

    @property
    def quiet(self) -> bool:
        """Whether nothing had changed and nothing was due."""
        return not (
            self.collected.kept or self.collected.gone or self.tagged or self.screened or self.published.built
            or self.hosted or self.editions or self.missed or self.delivered != Delivered()
            or self.posted.happened or self.shared.happened
        )  # fmt: skip
