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
    SLOWER, Scratch, server,
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
                run, report = self.report_of(there, "--timeout", "2",
                                             "--gtest_filter=INV_CREATE_0*")
            self.assertEqual(report["broken"], [], flags)
            self.assertEqual(there.left["left"], 0, flags)
            if run.returncode != 0:  # newer versions of the library read both
                self.assertEqual(run.returncode, 2, run.stdout + run.stderr)
                self.assertIn(name, run.stdout + run.stderr)
                self.assertIn("HTTP library", run.stdout + run.stderr)


class Gateways(Patience):
    """A 502, 503 or 504 says nothing of the target's rules."""

    def test_reads_are_asked_again(self):
        for flags in (["--control"], []):
            with server("--gateway", "GET:97", *flags) as there:
                run, _ = self.report_of(there)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertEqual(there.left["left"], 0)

    def test_a_scenario_begins_again_if_a_change_has_no_answer(self):
        for method, every in (("POST", "180"), ("DELETE", "200")):
            with server("--gateway", f"{method}:{every}") as there:
                run, _ = self.report_of(there, "--gtest_filter=INV_PAGE_02*:INV_DELETE*")
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertEqual(there.left["left"], 0)

    def test_one_that_stays_is_an_error_and_leaves_nothing(self):
        for flags in (["--gateway", "GET:1"], ["--gateway", "POST:3"],
                      ["--gateway", "DELETE:2", "--control"], ["--gateway", "DELETE:2"]):
            for pace in ([], ["--rpm", "100000", "--budget", "500"]):
                with server(*flags, "--strangers", "0" if not pace else "3") as there:
                    run, report = self.report_of(there, *pace)
                self.assertEqual(report["broken"], [], flags + pace)
                self.assertEqual(run.returncode, 2, run.stdout + run.stderr)
                method = flags[1].partition(":")[0]
                self.assertIn(f"answers 502 to {method}", run.stdout + run.stderr)
                self.assertTrue(there.left["as_before"], there.left)

    def test_a_500_is_a_finding(self):
        with server("--bug", "limit_101_fails") as there:
            run, report = self.report_of(there, "--gtest_filter=INV_PAGE_03*")
        self.assertEqual((run.returncode, report["broken"]), (1, ["INV-PAGE-03"]))


class Sweeps(Patience):
    def test_an_expiry_may_show_with_the_next_sweep(self):
        sweeps = (("five", 300), ("midnight", 86400), ("minute", 60), ("hour", 3600))
        for sweep, period in sweeps if SLOWER == 1 else sweeps[:2]:
            with server("--control", "--sweep", sweep) as there:
                run, report = self.report_of(there)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            verdicts = {rule["id"]: rule["verdict"] for rule in report["rules"]}
            for rule in ("INV-LIFE-04", "INV-LIFE-06", "INV-PAGE-04"):
                self.assertEqual(verdicts[rule], "holds", sweep)
            self.assertGreater(report["met"].get("cursors expired by the clock", 0), 20, sweep)
            late = report["capabilities"]["expiry_late_s"]
            self.assertGreater(late, 1, sweep)
            self.assertLessEqual(late, period, sweep)
            self.assertIn("how late an expiry shows",
                          [answer["question"] for answer in report["answers"]])

    def test_a_target_that_is_punctual_is_known_to_be(self):
        with server("--control") as there:
            _, report = self.report_of(there, "--gtest_filter=INV_LIFE*:Properties*")
        self.assertEqual(report["capabilities"]["expiry_late_s"], 1)

    def test_one_that_never_expires_an_invite_is_broken(self):
        with server("--control", "--bug", "never_expires") as there:
            run, report = self.report_of(there, "--gtest_filter=INV_LIFE*")
        self.assertEqual((run.returncode, report["broken"]), (1, ["INV-LIFE-04"]))


class Frugality(Patience):
    def test_a_limited_run_verifies_every_documented_rule(self):
        for flags in (["--strangers", "50"], [], ["--control"]):
            with server(*flags) as there:
                run, report = self.report_of(there, "--rpm", "100000", "--budget", "150")
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertLessEqual(there.left["made"], 25)
            for rule in report["rules"]:
                keys = rule["id"] == "INV-KEY-01"  # not documented, and makes no invite
                undriven = any(word in rule["why"] for word in ("told to", "clock"))
                elsewhere = rule["id"] in ("INV-SHAPE-02", "INV-KEY-07")
                if keys or (rule["standing"] == "documented" and not undriven and not elsewhere):
                    self.assertEqual(rule["verdict"], "holds", (flags, rule))


class SlowTargets(Patience):
    def test_a_slow_target_is_asked_less_and_checked_for_every_rule(self):
        fast = {}
        for slow, flags in ((0, ["--control"]), (20, ["--control"])):
            with server("--slow", str(slow), *flags) as there:
                run, report = self.report_of(there)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            verdicts = {rule["id"]: rule["verdict"] for rule in report["rules"]}
            self.assertEqual(fast or verdicts, verdicts)
            fast = verdicts
        self.assertTrue(report["capabilities"]["slow"])
        self.assertIn("ms an answer): fewer cases", run.stdout)
        self.assertLess(report["requests"], 5_000)  # at 20 ms each: 100 s, and no clock to judge it


class ShortLives(Patience):
    def test_invites_that_expire_during_a_scenario_break_no_rule(self):
        for lifetime in ("1", "2"):
            for flags in ([], ["--slow", "10"]):
                with server("--lifetime", lifetime, *flags) as there:
                    run, report = self.report_of(there)
                self.assertEqual(report["broken"], [], run.stdout)
                # It never deletes an expired invite, so that some may remain.
                self.assertIn(run.returncode, (0, 4), run.stdout + run.stderr)


class Strangers(Patience):
    def test_their_invites_come_and_go(self):
        for pace in ([], ["--rpm", "100000", "--budget", "400"]):
            for count in ("3", "30", "150") if SLOWER == 1 else ("30",):
                with server("--strangers", count, "--busy") as there:
                    run, report = self.report_of(there, *pace)
                self.assertEqual((run.returncode, report["broken"]), (0, []), run.stdout)
                self.assertEqual(there.left["foreign_deletions"], 0)


if __name__ == "__main__":
    unittest.main()
