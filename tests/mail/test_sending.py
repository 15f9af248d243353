"""Mail through a real server on this machine: delivered, refused, away, slow; and what the job says of it."""

import asyncio
import email.policy
import socket
import threading
import time
from email import message_from_bytes

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from fieldapp import config
from fieldapp.mail import wire
from fieldapp.models import mail, reading
from fieldapp.portable.natives import epoch, iso
from fieldapp.sync import postman
from fieldapp.sync.audit import faults
from fieldapp.sync.moments import moment_now
from fieldapp.sync.postman import PAUSES, send_waiting
from tests.mail.rude import Rude
from tests.world import HERE, REFRESH

MINUTE = 60_000


class Box:
    """A mail server that keeps what it takes, and refuses or delays as it is told."""

    def __init__(self):
        self.got, self.refuse, self.delay, self.port = [], None, 0.0, free_port()
        self.controller = None

    def up(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def down(self):
        if self.controller:
            self.controller.stop()
            self.controller = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.delay)
        made = message_from_bytes(envelope.content, policy=email.policy.default)
        self.got.append((envelope.rcpt_tos, made))
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def box(app):
    found = Box()
    found.up()
    app.config.update(SMTP_URL=f"smtp://127.0.0.1:{found.port}", MAIL_FROM="IT support <support@example.com>", SMS_GATEWAY="{number}@sms.example", PUBLIC_URL="https://field.example")
    yield found
    found.down()


def known(world, **more):
    fields = {"name": "Jo Bell", "site": HERE, "username": "jo", "email": "jo@example.com", "phone": "+49 170 123"}
    assert world.do("adam", "person.record", "person:jo", fields | more).outcome == "applied"


@pytest.fixture
def job(world):
    known(world)
    yield (found := world.new_job())
    assert world.has(found) and faults() == []


def rows() -> list[dict]:
    with reading() as connection:
        return [dict(row) for row in connection.execute(sa.select(mail).order_by(mail.c.created_at)).mappings()]


def notes(world, job) -> list[str]:
    return [note["text"] for note in world.body(job)["notes"] if note["about"] == "mail"]


def later(minutes: float) -> str:
    return iso(epoch(moment_now()) + int(minutes * MINUTE))


def invite(world, job, **args):
    assert world.do("ana", "invitation.send", job, args).outcome == "applied"


def plain(made) -> str:
    return made.get_body(("plain",)).get_content()


def test_an_invitation_is_delivered_and_the_job_says_to_whom(world, box, job):
    invite(world, job)
    assert send_waiting() == {"sent": 1, "failed": 0, "waiting": 0}
    [(to, made)] = box.got
    assert to == ["jo@example.com"] and made["From"] == "IT support <support@example.com>"
    assert "https://field.example/v/" in plain(made) and "Jo Bell" in plain(made)
    assert "https://field.example/v/" in made.get_body(("html",)).get_content()
    assert made["Auto-Submitted"] == "auto-generated"
    assert notes(world, job) == ["Invitation sent to jo@example.com."]
    assert send_waiting()["sent"] == 0 and len(box.got) == 1


def test_the_link_in_the_message_opens_the_page(app, world, box, job):
    invite(world, job)
    send_waiting()
    path = next(word for word in plain(box.got[0][1]).split() if "/v/" in word).removeprefix("https://field.example")
    assert app.test_client().get(path).status_code == 200


def test_a_text_goes_to_the_number_at_the_gateway(world, box, job):
    world.do("ana", "visit.announce", job, {"minutes": 15})
    send_waiting()
    [(to, made)] = box.got
    assert to == ["49170123@sms.example"]
    assert "there in 15 min" in made.get_content() and not made.is_multipart()


def test_an_appointment_is_told_with_a_calendar_file_then_its_change_then_its_end(world, box, job):
    for at in ("2099-12-01T09:00:00.000Z", "2099-12-02T09:00:00.000Z"):
        world.do("ana", "schedule.set", job, {"at": at, "minutes": 60})
        send_waiting()
    world.do("sam", "job.cancel", job, {"reason": "Left."})
    send_waiting()
    subjects = [made["Subject"] for _, made in box.got]
    assert ["your appointment Tue" in subjects[0], "has changed to Wed" in subjects[1], "is off" in subjects[2]] == [True] * 3
    calendars = [next(made.iter_attachments()).get_content() for _, made in box.got]
    assert "METHOD:PUBLISH" in calendars[0] and "METHOD:CANCEL" in calendars[2]
    assert len({line for text in calendars for line in text.splitlines() if line.startswith("UID")}) == 1


