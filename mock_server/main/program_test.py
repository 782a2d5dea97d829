"""invitro-server as its users meet it: flags, files, signals, exit codes, what it prints.

Usage: program_test.py INVITRO_SERVER [unittest's arguments]"""

import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

SERVER = sys.argv.pop(1)
FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures"
INVITES = "/v1/organization/invites"
CERTIFICATE = ("--tls-cert", FIXTURES / "tls/localhost.crt")
CERTIFICATE += ("--tls-key", FIXTURES / "tls/localhost.key")
# cpp-httplib's server waits for idle clients: docs/engines.md.
STOP_SECONDS = 15 if os.environ.get("INVITRO_ENGINE") == "httplib" else 2


class Twin:
    """A running program. Its output is read when it ends."""

    def __init__(self, *flags):
        self.folder = tempfile.TemporaryDirectory()
        port_file = pathlib.Path(self.folder.name, "port")
        self.process = subprocess.Popen(
            [SERVER, "--port", "0", "--port-file", port_file, *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        limit = time.monotonic() + 30
        while not port_file.exists():
            if self.process.poll() is not None or time.monotonic() > limit:
                raise AssertionError(self.process.communicate())
            time.sleep(0.005)
        self.port = int(port_file.read_text())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
        self.folder.cleanup()

    def ask(self, method, path, body=None, key="sk-admin-invitro", scheme="http", context=None):
        """Status and JSON."""
        request = urllib.request.Request(
            f"{scheme}://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {key}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30, context=context) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def end(self, with_signal=signal.SIGTERM):
        """Exit code, standard output, standard error."""
        self.process.send_signal(with_signal)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


def has_epoll():
    """Whether this build has the epoll engine."""
    return "not part of this build" not in run("--engine", "epoll", *CERTIFICATE).stderr


def run(*flags):
    return subprocess.run([SERVER, *flags], capture_output=True, text=True, timeout=30, check=False)


class ProgramTest(unittest.TestCase):
    def test_says_which_engine_serves(self):
        for flags, line in (
            (["--engine", "httplib"], "engine    httplib (cpp-httplib's own server)"),
            (["--engine", "epoll"], "engine    epoll (plain HTTP; --engine httplib for cpp-http"),
        ):
            if flags[1] == "epoll" and not has_epoll():
                continue
            with Twin(*flags) as twin:
                health = twin.ask("GET", "/_mock/health")[1]
                _, out, _ = twin.end()
            self.assertIn(line, out)
            self.assertEqual(health["engine"], flags[1])

    def test_an_engine_that_cannot_serve_is_an_error(self):
        done = run("--engine", "nginx")
        self.assertEqual(done.returncode, 3)
        self.assertIn("--engine", done.stderr)
        done = run("--engine", "epoll", *CERTIFICATE)
        self.assertEqual(done.returncode, 1)
        self.assertIn("epoll engine", done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1)

    def test_prints_where_it_is_and_a_line_that_works(self):
        with Twin() as twin:
            _, out, err = twin.end()
        self.assertIn(f"http://127.0.0.1:{twin.port}/v1", out)
        self.assertIn("sk-admin-invitro", out)
        self.assertIn("curl ", out)
        self.assertNotIn("warning", err)

    def test_ends_with_0_at_once_although_clients_are_connected(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with Twin() as twin:
                idle = [socket.create_connection(("127.0.0.1", twin.port)) for _ in range(20)]
                idle[0].sendall(b"POST /v1/organization/invites HTTP/1.1\r\nContent-Le")
                began = time.monotonic()
                code, _, _ = twin.end(number)
                self.assertEqual(code, 0)
                self.assertLess(time.monotonic() - began, STOP_SECONDS)
                for client in idle:
                    client.close()

    def test_help_and_version_and_policies(self):
        for flag, words in (
            ("--help", "--port-file"),
            ("--version", "invitro-server "),
            ("--list-policies", "list_order = oldest_first"),
        ):
            done = run(flag)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn(words, done.stdout)

    def test_a_wrong_flag_is_one_line_and_3(self):
        for flags, words in (
            (["--prot", "1"], "--prot"),
            (["--port", "x"], "--port"),
            (["--port", "70000"], "--port"),
            (["--policy", "list_order"], "name=value"),
            (["--policy", "dialect=x"], "both, created_at, invited_at"),
            (["--profile", "/nowhere"], "/nowhere"),
            (["--seed-file", "/nowhere"], "/nowhere"),
            (["--seed", "-1"], "--seed"),
            (["--tls-cert", "x"], "--tls-key"),
            (["--log-level", "loud"], "--log-level"),
            (["extra"], "extra"),
        ):
            with self.subTest(flags=flags):
                done = run(*flags)
                self.assertEqual((done.returncode, done.stdout), (3, ""))
                self.assertIn(words, done.stderr)
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    def test_what_it_cannot_start_with_is_one_line_and_1(self):
        with Twin() as twin:
            for flags, words in (
                (["--port", str(twin.port)], "Address already in use"),
                (["--port", "0", "--host", "192.0.2.1"], "192.0.2.1"),
                (["--port", "0", "--port-file", "/nowhere/x"], "/nowhere/x"),
                (["--port", "0", "--profile", __file__], "not JSON"),
                (["--port", "0", "--tls-cert", __file__, "--tls-key", __file__], "certificate"),
            ):
                with self.subTest(flags=flags):
                    done = run(*flags)
                    self.assertEqual((done.returncode, done.stdout), (1, ""))
                    self.assertIn(words, done.stderr)
                    self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    def test_every_profile_of_the_fixtures_is_one(self):
        profiles = sorted((FIXTURES / "profiles").glob("*.json"))
        self.assertGreaterEqual(len(profiles), 4)
        for profile in profiles:
            with self.subTest(profile=profile.name), Twin("--profile", profile) as twin:
                wanted = json.loads(profile.read_text())["policies"]
                _, got = twin.ask("GET", "/_mock/policies")
                self.assertEqual({**got["policies"], **wanted}, got["policies"])

    def test_the_documented_profile_is_the_defaults(self):
        profile = json.loads((FIXTURES / "profiles/documented.json").read_text())["policies"]
        with Twin() as twin:
            self.assertEqual(twin.ask("GET", "/_mock/policies")[1]["policies"], profile)

    def test_policies_are_listed_as_the_flags_set_them(self):
        strict = FIXTURES / "profiles/strict.json"
        done = run("--list-policies", "--profile", strict, "--policy", "dialect=both")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("delete_accepted_status = 409    (400, 403 [breaks INV-DEL", done.stdout)
        self.assertIn("dialect = both", done.stdout)
        done = run("--list-policies", "--profile", __file__)
        self.assertEqual((done.returncode, done.stdout), (3, ""))

    def test_the_description_is_served(self):
        wanted = json.loads((FIXTURES / "openapi.json").read_text())
        with Twin() as twin:
            self.assertEqual(twin.ask("GET", "/_mock/openapi.json"), (200, wanted))

    def test_seed_file_clock_and_seed(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(
                '{"invites":[{"id":"invite-a","email":"a@example.com","status":"accepted"}]}'
            )
            file.flush()
            flags = ("--seed-file", file.name, "--clock", "1711471533", "--seed", "7")
            with Twin(*flags) as first, Twin(*flags) as second:
                self.assertEqual(first.ask("GET", INVITES), second.ask("GET", INVITES))
                _, page = first.ask("GET", INVITES)
                self.assertEqual(page["data"][0]["accepted_at"], 1711471533)
                self.assertEqual(first.ask("GET", INVITES, key="another")[1]["data"], [])

    def test_the_log_has_a_line_a_request_and_no_key(self):
        with Twin() as twin:
            twin.ask("GET", INVITES, key="sk-admin-0123456789-secret")
            twin.ask("GET", INVITES, key="sk-proj-0123456789-secret")
            twin.ask("GET", INVITES, key="tiny-key")
            _, _, err = twin.end()
        self.assertEqual(len(err.splitlines()), 3, err)
        self.assertIn("GET /v1/organization/invites 200", err)
        for part in ("0123456789", "tiny-key"):
            self.assertNotIn(part, err)

    def test_beyond_loopback_it_warns(self):
        with Twin("--host", "0.0.0.0") as twin:
            self.assertEqual(twin.ask("GET", INVITES)[0], 200)
            _, _, err = twin.end()
        self.assertIn("warning: 0.0.0.0 is not a loopback address", err)

    def test_no_control(self):
        with Twin("--no-control") as twin:
            self.assertEqual(twin.ask("GET", "/_mock/health")[0], 404)

    def test_keys(self):
        with Twin(
            "--key", "the-key", "--only-key", "--revoked-key", "gone-1", "--revoked-key", "gone-2"
        ) as twin:
            self.assertEqual(twin.ask("GET", INVITES, key="the-key")[0], 200)
            for key in ("gone-1", "gone-2", "another"):
                self.assertEqual(twin.ask("GET", INVITES, key=key)[0], 401)

    def test_keys_with_one_scope(self):
        flags = ("--only-key", "--read-only-key", "reads", "--write-only-key", "writes")
        body = {"email": "a@example.com", "role": "reader"}
        with Twin(*flags) as twin:
            status, invite = twin.ask("POST", INVITES, body, key="writes")
            self.assertEqual(status, 200)
            one = f"{INVITES}/{invite['id']}"
            self.assertEqual(twin.ask("GET", one, key="reads"), (200, invite))
            self.assertEqual(twin.ask("GET", one, key="sk-admin-invitro"), (200, invite))
            for method, path, key, scope in (
                ("GET", INVITES, "writes", "read"),
                ("GET", one, "writes", "read"),
                ("DELETE", one, "reads", "write"),
                ("POST", INVITES, "reads", "write"),
            ):
                status, refusal = twin.ask(method, path, body if method == "POST" else None, key)
                self.assertEqual(status, 403)
                self.assertIn(f"Missing scopes: api.management.{scope}.", refusal["error"])
            self.assertEqual(twin.ask("DELETE", one, key="writes")[0], 200)

    def test_a_key_with_one_scope_stands_alone(self):
        for flags in (
            ("--read-only-key", "sk-admin-invitro"),
            ("--read-only-key", "x", "--write-only-key", "x"),
            ("--write-only-key", ""),
        ):
            done = run("--port", "0", *flags)
            self.assertEqual((done.returncode, done.stdout), (1, ""), flags)
            self.assertIn("read-only or write-only key", done.stderr)

    def test_tls(self):
        cert, key = FIXTURES / "tls/localhost.crt", FIXTURES / "tls/localhost.key"
        with Twin("--tls-cert", cert, "--tls-key", key) as twin:
            trusting = ssl.create_default_context(cafile=cert)
            status, invite = twin.ask(
                "POST",
                INVITES,
                {"email": "a+b@example.com", "role": "reader"},
                scheme="https",
                context=trusting,
            )
            self.assertEqual((status, invite["email"]), (200, "a+b@example.com"))
            self.assertEqual(
                twin.ask("GET", "/v1/x", scheme="https", context=trusting)[1]["error"]["message"],
                "Invalid URL (GET /v1/x)",
            )
            with self.assertRaises(urllib.error.URLError):
                twin.ask("GET", INVITES, scheme="https", context=ssl.create_default_context())
            code, out, _ = twin.end()
        self.assertEqual(code, 0)
        self.assertIn("https://127.0.0.1:", out)


if __name__ == "__main__":
    os.environ.pop("OPENAI_BASE_URL", None)
    unittest.main(argv=sys.argv)
