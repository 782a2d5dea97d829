"""A client generated before 2026 reads the twin's answers. Needs no package.

Its Invite requires what the older reference did, as the generated Ruby, Go and PHP clients do:
an `invited_at` and an `expires_at`; it has never heard of `created_at`, and refuses nulls in
what it requires.
"""
import unittest

import twin

KEY = "sk-admin-older"
INVITES = "/v1/organization/invites"
REQUIRED = {"object": str, "id": str, "email": str, "role": str, "status": str,
            "invited_at": int, "expires_at": int}
OPTIONAL = {"accepted_at": int, "projects": list}
ENUMERATED = {"object": {"organization.invite"}, "role": {"owner", "reader"},
              "status": {"accepted", "expired", "pending"}}


def decode_invite(body):
    invite = {}
    for name, kind in REQUIRED.items():
        if not isinstance(body.get(name), kind):
            raise ValueError(f"{name} is required, and of type {kind.__name__}: {body}")
        invite[name] = body[name]
    for name, kind in OPTIONAL.items():
        if body.get(name) is not None and not isinstance(body[name], kind):
            raise ValueError(f"{name} must be of type {kind.__name__}: {body}")
        invite[name] = body.get(name)
    for name, values in ENUMERATED.items():
        if invite[name] not in values:
            raise ValueError(f"{name} must be one of {values}: {body}")
    return invite


class OlderDialect(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.twin = cls.enterClassContext(twin.Twin())

    def test_reads_every_state_of_an_invite(self):
        pending = decode_invite(self.twin.request(
            "POST", INVITES, KEY, {"email": "anna@example.com", "role": "reader"}))
        self.assertGreater(pending["expires_at"], pending["invited_at"])
        accepted = decode_invite(
            self.twin.request("POST", f"/_mock/invites/{pending['id']}/accept", KEY))
        self.assertIsInstance(accepted["accepted_at"], int)
        other = self.twin.request(
            "POST", INVITES, KEY, {"email": "bo@example.com", "role": "owner", "projects": []})
        self.twin.request("POST", f"/_mock/invites/{other['id']}/expire", KEY)
        states = {decode_invite(invite)["status"]
                  for invite in self.twin.request("GET", INVITES, KEY)["data"]}
        self.assertEqual(states, {"accepted", "expired"})

    def test_its_decoder_can_fail(self):
        created = self.twin.request(
            "POST", INVITES, KEY + "-2", {"email": "carl@example.com", "role": "reader"})
        for name in REQUIRED:
            with self.assertRaises(ValueError):
                decode_invite({key: value for key, value in created.items() if key != name})


if __name__ == "__main__":
    unittest.main()
