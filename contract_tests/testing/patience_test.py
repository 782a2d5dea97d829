#!/usr/bin/env python3
"""Correct servers that a hasty contract would call broken: invitro-contract must not.

usage: patience_test.py INVITRO_CONTRACT [unittest's arguments]"""

import json
import pathlib
import sys
import unittest

if len(sys.argv) < 2:
    sys.exit(__doc__)
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from harness import (  # noqa: E402  pylint: disable=wrong-import-position
    Scratch, server,
)


class Patience(Scratch):
    def report_of(self, there, *flags, **more):
        """The run, and its report."""
        run = self.run_on(there, "--report", str(self.folder / "report"), *flags, **more)
        return run, json.loads((self.folder / "report/report.json").read_text())


class LegalHttp(Patience):
    def test_what_the_http_library_cannot_read_breaks_no_rule(self):
        for flags, name in ((["--early-hints", "GET"], "103 Early Hints"),
                            (["--early-hints", "POST"], "103 Early Hints"),
                            (["--trailers", "GET"], "trailers"),
                            (["--trailers", "POST"], "trailers")):
            with server(*flags) as there:
                run, report = self.report_of(there, "--gtest_filter=INV_CREATE_0*", "--timeout", "2")
            self.assertEqual(report["broken"], [], flags)
            self.assertEqual(there.left["left"], 0, flags)
            if run.returncode != 0:  # newer versions of the library read both
                self.assertEqual(run.returncode, 2, run.stdout + run.stderr)
                self.assertIn(name, run.stdout + run.stderr)
                self.assertIn("HTTP library", run.stdout + run.stderr)


if __name__ == "__main__":
    unittest.main()
