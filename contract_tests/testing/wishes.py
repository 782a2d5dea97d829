"""What the second server takes for an invite, and what it refuses."""

import re

KNOWN_PROJECT = "proj_known"
FIELDS = {"email", "role", "projects"}
ADDRESS = re.compile(r"[a-z0-9+.-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)

# The statuses of refusals: as OpenAI documents them, and as other mocks have them.
DOCUMENTED = {"duplicate": 400, "accepted": 400, "body": 400, "cursor": 404, "scope": 403}
DEPARTURES = {"duplicate": 409, "accepted": 409, "body": 422, "cursor": 400, "scope": 401}


class Refusal(Exception):
    def __init__(self, status, message, code=None):
        super().__init__(message)
        self.status, self.code = status, code


def check(wish, bug, status):
    """Refuses what is no wish for an invite."""
    if not isinstance(wish, dict):
        raise Refusal(status, "no object")
    if bug == "number_as_address" and isinstance(wish.get("email"), int):
        wish["email"] = str(wish["email"])
    if not isinstance(wish.get("email"), str):
        raise Refusal(status, "email")
    if "role" not in wish and bug == "role_optional":
        wish["role"] = "reader"
    if not isinstance(wish.get("role"), str):
        raise Refusal(status, "role")
    if wish["role"] not in ("reader", "owner"):
        if bug != "any_role":
            raise Refusal(status, "role")
        wish["role"] = "reader"
    projects = wish.get("projects", [])
    if not isinstance(projects, list):
        raise Refusal(status, "projects")
    for project in projects:
        if not isinstance(project, dict):
            raise Refusal(status, "projects")
        if bug == "project_without_role":
            project.setdefault("role", "member")
        if not isinstance(project.get("id"), str) or project.get("role") not in ("member", "owner"):
            raise Refusal(status, "projects")
    return wish


def check_strictly(wish):
    """The open questions answered with no: each of these refusals keeps the contract."""
    if set(wish) - FIELDS or wish.get("projects", []) is None:
        raise Refusal(400, "unknown field")
    if not ADDRESS.fullmatch(wish["email"]):
        raise Refusal(400, "email")
    if any(project["id"] != KNOWN_PROJECT for project in wish.get("projects", [])):
        raise Refusal(404, "no such project")
    return wish
