"""Who may do what here: by role, as a supervisor, or acting for a role that the site lacks."""

PORTABLE = True

OFFICE = ["supervisor", "manager", "admin"]


def acts_for(role, user, site):
    """Whether the user may do what ``role`` does at the site."""
    if role in user["roles"] or "supervisor" in user["roles"]:
        return True
    acting = site["acting"].get(role, []) if site is not None else []
    return any(one in user["roles"] for one in acting)


def only_receives(user):
    """Whether the user's day starts in the mail room."""
    return "receiving" in user["roles"] and "technician" not in user["roles"]


def home(user):
    """The page that the user's work starts on."""
    return "/receiving" if only_receives(user) else "/work"
