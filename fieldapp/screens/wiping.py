"""What a page says of wiping: what forbids it, what was recorded of it, and who has checked it."""

from fieldapp.portable.natives import epoch, epoch_or_none, iso
from fieldapp.screens.filters import day, when

PORTABLE = True

HOUR = 3600000
DAY = 24 * HOUR
STALE_HOURS = 72
MOST_ROWS = 24
SPARE_ROWS = 3

RESULTS = {
    "ok": "wiped",
    "failed": "failed, still to be destroyed",
    "destroyed": "failed, and destroyed",
}
CHECKED = {"passed": "passed", "failed": "failed"}
INSTEAD = {
    "legal_custody": "Kept in legal custody",
    "lost": "Lost",
    "unrecoverable": "Can't be recovered",
}


def holds(asset, here, zone):
    """Legal holds on the machine, in sentences; what had been wiped before one came is said with it."""
    return [hold_view(asset, hold, here, zone) for hold in asset.get("legal") or []]


def hold_view(asset, hold, here, zone):
    whom = f" on {hold['person']['name']}" if hold["person"] is not None else ""
    return {
        "tag": asset["tag"],
        "title": f"Legal hold{whom}: {hold['reason']}",
        "text": f"Set by {hold['by']['name']} {when(hold['since'], here['now'], zone)}.",
        "erased": erased(hold, here, zone),
    }


def erased(hold, here, zone):
    """What came first, where the machine was wiped all the same."""
    if hold["erased_at"] is None:
        return ""
    at = when(hold["erased_at"], here["now"], zone)
    if epoch(hold["erased_at"]) < epoch(hold["since"]):
        return f"It was wiped {at}, before this hold was set. What was on it is gone."
    return f"It was wiped {at}, although this hold was on. What was on it is gone."


def warnings(job, spec, assets, site, here):
    """What stands against wiping now, before anyone has begun: in the way of the card's step."""
    if spec is None or not wiping_ahead(job, spec):
        return []
    zone = job["site"]["zone"]
    told = [silent(site, here), retained(job, spec, site, here, zone)]
    return [one for one in told if one]


def wiping_ahead(job, spec):
    """Whether the step, or a part of it that is still to do, wipes something."""
    if spec.get("wipes"):
        return True
    done = [
        part["key"] for step in job["steps"] for part in step["parts"] if part["state"] == "done"
    ]
    return any(part.get("wipes") and part["key"] not in done for part in spec["parts"])


def terms_of(site):
    return (site.get("wiping") if site is not None else None) or {}


def silent(site, here):
    """A phone that has not heard for long does not know of holds."""
    heard = epoch_or_none(here.get("heard"))
    hours = terms_of(site).get("stale_hours") or STALE_HOURS
    if heard is None or epoch(here["now"]) - heard <= hours * HOUR:
        return ""
    return "Do not wipe yet: this phone has not heard from the server for long, and a legal hold may have been set. Go where there is signal first."


def retained(job, spec, site, here, zone):
    days = terms_of(site).get("grace_days") or 0
    acts = [spec, *spec["parts"]]
    key = next((act["retained_from"] for act in acts if act.get("retained_from")), None)
    since = next((step["at"] for step in job["steps"] if step["key"] == key), None)
    if days == 0 or since is None or epoch(here["now"]) >= epoch(since) + days * DAY:
        return ""
    until = day(iso(epoch(since) + days * DAY), zone)
    return f"Do not wipe yet: the data is kept until {until}."


def fills_from_last(step, erasures):
    """``{name: value}`` of the drives of the last try, where one of them failed: each must be told again, and none forgotten."""
    last = next((one for one in reversed(erasures) if one["step"] == step["key"]), None)
    if last is None or not any(drive["result"] == "failed" for drive in last["drives"]):
        return {}
    fills = {}
    for need in step["needs"]:
        if need["kind"] == "drives":
            for at, drive in enumerate(last["drives"]):
                for name in ["serial", "model", "method", "result"]:
                    fills[f"{need['name']}.{at}.{name}"] = drive[name] or ""
    return fills


