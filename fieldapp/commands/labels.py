"""``flask labels``: sheets of labels, without a page."""

from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from fieldapp.commands.output import as_json, show, stop
from fieldapp.commands.site import site_named
from fieldapp.documents import decode, key_of
from fieldapp.labels.face import Face, TooSmall
from fieldapp.labels.layouts import Sheet
from fieldapp.labels.pdf import sheet_pdf
from fieldapp.labels.zpl import sheet_zpl
from fieldapp.models import document, reading
from fieldapp.staff import sites_by_key
from fieldapp.sync import labelling


@click.command()
@click.option("--list", "listing", is_flag=True, help="The layouts that there are.")
@click.option("--sheet", metavar="NAME", help="The layout, as avery-5160.")
@click.option("--blank", type=click.IntRange(1, labelling.MOST), help="So many new blank labels.")
@click.option("--assets", metavar="TAG,TAG|all", help="Labels of those machines, or of a site's.")
@click.option("--site", "site_name", help="Whose blanks, or whose machines.")
@click.option("--start", type=click.IntRange(1), default=1, help="The label to begin at.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@as_json
@with_appcontext
def labels(listing, sheet, blank, assets, site_name, start, out, as_json) -> None:
    """Print labels to a file: PDF, or ZPL for a label printer."""
    if listing:
        show(_layouts(), as_json, ["name", "title"])
        return
    if not sheet or not out or bool(blank) == bool(assets):
        stop("Give --sheet, --out, and either --blank or --assets. `flask labels --list` shows the layouts.")  # fmt: skip
    if out.exists():
        stop(f"{out} is there already. Name another file.")
    layout = _layout(sheet)
    try:
        faces = _blanks(blank, site_name) if blank else _machines(assets, site_name)
        out.write_bytes(_drawn(faces, layout, start))
    except (labelling.NoLabels, TooSmall) as problem:
        stop(str(problem))
    except OSError as error:
        stop(f"{out} can't be written: {error.strerror}.")
    show(
        [{"file": str(out), "labels": len(faces), "first": faces[0].tag, "last": faces[-1].tag}],
        as_json,
    )


def _layouts() -> list[dict]:
    with reading() as connection:
        found = labelling.sheets(connection)
    return [{"name": name, "title": one.title} for name, one in found.items()]


def _layout(name: str) -> Sheet:
    with reading() as connection:
        found = labelling.sheets(connection)
    if name not in found:
        stop(f"There is no layout “{name}”. `flask labels --list` shows them.")
    return found[name]


def _blanks(count: int, site_name: str | None) -> list[Face]:
    """New blank tags; of the only site, where none is named."""
    site = key_of(site_named(site_name).id) if site_name else _only_site()
    made = labelling.issue(site, count)
    with reading() as connection:
        rows = connection.execute(
            sa.select(document.c.id, document.c.body).where(document.c.id.in_(made))
        )
        rolls = sorted((decode(*row) for row in rows), key=lambda one: one.first)
        return [face for roll in rolls for face in labelling.blank_faces(connection, roll)]


def _only_site() -> str:
    known = list(sites_by_key())
    if len(known) != 1:
        stop("Say whose labels they are: --site NAME. `flask site list` shows the sites.")
    return known[0]


def _machines(assets: str, site_name: str | None) -> list[Face]:
    sites = [key_of(site_named(site_name).id)] if site_name else None
    with reading() as connection:
        if assets.strip().lower() == "all":
            ids = labelling.assets_at(connection, sites or list(sites_by_key()))
        else:
            ids = labelling.assets_named(connection, assets.split(","), sites)
        if not ids:
            raise labelling.NoLabels("There are no machines there.")
        return labelling.asset_faces(connection, ids)


def _drawn(faces: list[Face], layout: Sheet, start: int) -> bytes:
    address = current_app.config["PUBLIC_URL"]
    if layout.dpi:
        return sheet_zpl(faces, layout, address).encode()
    return sheet_pdf(faces, layout, address, start)
