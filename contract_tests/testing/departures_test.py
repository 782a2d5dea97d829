#!/usr/bin/env python3
"""What invitro-contract says of a server that departs from single rules, and of the departures that
its user allows.

usage: departures_test.py INVITRO_CONTRACT [unittest's arguments]"""

import json
import pathlib
import sys
import unittest

if len(sys.argv) < 2:
    sys.exit(__doc__)
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from harness import (  # noqa: E402  pylint: disable=wrong-import-position
    Scratch, contract, server,
)

STATUSES = ["INV-CREATE-18", "INV-CREATE-19", "INV-DELETE-08", "INV-KEY-08", "INV-PAGE-15"]


class Departures(Scratch):
    """A server that refuses what it must, and with other statuses than the documented ones."""

    def report_of(self, run):
        report = json.loads((self.folder / "report/report.json").read_text())
        return run.returncode, sorted(report["broken"]), sorted(report["allowed"]), report

    def run_on(self, there, *flags, **more):
        return super().run_on(there, "--report", str(self.folder / "report"), *flags, **more)

    def test_each_status_is_a_rule_of_its_own(self):
        with server("--control", "--departs") as there:
            code, broken, allowed, _ = self.report_of(self.run_on(there))
            self.assertEqual((code, broken, allowed), (1, STATUSES, []))
            one = ["--allow", "INV-DELETE-08"]
            code, broken, allowed, _ = self.report_of(self.run_on(there, *one))
            others = [rule for rule in STATUSES if rule != "INV-DELETE-08"]
            self.assertEqual((code, broken, allowed), (1, others, ["INV-DELETE-08"]))

    def test_a_file_of_allowances_is_reported_with_its_reasons(self):
        file = self.folder / "departures.txt"
        lines = [f"{rule}  our mock is older than the documentation, #4711" for rule in STATUSES]
        file.write_text("# known departures\n\n" + "\n".join(lines) + " # until May\n")
        with server("--control", "--departs") as there:
            run = self.run_on(there, "--allow", str(file))
        code, broken, allowed, report = self.report_of(run)
        self.assertEqual((code, broken, allowed), (0, [], STATUSES), run.stdout)
        self.assertEqual(report["schema_version"], 1)
        self.assertIn("(allowed: our mock is older than the documentation, #4711)", run.stdout)
        self.assertNotIn("until May", run.stdout)
        verdicts = {rule["id"]: rule["verdict"] for rule in report["rules"]}
        for rule in ("INV-CREATE-08", "INV-DELETE-06", "INV-KEY-04", "INV-PAGE-10"):
            self.assertEqual(verdicts[rule], "holds")
        for rule in STATUSES:
            self.assertEqual(verdicts[rule], "allowed")

    def test_an_allowed_status_hides_no_deletion(self):
        flags = ["--allow", "INV-DELETE-08"]
        with server("--control", "--departs", "--bug", "refused_and_deleted") as there:
            code, broken, allowed, _ = self.report_of(self.run_on(there, *flags))
        self.assertEqual(code, 1)
        self.assertIn("INV-DELETE-06", broken)
        self.assertEqual(allowed, ["INV-DELETE-08"])

    def test_an_allowed_envelope_hides_no_other_rule(self):
        with server("--control", "--bug", "bare_errors") as there:
            code, broken, _, plain = self.report_of(self.run_on(there))
            self.assertEqual((code, broken), (1, ["INV-ERR-01"]))
            code, _, allowed, report = self.report_of(self.run_on(there, "--allow", "INV-ERR-01"))
        self.assertEqual((code, allowed), (0, ["INV-ERR-01"]))
        for each in (plain, report):
            unchecked = [rule["id"] for rule in each["rules"] if rule["verdict"] == "unverified"]
            self.assertLessEqual(set(unchecked), {"INV-SHAPE-02", "INV-KEY-07"})

    def test_an_allowance_that_is_no_longer_needed_is_named(self):
        with server("--control") as there:
            run = self.run_on(there, "--allow", "INV-DELETE-08")
        code, _, allowed, report = self.report_of(run)
        self.assertEqual((code, allowed), (0, []))
        self.assertEqual(report["allowed_needlessly"], ["INV-DELETE-08"])
        self.assertIn("--allow INV-DELETE-08 is no longer needed", run.stdout)

    def test_what_is_no_allowance_is_wrong_usage(self):
        file, unknown = self.folder / "file", "-".join(("INV", "DELETE", "99"))
        bogus = "INV-BOGUS"
        file.write_text("INV-DELETE-08 fine\nDELETE-06 not an id\n")
        for given, words in (
            (unknown, f"there is no rule '{unknown}'; there are: INV-SHAPE-01 "),
            ("delete-06", "'delete-06' is neither a rule's id nor a file"),
            (bogus, f"there is no rule '{bogus}'; there are: INV-SHAPE-01 "),
            (str(file), f"{file}:2: 'DELETE-06' is no rule's id"),
            (str(self.folder), "--allow"),
        ):
            run = contract("--allow", given)
            self.assertEqual((run.returncode, run.stdout), (3, ""), given)
            self.assertIn(words, run.stderr)

    def test_only_what_is_documented_can_be_asked_for(self):
        with server("--control", "--bug", "project_key_opens") as there:  # INV-KEY-03 is likely
            self.assertEqual(self.run_on(there).returncode, 1)
            code, broken, _, report = self.report_of(self.run_on(there, "--only", "documented"))
        self.assertEqual((code, broken), (0, []))
        for rule in report["rules"]:
            left_out = rule["standing"] != "documented"
            self.assertEqual(rule["verdict"] == "left out", left_out, rule)
        self.assertEqual(contract("--only", "likely").returncode, 3)

    def test_what_settles_late_is_asked_again(self):
        for flags in (["--control"], []):
            with server("--lag", "2000", *flags) as there:  # more than a busy machine takes to read
                filters = "--gtest_filter=INV_CREATE_14.ReadableAndListedAtOnce"
                code, broken, _, _ = self.report_of(self.run_on(there, filters))
                self.assertEqual((code, broken[0]), (1, "INV-CREATE-14"))
            with server("--lag", "20", *flags) as there:
                run = self.run_on(there, "--settle", "3000", "--cases", "3",
                                  "--gtest_filter=-INV_RACE*")
                code, broken, _, report = self.report_of(run)
            self.assertEqual((code, broken), (0, []), run.stdout)
            self.assertEqual(there.left["left"], 0)
            questions = [answer["question"] for answer in report["answers"]]
            self.assertIn("the longest time until a change could be read", questions)

    def test_the_clean_up_waits_for_what_cannot_be_read_yet(self):
        with server("--lag", "1500") as there:  # longer than the whole run
            run = self.run_on(there, "--settle", "3000",
                              "--gtest_filter=INV_CREATE_07.OmittedProjects")
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertEqual((there.left["made"], there.left["left"]), (1, 0))

    def test_a_paced_target_that_settles_late_passes(self):
        with server("--lag", "60", "--strangers", "3") as there:
            run = self.run_on(there, "--settle", "3000", "--rpm", "60000", "--budget", "250")
        code, broken, _, _ = self.report_of(run)
        self.assertEqual((code, broken), (0, []), run.stdout)
        self.assertTrue(there.left["as_before"])

    def test_no_allowance_deletes_what_a_stranger_made(self):
        with server("--strangers", "30", "--serial-ids", "--busy") as there:
            self.run_on(there, "--rpm", "60000", "--budget", "400", "--allow", "INV-GET-02")
        self.assertEqual(there.left["foreign_deletions"], 0)

    def test_an_allowance_never_hangs_or_crashes(self):
        for bug, rule in (("cursor_included", "INV-PAGE-04"), ("never_more", "INV-PAGE-05"),
                          ("more_on_full_last", "INV-PAGE-05"), ("any_role", "INV-CREATE-12"),
                          ("delete_says_202", "INV-DELETE-02")):
            with server("--control", "--bug", bug) as there:
                run = self.run_on(there, "--allow", rule, "--cases", "10")
            self.assertIn(run.returncode, (0, 1), f"{bug}: {run.stdout[-3000:]}")
            code, broken, allowed, _ = self.report_of(run)
            self.assertIn(rule, allowed, bug)
            self.assertNotIn(rule, broken, bug)

    def test_without_keys_of_one_scope_their_rules_are_unverified(self):
        keys = {"INVITRO_READ_ONLY_KEY": None, "INVITRO_WRITE_ONLY_KEY": None}
        with server("--control") as there:
            _, _, _, report = self.report_of(self.run_on(there, **keys))
        verdicts = {rule["id"]: rule for rule in report["rules"]}
        for rule in ("INV-KEY-04", "INV-KEY-08", "INV-KEY-09"):
            self.assertEqual(verdicts[rule]["verdict"], "unverified")
            self.assertIn("INVITRO_", verdicts[rule]["why"])


unittest.main()