def test_an_appointment_that_is_said_again_is_not_told_again(world, box, job):
    for _ in range(2):
        world.do("ana", "schedule.set", job, {"at": "2099-12-01T09:00:00.000Z", "minutes": 60})
    assert send_waiting()["sent"] == 1


def test_closing_asks_how_it_went_once_for_each_closing(world, box, job):
    world.complete(job, *REFRESH)
    send_waiting()
    asked = [made for _, made in box.got if "as it should be" in made["Subject"]]
    assert len(asked) == 1


def test_who_has_no_address_of_any_kind_is_not_written_to_by_itself(world, box, job):
    known(world, email="", phone="")
    other = world.new_job(machine="m1")
    world.do("ana", "schedule.set", other, {"at": "2099-12-01T09:00:00.000Z", "minutes": 60})
    assert rows() == []


def test_a_recipient_whom_the_server_does_not_know_is_given_up_at_once(world, box, job):
    box.refuse = "550 No such user"
    invite(world, job)
    assert send_waiting()["failed"] == 1
    assert notes(world, job) == ["Invitation not sent to jo@example.com: the mail server says 550 No such user."]


def test_a_server_that_says_later_is_tried_later(world, box, job):
    box.refuse = "450 Busy"
    invite(world, job)
    assert send_waiting() == {"sent": 0, "failed": 0, "waiting": 1}
    assert send_waiting(later(0.5)) == {"sent": 0, "failed": 0, "waiting": 0}
    box.refuse = None
    assert send_waiting(later(PAUSES[0] + 0.5))["sent"] == 1


def test_a_server_that_was_down_gets_it_when_it_is_up(world, box, job):
    box.down()
    invite(world, job)
    assert send_waiting()["waiting"] == 1
    assert "can't be reached" in rows()[0]["told"]
    box.up()
    assert send_waiting(later(2))["sent"] == 1
    assert notes(world, job) == ["Invitation sent to jo@example.com."]


def test_a_server_that_stays_down_is_given_up_and_the_job_says_so(world, box, job):
    box.down()
    invite(world, job)
    ahead = 0.0
    for pause in PAUSES:
        assert send_waiting(later(ahead))["waiting"] == 1
        ahead += pause + 0.1
    assert send_waiting(later(ahead))["failed"] == 1
    assert "tried 6 times" in notes(world, job)[0]


def test_a_slow_server_is_left_alone_after_a_while_and_tried_again(app, world, box, job):
    app.config["SMTP_SECONDS"] = 0.3
    box.delay = 1.5
    invite(world, job)
    assert send_waiting()["waiting"] == 1
    box.delay = 0
    app.config["SMTP_SECONDS"] = 20.0
    assert send_waiting(later(2))["sent"] == 1
    assert len({made["Message-ID"] for _, made in box.got}) == 1


def test_nothing_waits_for_mail(world, box, job):
    box.delay = 3600
    invite(world, job)
    assert world.do("ana", "note.add", job, {"text": "Going on."}).outcome == "applied"


def test_two_senders_send_it_once(world, box, job):
    invite(world, job)
    now = moment_now()
    first, second = postman._claim(now, set()), postman._claim(now, set())
    assert first is not None and second is None


def test_a_letter_is_claimed_just_before_it_is_tried_not_while_others_are(world, box, job):
    """Twenty that a slow server has to be waited for would outlast the claim of the last."""
    for machine in ("m1", "m2"):
        invite(world, world.new_job(machine=machine))
    now = moment_now()
    assert postman._claim(now, set()) is not None
    assert [row["next_at"] > now for row in rows()].count(True) == 1


class Killed(BaseException):
    """As when the process ends: nobody catches it."""


def killed_at(patch, name: str, state: str | None = None) -> None:
    real = getattr(postman, name)

    def ends(row, *given, **more):
        if state in (None, *given):
            raise Killed
        return real(row, *given, **more)

    patch.setattr(postman, name, ends)


def test_a_sender_that_died_before_it_could_note_the_servers_yes_leaves_it_to_the_next_under_the_same_message_id(world, box, job, monkeypatch):
    invite(world, job)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        killed_at(patch, "_mark", postman.TAKEN)
        send_waiting()
    assert send_waiting()["sent"] == 0, "it is claimed for a while"
    assert send_waiting(later(11))["sent"] == 1
    assert len(box.got) == 2 and len({made["Message-ID"] for _, made in box.got}) == 1
    assert notes(world, job) == ["Invitation sent to jo@example.com."]


