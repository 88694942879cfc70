"""Practice areas: giving them, explaining them, and teaching the tagger."""

import json
from typing import TYPE_CHECKING, Any, TextIO

import click

from pipeline.cli.shared import house_of, json_option, main, print_json, printable

if TYPE_CHECKING:
    from pipeline.wiring import House


@main.command()
@click.argument("item", required=False)
@click.option("--as", "areas_said", multiple=True, metavar="AREA",
              help="Say what ITEM is about (key or name; none); repeat for several. It goes before what is found.")  # fmt: skip
@click.option("--forget", is_flag=True, help="Take back what was said of ITEM.")
@click.option("--jsonl", "texts", type=click.File(encoding="utf-8", errors="replace"), metavar="FILE",
              help='Tag each line {"id", "title", "text"} of FILE (- reads what is piped in); needs no firm.')  # fmt: skip
@click.option("--learn", is_flag=True, help="Make a new model from what authors named; it waits to be taken.")
@click.option("--diff", is_flag=True, help="Show what the waiting model would change.")
@click.option("--take", is_flag=True, help="Let the waiting model tag from now on; not if it is worse.")
@click.option("--roll-back", is_flag=True, help="Let the model before tag again.")
@json_option
@click.pass_context
def tag(
    ctx: click.Context, item: str | None, areas_said: tuple[str, ...], forget: bool, texts: TextIO | None, learn: bool,
    diff: bool, take: bool, roll_back: bool, json_wanted: bool,
) -> None:  # fmt: skip
    r"""Give each piece its practice areas, or teach the tagger.

    \b
    attract tag                      what is new
    attract tag ITEM --as AREA       what a person says it is about; --forget takes it back
    attract tag --jsonl FILE         any texts, a line each, a line out for each
    attract tag --learn              learn from practice_areas: in the front matter of the firm's pieces
    attract tag --diff               what the new model would change
    attract tag --take               let it tag from now on
    attract tag --roll-back          the model before again
    """
    if sum([bool(item), texts is not None, learn or take, diff, roll_back]) > 1:
        raise click.UsageError("Choose one of ITEM, --jsonl, --learn (with or without --take), --diff and --roll-back.")
    if bool(item) != bool(areas_said or forget) or (areas_said and forget):
        raise click.UsageError("ITEM goes with --as AREA or with --forget, and these with ITEM.")
    house = house_of(ctx)
    if texts is not None:
        ctx.exit(_bulk(house, texts))
    with house.working():
        if item:
            _say(house, item, areas_said)
            return
        if learn:
            _learn(house, json_wanted)
        if take:
            _take(house)
        if diff:
            _diff(ctx, house, json_wanted)
        if roll_back:
            _roll_back(house)
        if not (learn or take or diff or roll_back):
            click.echo(f"{house.tag()} tagged.")


def _say(house: "House", wanted: str, said: tuple[str, ...]) -> None:
    """Write down what an item is about, or take it back where nothing is said."""
    from pipeline.clear.run import item_by_id
    from pipeline.errors import UsageError

    item = item_by_id(house.library, wanted)
    if not said:
        click.echo("Taken back." if house.tagger.named.forget(item.id) else f"Nothing was said of {item.id}.")
        return
    areas = [word for word in said if word.casefold() != "none"]
    for word in areas:
        if house.areas.known(word) is None:
            near = house.areas.near(word)
            raise UsageError(
                word,
                "there is no such practice area." + (f" Did you mean {near}?" if near else ""),
                "`attract areas` lists them.",
            )
    keys = tuple(dict.fromkeys(house.areas.lasting(word) or word for word in areas))
    house.tagger.named.say(item.id, keys)
    click.echo(f"{item.id}: {', '.join(keys) or 'none'}. It stands in content/practice_areas.yml.")
    if item.practice_areas is not None:
        click.echo(f"The front matter of {item.source} names its practice areas, and goes before this.")


def _learn(house: "House", json_wanted: bool) -> None:
    from pipeline import as_json, terminal_tags
    from pipeline.tagging import learning

    house.collect(feeds=False)
    learnt = learning.learn(house)
    if json_wanted:
        print_json(as_json.learnt(learnt))
    else:
        terminal_tags.show_learnt(learnt)
        click.echo(learning.said(learnt))


def _take(house: "House") -> None:
    from pipeline.tagging import learning

    version = learning.take(house)
    click.echo(f"Model {version} tags from now on; attract tag --roll-back takes it back.", err=True)


def _diff(ctx: click.Context, house: "House", json_wanted: bool) -> None:
    from pipeline import as_json, terminal_tags
    from pipeline.tagging import learning

    folder = learning.waiting(house)
    if folder is None:
        click.echo("No model waits. attract tag --learn makes one.", err=True)
        ctx.exit(1)
    changes = learning.compare(house, folder)
    if json_wanted:
        print_json([as_json.change(each) for each in changes])
    else:
        terminal_tags.show_changes(changes)


def _roll_back(house: "House") -> None:
    gone = house.tagger.models.roll_back()
    click.echo(f"Model {gone} no longer tags." if gone else "The model that ships with Attract stands.")


def _bulk(house: "House", texts: TextIO) -> int:
    """Tag texts, a line each; a line that cannot be read is told, and the others go on."""
    from pipeline import as_json

    tagger = house.tagger.load()
    wrong, name = 0, getattr(texts, "name", "-")
    for number, line in enumerate(texts, 1):
        try:
            row = _row(line)
        except ValueError as problem:
            wrong = 1
            click.echo(
                f"{name}:{number}: {problem}.\n  Each line is one JSON object with id, title and text.", err=True
            )
            continue
        if row:
            reading = tagger.read(row["title"], row["text"])
            click.echo(printable(json.dumps(as_json.reading(row, reading), ensure_ascii=False)))
    return wrong


def _row(line: str) -> dict[str, Any]:
    """One line of a bulk file; empty for an empty line. Raises ValueError."""
    if not line.strip():
        return {}
    row = json.loads(line)
    if not isinstance(row, dict) or "id" not in row:
        raise ValueError("it has no id")
    told = {"id": row["id"], "title": row.get("title") or "", "text": row.get("text") or ""}
    if not isinstance(told["title"], str) or not isinstance(told["text"], str):
        raise ValueError("its title or its text is no string")  # noqa: TRY004  # a wrong line, not a wrong call
    return {**told, "title": printable(told["title"]), "text": printable(told["text"])}


@main.command()
@click.argument("item")
@json_option
@click.pass_context
def explain(ctx: click.Context, item: str, json_wanted: bool) -> None:
    """Say why ITEM (its id or its file) has the practice areas it has: the words, and their lines."""
    from pipeline import as_json, terminal_tags
    from pipeline.clear.run import item_by_id

    house = house_of(ctx)
    house.catch_up()
    found = item_by_id(house.library, item)
    about = house.taggings([found])[found.id]
    if json_wanted:
        print_json(as_json.tagging(found, about, house.areas, house.tagger.version))
    else:
        terminal_tags.show_tagging(found, about, house.tagger.considered(found, about, house.areas), house.areas)
        click.echo(f"\n  tagged by {house.tagger.version} (method, model, taxonomy)")


@main.command()
@json_option
@click.pass_context
def areas(ctx: click.Context, json_wanted: bool) -> None:
    """List the practice areas: what each is, what the field calls it, and its FOLIO identifiers."""
    from pipeline import as_json, terminal_tags

    known = house_of(ctx, watched=False).areas
    print_json(as_json.areas(known)) if json_wanted else terminal_tags.show_areas(known)
