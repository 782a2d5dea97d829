"""The official OpenAI SDK for Python against Invitro: only the base URL and the key differ."""
import itertools
import unittest

import openai

import twin

numbers = itertools.count(1)


class Invites(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.twin = cls.enterClassContext(twin.Twin())

    def organization(self, path="/v1", key=None):
        """A key of its own is an organization of its own."""
        self.key = key or f"sk-admin-python-{next(numbers)}"
        client = openai.OpenAI(base_url=self.twin.origin + path, admin_api_key=self.key)
        return client.admin.organization.invites

    def test_creates_retrieves_and_deletes(self):
        for path in ("/v1", ""):
            with self.subTest(path=path):
                invites = self.organization(path)
                created = invites.create(email="anna@example.com", role="reader")
                self.assertEqual(created.status, "pending")
                self.assertEqual(invites.retrieve(created.id), created)
                self.assertTrue(invites.delete(created.id).deleted)
                with self.assertRaises(openai.NotFoundError):
                    invites.retrieve(created.id)

    def test_walks_every_page(self):
        invites = self.organization()
        self.twin.request("POST", "/_mock/seed", self.key, {"count": 233})
        walked = [invite.id for invite in invites.list(limit=7)]
        self.assertEqual(len(set(walked)), 233)
        self.assertEqual(walked, [invite.id for invite in invites.list(limit=100)])

    def test_refuses_to_delete_an_accepted_invite(self):
        invites = self.organization()
        created = invites.create(email="bo@example.com", role="owner")
        self.twin.request("POST", f"/_mock/invites/{created.id}/accept", self.key)
        with self.assertRaisesRegex(openai.BadRequestError, "already accepted"):
            invites.delete(created.id)
        self.assertEqual(invites.retrieve(created.id).status, "accepted")

    def test_errors_have_their_types(self):
        invites = self.organization()
        with self.assertRaises(openai.BadRequestError) as bad:
            invites.list(limit=101)
        self.assertEqual(bad.exception.param, "limit")
        with self.assertRaises(openai.PermissionDeniedError):
            self.organization(key="sk-proj-python").list()


if __name__ == "__main__":
    unittest.main()