@pytest.mark.parametrize(("name", "state"), [("_say", None), ("_mark", "sent")])
def test_a_sender_that_died_after_that_does_not_send_again_and_the_job_is_told(world, box, job, monkeypatch, name, state):
    invite(world, job)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        killed_at(patch, name, state)
        send_waiting()
    box.down()
    assert send_waiting(later(11))["sent"] == 1
    assert len(box.got) == 1 and rows()[0]["state"] == "sent"
    assert notes(world, job) == ["Invitation sent to jo@example.com."]


def test_a_letter_that_ends_each_process_is_given_up(world, box, job, monkeypatch):
    invite(world, job)
    with monkeypatch.context() as patch:
        killed_at(patch, "_deliver")
        for at in range(len(PAUSES) + 1):
            with pytest.raises(Killed):
                send_waiting(later(at * 11))
    assert send_waiting(later(100))["failed"] == 1
    assert "ended each time" in notes(world, job)[0]


def test_a_letter_that_cant_be_made_keeps_no_other_back_and_is_given_up_in_the_end(world, box, job, monkeypatch):
    bad, real = world.new_job(machine="m1"), postman.letter
    invite(world, bad)
    invite(world, job)
    monkeypatch.setattr(postman, "letter", lambda row, *given: real(row, *given) if row["job"] == job else 1 / 0)
    assert send_waiting() == {"sent": 1, "failed": 0, "waiting": 1}
    ahead = 0.0
    for pause in PAUSES:
        ahead += pause + 0.1
        told = send_waiting(later(ahead))
    assert told["failed"] == 1
    assert "could not be put together" in notes(world, bad)[0] and len(box.got) == 1


@pytest.fixture
def rude(app, box):
    """A server of that manner in the place of the good one."""
    there = []

    def made(**manner) -> Rude:
        there.append(Rude(**manner))
        app.config.update(SMTP_URL=there[-1].address, SMTP_SECONDS=0.3)
        return there[-1]

    yield made
    for one in there:
        one.close()


