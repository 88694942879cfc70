"""The two verbs about readers' addresses at rest."""

from typing import TYPE_CHECKING

import click

from pipeline.cli.shared import house_of, json_option, print_json
from pipeline.cli.subscribers import subscribers

if TYPE_CHECKING:
    from pipeline.address_sealing import Encryption

_BUSY = "Somebody was reading: what was there before may stay in the file. Run it again when nothing else runs."


@subscribers.command("encrypt")
@click.option("--new-key", is_flag=True, help="Make a new key first, and encrypt everything under it.")
@click.option("--dry-run", is_flag=True, help="Only say how it stands, and how much there is to do.")
@json_option
@click.pass_context
def encrypt(ctx: click.Context, new_key: bool, dry_run: bool, json_wanted: bool) -> None:
    """Encrypt readers' addresses, names and proof in the database. `decrypt` takes it back."""
    from pipeline import address_sealing

    done = address_sealing.encrypt(house_of(ctx), new_key=new_key, dry_run=dry_run)
    if json_wanted:
        print_json(_record(done))
    elif dry_run:
        click.echo(_standing(done))
    else:
        said = "encrypted already" if done.key == done.before else "encrypted"
        click.echo(f"{_rows(done)} are {said}, under the key {done.key} in {done.where}.")
        click.echo(
            "Keep a copy of the key, and not where the backups of the database are: without it nobody can be mailed."
        )
    _end(ctx, done)


@subscribers.command("decrypt")
@click.option("--dry-run", is_flag=True, help="Only say how it stands, and how much there is to do.")
@json_option
@click.pass_context
def decrypt(ctx: click.Context, dry_run: bool, json_wanted: bool) -> None:
    """Make readers' addresses readable without a key again."""
    from pipeline import address_sealing

    done = address_sealing.decrypt(house_of(ctx), dry_run=dry_run)
    if json_wanted:
        print_json(_record(done))
    elif dry_run:
        click.echo(_standing(done))
    else:
        click.echo(f"{_rows(done)} can be read without a key{'' if done.before else ', as before'}.")
        if done.before:
            click.echo(f"Keep the key in {done.where} for as long as you keep backups that were encrypted.")
    _end(ctx, done)


def _record(done: "Encryption") -> dict[str, object]:
    return {
        "encrypted": bool(done.key),
        "key": done.key,
        "keys_in": done.where,
        "rows": dict(done.rows),
        "clean": done.clean,
    }


def _rows(done: "Encryption") -> str:
    return f"{sum(done.rows.values()):,} rows about {done.rows['subscribers']:,} readers"


def _standing(done: "Encryption") -> str:
    how = f"encrypted under the key {done.key} in {done.where}" if done.key else "not encrypted"
    return f"{_rows(done)} are {how}. Nothing has been changed."


def _end(ctx: click.Context, done: "Encryption") -> None:
    if not done.clean:
        click.echo(_BUSY, err=True)
    ctx.exit(0 if done.clean else 1)
