"""What operators type: ``flask demo``, ``flask import``, ``flask audit`` …"""

from flask import Flask

from fieldapp.client.build import build_client
from fieldapp.commands.backup import backup, restore
from fieldapp.commands.billing import bill
from fieldapp.commands.contract import contract
from fieldapp.commands.demo import demo
from fieldapp.commands.eraser_log import eraser_log
from fieldapp.commands.imports import imports
from fieldapp.commands.labels import labels
from fieldapp.commands.mail import send_mail
from fieldapp.commands.plan import plan_refresh
from fieldapp.commands.reports import audit, cases, devices, ledger, retry_held, tidy_photos
from fieldapp.commands.simulate import simulate
from fieldapp.commands.site import site
from fieldapp.commands.staff import staff
from fieldapp.commands.sync_file import sync_file
from fieldapp.commands.token import token


def connect(app: Flask) -> None:
    """Register the commands."""
    for command in (
        demo,
        simulate,
        staff,
        token,
        imports,
        eraser_log,
        site,
        contract,
        bill,
        plan_refresh,
        labels,
        backup,
        restore,
        audit,
        ledger,
        devices,
        sync_file,
        cases,
        retry_held,
        tidy_photos,
        send_mail,
        build_client,
    ):
        app.cli.add_command(command)
