"""How long a build takes with our pages, beside the same pages all in the navigation.

    python -m tests.benchmarks.publish [number of articles]

Both build in one run, in turn, with the same engine; the ratio is what matters. Prints the
work of a second run (nothing changed) and of `attract --help`, too.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.edges.mkdocs_site import MkdocsSite
from pipeline.wiring import House
from tests.conftest import copy_sample


def seconds(work: Callable[[], object]) -> float:
    """Wall time of some work."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def cpu_of(*command: str) -> float:
    """User and system seconds of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "pipeline", *command], check=False, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(number: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy_sample(Path(folder))
        source = (root / "content/articles/the-fence-that-moved.md").read_text("utf-8")
        for each in range(number):
            (root / f"content/articles/copy-{each}.md").write_text(
                source.replace("title: ", f"title: Copy {each}, ", 1), "utf-8"
            )
        house = House(root)
        first = seconds(house.run)
        second = cpu_of("--firm", str(root), "run")

        ours = seconds(lambda: MkdocsSite(root, house.state, house.firm).build("ours"))
        settings = root / "mkdocs.yml"
        pages = sorted(
            path.relative_to(house.state / "stage") for path in (house.state / "stage/articles").glob("*.md")
        )
        everything = "".join(f"  - {path.stem}: {path.as_posix()}\n" for path in pages)
        settings.write_text(settings.read_text("utf-8").replace("not_in_nav:", everything + "not_in_nav:"), "utf-8")
        in_nav = seconds(lambda: MkdocsSite(root, house.state, house.firm).build("nav"))

    print(f"{number + 70} pages, first run of everything          {first:7.1f} s")
    print(f"second run, nothing changed (CPU)            {second:7.1f} s")
    print(f"site alone, small fixed navigation           {ours:7.1f} s")
    print(f"site alone, every article in the navigation  {in_nav:7.1f} s   {in_nav / ours:.1f} times as long")
    print(f"attract --help (CPU)                         {cpu_of('--help'):7.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
