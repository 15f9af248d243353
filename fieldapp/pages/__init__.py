"""The web: blueprints that turn requests into calls, and nothing else. Only they know ``request``."""

from flask import Flask

from fieldapp.pages import (
    adjusting,
    admin,
    amending,
    api,
    auth,
    billing,
    blobs,
    calling_off,
    cases,
    clocks,
    contracts,
    customer,
    do,
    feeds,
    floor,
    helpdesk,
    here,
    hours,
    joblists,
    labels,
    ledger,
    openapi,
    phones,
    reports,
    shell,
    supervisor,
    sync,
    wiping,
    workflows,
)


def connect(app: Flask) -> None:
    """Register the blueprints, in the order in which a day meets them."""
    for module in (
        auth,
        floor,
        calling_off,
        do,
        feeds,
        helpdesk,
        joblists,
        labels,
        supervisor,
        contracts,
        amending,
        adjusting,
        ledger,
        billing,
        wiping,
        clocks,
        hours,
        phones,
        cases,
        customer,
        admin,
        api,
        workflows,
        sync,
        blobs,
        openapi,
        reports,
        shell,
    ):
        app.register_blueprint(module.bp)
    here.connect(app)
    shell.connect(app)