def drive_rows(job, need, fills):
    """Rows of the form: what was filled in, or else what an eraser's log proposes; then some empty ones."""
    rows = [row_of(need, at, fills) for at in range(MOST_ROWS)]
    filled = [row for row in rows if row["serial"] or row["model"]]
    if len(filled) == 0:
        filled = proposed(job, need)
    many = len(filled)
    empty = [blank_row(need, many + at) for at in range(SPARE_ROWS) if many + at < MOST_ROWS]
    shown = filled or empty[:1]
    return {"shown": shown, "spare": [row for row in empty if row not in shown]}


def blank_row(need, at):
    return {
        "at": at,
        "number": at + 1,
        "name": f"{need['name']}.{at}.serial",
        "prefix": f"args.evidence.{need['name']}.{at}",
        "serial": "",
        "model": "",
        "method": "",
        "result": "ok",
    }


def row_of(need, at, fills):
    row = blank_row(need, at)
    for name in ["serial", "model", "method", "result"]:
        row[name] = fills.get(f"{need['name']}.{at}.{name}") or row[name]
    return row


def proposed(job, need):
    """The drives that erasers' logs tell of, each once, the newest log last."""
    rows = []
    for log in job.get("eraser_logs") or []:
        for drive in log["drives"]:
            row = blank_row(need, len(rows))
            for name in ["serial", "model", "method", "result"]:
                row[name] = drive[name]
            known = next((one for one in rows if one["serial"] == row["serial"]), None)
            if known is not None:
                known["result"] = row["result"]
                known["method"] = row["method"]
            elif len(rows) < MOST_ROWS:
                rows.append(row)
    return rows


def records(erasures, here, zone):
    """What was recorded of each wipe, the newest first."""
    return [record_view(one, here, zone) for one in reversed(erasures)]


def record_view(one, here, zone):
    return {
        "tag": one["asset"]["tag"] or one["asset"]["serial"] or "A machine",
        "state": one["state"],
        "title": title_of(one),
        "by": one["by"]["name"],
        "at": one["at"],
        "tool": one["tool"],
        "drives": [drive_words(drive) for drive in one["drives"]],
        "verification": check_words(one["verification"], here, zone),
        "validation": check_words(one["validation"], here, zone),
        "void": one["void"]["why"] if one["void"] is not None else "",
        "certificate": one["certificate"] or "",
        "logs": one["logs"],
    }


def title_of(one):
    method = {"clear": "Cleared", "purge": "Purged", "destroy": "Destroyed"}.get(
        one["method"]
    ) or "Wiped"
    if one["state"] == "failed":
        return "Failed: to be wiped again"
    return "No proof any more: to be wiped again" if one["state"] == "void" else method


def drive_words(drive):
    words = RESULTS.get(drive["result"]) or drive["result"]
    return f"{drive['serial']}: {words} ({drive['method']})"


def check_words(check, here, zone):
    if check is None:
        return ""
    how = f": {check['how']}" if check["how"] else ""
    return f"{CHECKED.get(check['result']) or ''}, {check['by']['name']}, {when(check['at'], here['now'], zone)}{how}"


def checkable(erasures):
    """The newest wipe that holds good, where it has not been verified and validated; its id, or nothing."""
    good = [one for one in erasures if one["state"] == "done"]
    if len(good) == 0:
        return ""
    last = good[len(good) - 1]
    return last["id"] if last["verification"] is None or last["validation"] is None else ""


def accepted(job, here, zone):
    """What a supervisor took instead."""
    one = job.get("accepted")
    if one is None:
        return ""
    at = when(one["at"], here["now"], zone)
    return f"{INSTEAD.get(one['instead']) or ''}: {one['reason']} ({one['by']['name']}, {at})"


def may_accept(job, workflow, here):
    """Whether there is a step left for which a supervisor may take something else."""
    if "supervisor" not in here["user"]["roles"] or workflow is None:
        return False
    keys = [spec["key"] for spec in workflow["steps"] if spec.get("instead")]
    left = [step["key"] for step in job["steps"] if step["state"] == "todo"]
    return len(left) > 0 and all(key in keys for key in left)
