"""What is done once a night, after everything that was due: the tagger learns, and the site is looked over.

The site is brought up to date by rewriting only what changed, on the promise that a build of
everything gives the same bytes. The night keeps that promise: it builds everything aside with mkdocs
itself and compares. Where a file differs (a fault of ours, a disk, somebody's hand), the site is made
anew, goes to every host again, and a person is told which addresses it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import backups, rounds
from pipeline.backups import Made
from pipeline.plan import decide as plan_decide
from pipeline.tagging import learning
from pipeline.tagging.learning import Learnt
from pipeline.wiring import PUBLISHED, House

#: Addresses that a message names; `attract publish --check` names all.
_NAMED = 10


@dataclass(frozen=True)
class Checked:
    """What the look over the site found."""

    #: The addresses at which the site was not what a build of everything makes.
    differing: Sequence[str] = ()
    #: Those at which it is not even now, after it was made anew.
    still: Sequence[str] = ()
    #: The hosts that could not be given the mended site.
    unreached: Sequence[str] = ()

    def said(self) -> str:
        """What a person should know; the first line is the news."""
        if not self.differing:
            return "The site was looked over: it is what a build of everything makes, byte for byte."
        named = [f"  {address}" for address in self.differing[:_NAMED]]
        if len(self.differing) > _NAMED:
            named.append(f"  and {len(self.differing) - _NAMED} more")
        remedy = "It was made anew, and is right now."
        if self.still:
            remedy = f"It was made anew, and {len(self.still)} still differ: attract publish --check names them. Please report it."
        elif self.unreached:
            remedy += f" {', '.join(self.unreached)} could not be given it: attract host put."
        found = f"{_counted(len(self.differing))} of the site differed from a build of everything:"
        return "\n".join([found, *named, remedy])


@dataclass(frozen=True)
class Night:
    """What was done of what is done once a night; None where it was not due."""

    learnt: Learnt | None = None
    checked: Checked | None = None
    backed_up: Made | None = None

    def __bool__(self) -> bool:
        """Whether anything was done."""
        return bool(self.learnt or self.checked or self.backed_up)

    @property
    def amiss(self) -> bool:
        """Whether a person should look."""
        return bool(self.checked and self.checked.differing)

    def said(self) -> list[str]:
        """What there is to tell."""
        learnt = [learning.said(self.learnt)] if self.learnt else []
        checked = [self.checked.said()] if self.checked else []
        backed_up = [f"Everything was backed up: {self.backed_up.path}"] if self.backed_up else []
        return [*learnt, *checked, *backed_up]


def nightly(house: House) -> Night:
    """Do what is due of what is done once a night. The firm's lock is held."""
    learnt, checked, backed_up = None, None, None
    for slot in house.plan.due().due:
        if slot.job == plan_decide.LEARN:
            with house.plan.work(slot) as mine:
                learnt = learning.nightly(house) if mine else None
        if slot.job == plan_decide.CHECK:
            with house.plan.work(slot) as mine:
                checked = look_over(house) if mine else None
        if slot.job == plan_decide.BACKUP:
            with house.plan.work(slot) as mine:
                backed_up = backups.make(house) if mine else None
    return Night(learnt, checked, backed_up)


def look_over(house: House) -> Checked | None:
    """Compare the site with a build of everything and mend what differs; None where there is no site yet."""
    if not house.ledger.mark(PUBLISHED):
        return None
    # What is not yet shown is no fault.
    house.publish()
    differing = house.check_site()
    return _mended(house, differing) if differing else Checked()


def _mended(house: House, differing: Sequence[str]) -> Checked:
    house.publish(anew=True)
    outcomes = rounds.put_where_it_lives(house, again=True)
    unreached = tuple(each.host for each in outcomes if each.problem)
    return Checked(tuple(differing), tuple(house.check_site()), unreached)


def _counted(files: int) -> str:
    return "One file" if files == 1 else f"{files} files"
