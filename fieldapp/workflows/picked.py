"""Steps that are picked as the work goes: the catalogues of incidents and of other requests."""

from fieldapp.documents import Need
from fieldapp.workflows.frame import Effect, PartSpec, StepSpec

WHAT = Need(name="what", kind="text", title="What was done")

TEST_DRIVE = StepSpec(
    key="test_drive",
    title="Test the drive",
    help="Run the maker's test on the drive, and record what it says.",
    needs=[
        Need(
            name="result",
            kind="choice",
            title="Result",
            choices=["passed", "failing", "not tested"],
        ),
        Need(name="code", kind="text", title="The test's code", required=False),
    ],
)

BACK_UP = StepSpec(
    key="backup",
    title="Back up the user's files",
    help="Save the person's files, or record who waived it.",
    needs=[
        Need(
            name="backup",
            kind="choice",
            title="The person's files",
            choices=["backed up", "waived"],
        ),
        Need(name="by_word_of", kind="text", title="Waived by (name)", when={"backup": "waived"}),
    ],
    skippable=False,
)

REPAIR = StepSpec(
    key="repair", title="Repair", help="Mend it where it stands, and say how.", needs=[WHAT]
)

REPLACE_PART = StepSpec(
    key="replace_part",
    title="Replace a part",
    help="Say which part, and the serial of the new one where it has one.",
    needs=[
        Need(name="part", kind="text", title="Which part"),
        Need(name="serial", kind="text", title="Serial of the new part", required=False),
    ],
)

TRAINING = StepSpec(
    key="training",
    title="User training",
    help="Show the person how it is done.",
    needs=[Need(name="what", kind="text", title="What was shown")],
)

OTHER = StepSpec(
    key="other", title="Something else", help="Whatever the list does not name.", needs=[WHAT]
)

# One procedure, in four acts: a reimage is no wipe by NIST SP 800-88, and has no certificate.
REIMAGE = StepSpec(
    key="reimage",
    title="Reimage",
    help="Wipe, reload, restore data and software, return the machine. Not while there is a legal hold.",
    after=["backup"],
    needs=[
        Need(
            name="machine",
            kind="scan",
            asset="machine",
            title="Scan the machine that you reimage",
            part="wiped",
            strict=True,
        ),
        Need(
            name="legal_hold",
            kind="choice",
            title="Legal hold",
            choices=["none", "on hold"],
            part="wiped",
        ),
        Need(name="reloaded", kind="yes", title="The system is loaded anew", part="reloaded"),
        Need(
            name="restored", kind="yes", title="Data and software are back on it", part="restored"
        ),
        Need(
            name="clean",
            kind="yes",
            title="No earlier user's profile, ID or access remains",
            part="returned",
        ),
    ],
    parts=[
        PartSpec(
            key="wiped",
            title="Wiped",
            after=["backup"],
            effects=[Effect(asset="machine", state="in_build")],
            reimages="machine",
        ),
        PartSpec(
            key="reloaded", title="Reloaded", after=["wiped"], bench={"machine": ["imaging"]}
        ),
        PartSpec(
            key="restored",
            title="Data and software restored",
            after=["reloaded"],
            bench={"machine": ["updating"]},
        ),
        PartSpec(
            key="returned",
            title="Returned",
            after=["restored"],
            effects=[Effect(asset="machine", state="deployed", holder="person")],
        ),
    ],
    stops={"legal_hold": ["on hold"]},
)

INSTALL = StepSpec(
    key="install", title="Install or set up", help="Say what was set up.", needs=[WHAT]
)

MOVE = StepSpec(
    key="move",
    title="Move equipment",
    help="From where, to where.",
    needs=[Need(name="to", kind="text", title="Where it is now")],
)
