"""What a kind of job is made of. A workflow is data: nothing here runs, ``operations`` does.

It is exported to the phones as JSON, so it holds words, lists and maps only.
"""

import msgspec

from fieldapp.documents import Need


class Effect(msgspec.Struct, kw_only=True):
    """What completing a step (or a part) does to one of the job's assets.

    ``state`` becomes the asset's; ``holder`` gets custody: actor (who did the step), person (the
    customer, whose asset it then is), a role of the job's further people (likewise), mailroom, receiving, store,
    supplier or gone.
    ``when`` names a need and answer, ``{"destination": "dispose"}``, without which it does nothing.
    """

    asset: str
    state: str | None = None
    holder: str | None = None
    when: dict[str, str] = {}


class PartSpec(msgspec.Struct, kw_only=True):
    """One of the acts that a step consists of; ``after`` names steps, and parts of the same step.

    ``wipes`` and ``processes`` name the asset that is wiped by it, or sent where it goes next; ``leaves`` are the
    destinations outside the client's control, ``retained_from`` is the step from which on its data is kept for a while.
    ``reimages`` names the one that is loaded anew. ``bench`` says what is run on a machine on the bench while it waits for this:
    ``{"incoming": ["imaging"]}``, beside the wiping or imaging of what is wiped or loaded anew by it.
    """

    key: str
    title: str
    after: list[str] = []
    effects: list[Effect] = []
    wipes: str | None = None
    processes: str | None = None
    reimages: str | None = None
    bench: dict[str, list[str]] = {}
    leaves: list[str] = []
    retained_from: str | None = None


class StepSpec(msgspec.Struct, kw_only=True):
    """A step: who does it, what proves it, after which others, and what it does.

    ``requires`` says in which state an asset must be (``{"incoming": "deployed"}``). ``order`` is
    what the step does to the job's order: place, receive or prepare. ``schedules`` names the need
    that holds the appointment, ``invites`` the one that holds the person's answer to the invitation. ``stops`` lists, for a need, the answers that leave the step open. ``unless`` lists, for a
    need of an earlier step, the answers with which this step is left out.
    ``wipes``, ``processes``, ``bench``, ``leaves`` and ``retained_from`` are as in a part; ``verifies`` names the asset whose wipe is
    checked, ``reimages`` the one that is loaded anew. With ``instead`` a supervisor may accept something else for it.
    """

    key: str
    title: str
    role: str = "technician"
    help: str = ""
    after: list[str] = []
    needs: list[Need] = []
    parts: list[PartSpec] = []
    effects: list[Effect] = []
    requires: dict[str, str] = {}
    stops: dict[str, list[str]] = {}
    unless: dict[str, list[str]] = {}
    order: str | None = None
    schedules: str | None = None
    invites: str | None = None
    skippable: bool = True
    wipes: str | None = None
    verifies: str | None = None
    processes: str | None = None
    reimages: str | None = None
    bench: dict[str, list[str]] = {}
    leaves: list[str] = []
    retained_from: str | None = None
    instead: bool = False


class AssetRole(msgspec.Struct, kw_only=True):
    """A machine's part in the job. ``given`` ones are named when the job is made, where they are not ``optional``; ``theirs``
    is the one that was the person's when the job began. ``giver`` says from whose hands a step may take it: the ``person``'s,
    those of a role of the job's further people, or (``holder``) of whoever's it was when the job was made."""

    title: str
    given: bool = True
    optional: bool = False
    theirs: bool = False
    giver: str = "person"


class Bill(msgspec.Struct, kw_only=True):
    """What closing the job earns, by a rule of ``fieldapp.billing.rules``.

    ``transactions``: the quantity that the contract's terms give for the transaction ``type``.
    ``time``: the job's time at the contract's rates, in money, to the cost centre of the job's person.
    """

    rule: str
    type: str = ""


class Workflow(msgspec.Struct, kw_only=True):
    """A kind of job. ``prefix`` begins its numbers; ``person`` says whether it needs a customer, ``people`` are further ones
    by role, with what forms call them. ``group`` and ``help`` are for whoever chooses a kind.

    Where ``categories`` are named, the job is for so many items of one of them: it takes its transaction type once for each.

    A ``free`` one has no steps of its own: they are picked from its ``catalogue`` as the work goes (a step's ``after`` names
    others of the catalogue), and it is closed by ``job.close``.
    """

    kind: str
    title: str
    prefix: str
    assets: dict[str, AssetRole]
    steps: list[StepSpec]
    bills: list[Bill] = []
    person: bool = True
    people: dict[str, str] = {}
    group: str = ""
    help: str = ""
    categories: list[str] = []
    free: bool = False
    catalogue: list[StepSpec] = []
