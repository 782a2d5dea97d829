#!/usr/bin/env python3
"""The whole contract against invitro-server with each of its engines, and with TLS: every rule that
can be checked holds, and each engine shows the same ones.

usage: engines_test.py INVITRO_CONTRACT INVITRO_SERVER"""

import json
import pathlib
import signal
import subprocess
import sys
import time
import unittest

SERVER = sys.argv.pop(2)

from harness import CERT, KEY, Scratch, SLOWER  # noqa: E402 (takes the contract's path)

LESS = ["--cases", "20", "--histories", "20"] if SLOWER > 1 else []


class Twin:
    """A running invitro-server."""

    def __init__(self, folder, *flags):
        port_file = pathlib.Path(folder, "port")
        port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [SERVER, "--port", "0", "--port-file", port_file, "--log-level", "off", "--key", KEY]
            + ["--read-only-key", "sk-admin-reads", "--write-only-key", "sk-admin-writes", *flags],
            stdout=subprocess.PIPE,
            text=True,
        )
        limit = time.monotonic() + 30 * SLOWER
        while not port_file.exists():
            if self.process.poll() is not None or time.monotonic() > limit:
                raise AssertionError("invitro-server does not start")
            time.sleep(0.005)
        scheme = "https" if "--tls-cert" in flags else "http"
        self.url = f"{scheme}://127.0.0.1:{port_file.read_text().strip()}/v1"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30 * SLOWER)


class EnginesTest(Scratch):
    def checked(self, *flags, trust=()):
        """The verdict of each rule in a run that breaks no rule."""
        report = self.folder / "report"
        with Twin(self.folder, *flags) as twin:
            run = self.run_on(twin, *LESS, *trust, "--gtest_brief=1", "--report", str(report))
        self.assertEqual(run.returncode, 0, run.stdout[-3000:] + run.stderr[-2000:])
        rules = json.loads((report / "report.json").read_text())["rules"]
        return {rule["id"]: rule["verdict"] for rule in rules}

    def test_each_shows_the_same_rules(self):
        tls = ["--tls-cert", CERT[0], "--tls-key", CERT[1]]
        default = self.checked()
        self.assertGreater(list(default.values()).count("holds"), 60, default)
        self.assertEqual(self.checked("--engine", "httplib"), default)
        self.assertEqual(self.checked(*tls, trust=["--ca-file", CERT[0]]), default)


unittest.main()
