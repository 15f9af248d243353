"""Sending what waits, from a timer or by hand."""

import click

from fieldapp.sync.postman import send_waiting


@click.command("send-mail")
def send_mail() -> None:
    """Send the texts and e-mails that wait. The server does so by itself, unless MAIL_SENDER=0."""
    told = send_waiting()
    click.echo(f"{told['sent']} sent, {told['failed']} given up, {told['waiting']} to be tried again.")
