"""What is sent to a customer because somebody asked for it: the invitation, and that the technician is on the way.

Here it is only recorded; the server sends it when it hears of it (``fieldapp.mail``). Neither is an attempt: what is sent by itself stops no
response clock.
"""

from fieldapp.documents import Announced, Invitation, Named
from fieldapp.operations.guards import live_job
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.work.progress import remark
from fieldapp.portable.natives import epoch, iso

PORTABLE = True

DAY = 24 * 3600000
# A link is good for two weeks.
DAYS = 14
LONGEST = 240


def send(op, world):
    """Send the customer a link by which they accept or decline, and choose a time. One sent before is good no more."""
    job = live_job(op, world)
    address = address_of(job, op.args.channel)
    job.invitation = Invitation(
        op=op.id,
        by=Named(id=world.actor.id, name=world.actor.name),
        at=world.at,
        person=job.person.id,
        channel=op.args.channel,
        until=iso(epoch(world.at) + DAYS * DAY),
    )
    said = op.args.note.strip()
    told = f"To {job.person.name}, {address}." + (f" {said}" if said else "")
    remark(job, op, world, told, "invitation")


def announce(op, world):
    """Tell the customer that somebody is on the way."""
    job = live_job(op, world)
    address = address_of(job, op.args.channel)
    if op.args.minutes < 1 or op.args.minutes > LONGEST:
        raise Refused("invalid", "Say in how many minutes you are there: 1 to 240.")
    job.announced = Announced(
        op=op.id,
        by=Named(id=world.actor.id, name=world.actor.name),
        at=world.at,
        channel=op.args.channel,
        minutes=op.args.minutes,
    )
    remark(job, op, world, f"There in {op.args.minutes} min. To {address}.", "announced")


def address_of(job, channel):
    """Where it goes; refused where the books have no such address."""
    if job.person is None:
        raise Refused("not_allowed", "This job has no customer to write to.")
    if channel not in ["email", "text"]:
        raise Refused("invalid", "Say whether it goes by e-mail or as a text.")
    address = job.person.email if channel == "email" else job.person.phone
    if not address:
        missing = "e-mail address" if channel == "email" else "phone number"
        raise Refused("not_allowed", f"{job.person.name} has no {missing} in the books.")
    return address
