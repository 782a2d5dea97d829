"""Starts second servers and runs invitro-contract, whose path is the program's first argument."""

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CONTRACT = sys.argv.pop(1)
KEY = "sk-admin-second"
CERT = [str(ROOT / "fixtures/tls/localhost.crt"), str(ROOT / "fixtures/tls/localhost.key")]
SLOWER = float(os.environ.get("INVITRO_SLOWER", "1"))  # under a sanitizer


@contextlib.contextmanager
def server(*flags):
    """A second server; afterwards `left` holds what it wrote of itself."""
    with tempfile.TemporaryDirectory() as folder:
        dump = pathlib.Path(folder, "dump.json")
        with subprocess.Popen(
            [sys.executable, HERE / "second_server.py", "--dump", dump, *flags],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            there = Server(int(process.stdout.readline()), "--tls" in flags)
            try:
                yield there
            finally:
                process.terminate()
                process.wait(10)
        there.left = json.loads(dump.read_text())


class Server:
    def __init__(self, port, tls):
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{port}/v1"
        self.left = {}


def contract(*flags, key=KEY, **environment):
    env = {
        **os.environ,
        "OPENAI_ADMIN_KEY": key,
        "INVITRO_READ_ONLY_KEY": "sk-admin-reads",
        "INVITRO_WRITE_ONLY_KEY": "sk-admin-writes",
        **environment,
    }
    env = {name: value for name, value in env.items() if value is not None}
    return subprocess.run(
        [CONTRACT, *flags], capture_output=True, text=True, env=env, timeout=240, check=False
    )


class Scratch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_on(self, there, *flags, **more):
        return contract(
            "--target", there.url, "--ledger-dir", str(self.folder / "ledgers"), *flags, **more
        )

    def ledgers(self):
        return sorted((self.folder / "ledgers").glob("*"))