@pytest.mark.parametrize(
    "manner",
    [
        *({name: how} for name in ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "dot") for how in ("hang", "drop", "drip")),
        {"body": "drop"}, {"greeting": "554 no service", "EHLO": "500 what"}, {"MAIL": "550 who are you"}, {"MAIL": "421 going down"}, {"DATA": "421 going down"},
        {"dot": "451 disk full"},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_a_server_does_but_refuse_the_letter_it_is_tried_again(app, world, box, job, rude, manner):
    rude(**manner)
    invite(world, job)
    assert send_waiting() == {"sent": 0, "failed": 0, "waiting": 1}
    app.config.update(SMTP_URL=f"smtp://127.0.0.1:{box.port}", SMTP_SECONDS=20.0)
    assert send_waiting(later(PAUSES[0] + 0.1))["sent"] == 1
    assert len(box.got) == 1 and notes(world, job) == ["Invitation sent to jo@example.com."]


@pytest.mark.parametrize("manner", [{"RCPT": "550 unknown"}, {"DATA": "554 no"}, {"dot": "552 too large"}], ids=str)
def test_what_a_server_says_of_this_letter_is_final(world, job, rude, manner):
    rude(**manner)
    invite(world, job)
    assert send_waiting()["failed"] == 1
    assert "the mail server says 55" in notes(world, job)[0]


@pytest.mark.parametrize("how", ["500 what", "421 going down", "hang", "drop", "drip"])
def test_how_a_server_says_goodbye_sends_nothing_twice(world, job, rude, how, monkeypatch):
    monkeypatch.setattr(wire, "GOODBYE", 0.2)
    there = rude(QUIT=how)
    invite(world, job)
    assert send_waiting() == {"sent": 1, "failed": 0, "waiting": 0}
    assert send_waiting(later(700)) == {"sent": 0, "failed": 0, "waiting": 0}
    assert len(there.letters) == 1


def test_what_is_not_true_any_more_is_not_sent(world, box, job):
    box.down()
    for at in ("2099-12-01T09:00:00.000Z", "2099-12-02T09:00:00.000Z"):
        world.do("ana", "schedule.set", job, {"at": at, "minutes": 60})
    box.up()
    assert send_waiting() == {"sent": 1, "failed": 1, "waiting": 0}
    assert "Appointment not sent to jo@example.com: it was not true any more." in notes(world, job)
    assert "has changed to Wed 2 Dec" in box.got[0][1]["Subject"]


def test_what_comes_too_late_to_be_of_use_is_not_sent(world, box, job):
    world.do("ana", "visit.announce", job, {"minutes": 5})
    assert send_waiting(later(30))["failed"] == 1
    assert "too late" in notes(world, job)[0] and box.got == []


def test_without_a_mail_server_the_job_says_so_and_nothing_else_is_kept(world, job):
    invite(world, job)
    world.do("ana", "schedule.set", job, {"at": "2099-12-01T09:00:00.000Z", "minutes": 60})
    assert [row["kind"] for row in rows()] == ["invitation"]
    assert send_waiting()["failed"] == 1
    assert notes(world, job) == ["Invitation not sent to jo@example.com: no mail server is set up."]


def test_without_a_gateway_a_text_is_not_sent_and_the_job_says_so(app, world, box, job):
    app.config["SMS_GATEWAY"] = None
    world.do("ana", "visit.announce", job, {"minutes": 5})
    send_waiting()
    assert "no gateway for texts" in notes(world, job)[0]


def test_an_operation_that_is_refused_sends_nothing(world, box, job):
    assert world.do("ana", "invitation.send", job, {"channel": "pigeon"}).outcome == "refused"
    assert rows() == []


def test_mail_is_no_attempt_and_stops_no_clock(world, box, job):
    before = world.body(job)["clocks"]
    invite(world, job)
    send_waiting()
    assert world.body(job)["clocks"] == before and world.body(job)["attempts"] == []


@pytest.mark.parametrize(
    "bad",
    ["jo@example.com\r\nBcc: all@example.com", "jo@example.com,evil@example.com", "jo", "@", "jo@", "<jo@example.com>", "jo bell@example.com", "jö@example.com"],
)
def test_an_address_that_is_none_is_not_written_to(world, box, job, bad):
    with pytest.raises(wire.Unsendable):
        wire.recipient("email", bad, None, None)


@pytest.mark.parametrize("phone", ["", "call me", "1", "1" * 30, None])
def test_a_number_that_is_none_is_not_texted(phone):
    with pytest.raises(wire.Unsendable):
        wire.recipient("text", None, phone, "{number}@sms.example")


def test_a_number_is_given_to_the_gateway_in_digits(phone="0049 (170) 1-23"):
    assert wire.recipient("text", None, phone, "{number}@sms.example") == "49170123@sms.example"


def test_a_name_begins_no_header_and_no_second_line(world, box, job):
    known(world, name="Jo\nBcc: all@example.com\r\nX: <b>")
    other = world.new_job(machine="m1")
    invite(world, other)
    send_waiting()
    made = box.got[-1][1]
    assert made["Bcc"] is None and made["X"] is None
    assert box.got[-1][0] == ["jo@example.com"]
    assert "<b>" not in made.get_body(("html",)).get_content()


def test_a_password_is_not_given_in_the_clear_to_another_machine(monkeypatch):
    class Clear:
        def ehlo_or_helo_if_needed(self): ...
        def has_extn(self, name):
            return False

        def close(self): ...

    monkeypatch.setattr(wire, "_Plain", lambda *_, **__: Clear())
    with pytest.raises(wire.Later, match="in the clear"):
        wire._connected("smtp://user:secret@mail.example.com", 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_URL", "http://mail.example.com"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://mail:port"),
        ("SMTP_URL", "smtp://mail.example.com"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@b\nBcc: c@d"),
        ("SMS_GATEWAY", "number@sms.example"),
        ("SMS_GATEWAY", "{number}"),
    ],
)
def test_a_setting_that_sends_nothing_stops_the_start(monkeypatch, tmp_path, name, value):
    for one in ("SMTP_URL", "MAIL_FROM", "SMS_GATEWAY"):
        monkeypatch.delenv(one, raising=False)
    monkeypatch.setenv(name, value)
    with pytest.raises(config.WrongSetting) as told:
        config.settings(tmp_path)
    assert "secret" not in str(told.value)


def test_the_command_sends_and_says_how_much(app, world, box, job):
    invite(world, job)
    assert "1 sent, 0 given up" in app.test_cli_runner().invoke(args=["send-mail"]).output


def test_a_server_process_sends_by_itself_once_it_has_served_a_page(app, world, box, job, tmp_path):
    from fieldapp import create_app

    invite(world, job)
    settings = {name: app.config[name] for name in ("SQLALCHEMY_DATABASE_URI", "SECRET_KEY", "SMTP_URL", "MAIL_FROM", "SMS_GATEWAY", "PUBLIC_URL")}
    other = create_app(**settings, MAIL_SENDER=True, RATELIMIT_ENABLED=False)
    other.extensions["fieldapp_postman"].set()
    other.test_client().get("/healthz")
    for _ in range(200):
        if box.got and notes(world, job):
            break
        time.sleep(0.05)
    assert len(box.got) == 1
    # It ends before the database that it looks into does.
    other.config["MAIL_SENDER"] = False
    other.extensions["fieldapp_postman"].set()
    next(one for one in threading.enumerate() if one.name == "postman").join(10)
    assert "postman" not in [one.name for one in threading.enumerate()]
