#!/usr/bin/env python3
"""invitro-contract from outside, against a server that is none of ours: what it says of each stated
bug, how it ends, what it leaves.

usage: program_test.py INVITRO_CONTRACT [unittest's arguments]"""

import concurrent.futures
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

if len(sys.argv) < 2:
    sys.exit(__doc__)
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from bugs import BUGS  # noqa: E402  pylint: disable=wrong-import-position
from harness import (  # noqa: E402  pylint: disable=wrong-import-position
    CERT, CONTRACT, KEY, SLOWER, Scratch, contract, server,
)


class Verdicts(Scratch):
    def test_a_correct_server_passes_however_it_answers_the_open_questions(self):
        for flags in (["--control"], []):
            with server(*flags) as there:
                run = self.run_on(there, "--report", str(self.folder / "report"))
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            report = json.loads((self.folder / "report/report.json").read_text())
            self.assertGreater(report["requests"], 3000)
            if flags:
                for met in ("deletions of accepted invites", "full last pages", "deleted cursors"):
                    self.assertGreater(report["met"].get(met, 0), 0, met)
            else:
                rule = next(rule for rule in report["rules"] if rule["id"] == "INV-DELETE-06")
                self.assertEqual(rule["verdict"], "unverified")
            self.assertEqual(there.left["left"], 0)
        self.assertEqual(self.ledgers(), [])

    def test_a_server_that_knows_no_project_and_few_addresses_passes(self):
        for flags in (["--control", "--strict"], ["--strict"]):
            with server(*flags) as there:
                run = self.run_on(there)
                only = "--gtest_filter=INV_CREATE_05.*"
                known = self.run_on(there, "--project", "proj_known", only)
                unknown = self.run_on(there, "--project", "proj_else", only)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertIn("name one, --project", run.stdout)
            self.assertIn("1 rules hold", known.stdout)
            self.assertEqual(unknown.returncode, 1, unknown.stdout)

    def test_new_invites_may_replace_old_ones_and_connections_may_end(self):
        with server("--control", "--supersede", "--hang-up", "7") as there:
            run = self.run_on(there, "--report", str(self.folder / "report"),
                              "--allow", "INV-CREATE-08")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertIn("gives way", (self.folder / "report/report.json").read_text())
        self.assertEqual(there.left["left"], 0)

    def test_a_creation_whose_answer_was_lost_is_found_and_removed(self):
        for flags in (["--control"], []):
            with server("--swallow", "40", *flags) as there:
                run = self.run_on(there, "--gtest_filter=-Properties*:INV_RACE*")
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertNotIn("somebody else", run.stdout)
            self.assertEqual(there.left["left"], 0)

    def test_each_stated_bug_is_failed_by_the_right_rule(self):
        def hunt(bug):
            began = time.monotonic()
            report = self.folder / bug
            with server("--control", "--bug", bug) as there:
                run = self.run_on(there, "--report", str(report))
            took = time.monotonic() - began
            if run.returncode != 1:
                return f"{bug}: exit code {run.returncode}\n{run.stdout}{run.stderr}"
            broken = [failure["rule"] for failure in json.loads(
                (report / "report.json").read_text())["failures"]]
            if BUGS[bug] not in broken:
                return f"{bug}: {BUGS[bug]} should have failed, not {broken}"
            return f"{bug}: took {took:.0f} s" if took > 45 * SLOWER else None

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            wrong = [line for line in pool.map(hunt, BUGS) if line]
        self.assertEqual(wrong, [], "\n".join(wrong))

    def test_a_failure_tells_its_story(self):
        with server("--control", "--bug", "more_on_full_last") as there:
            found = self.folder / "found"
            run = self.run_on(there, "--counterexamples", str(found),
                              "--gtest_filter=Properties.*", "--seed", "7")
            self.assertEqual(run.returncode, 1, run.stdout)
            for part in ("INV-PAGE-05", "the shortest way there", "create #", "curl -s",
                         "$OPENAI_ADMIN_KEY", "to see it again"):
                self.assertIn(part, run.stdout)
            self.assertNotIn(KEY, run.stdout + run.stderr)
            saved = list(found.glob("*.json"))
            self.assertEqual(len(saved), 1)
            steps = json.loads(saved[0].read_text())["steps"]
            self.assertLessEqual(len(steps), 4, steps)
            again = self.run_on(there, "--replay", str(saved[0]))
            self.assertEqual(again.returncode, 1, again.stdout)
            self.assertIn("INV-PAGE-05", again.stdout)
            self.assertIn(f"--replay {saved[0]}", again.stdout)
        with server("--control") as there:
            mended = self.run_on(there, "--replay", str(saved[0]))
        self.assertEqual(mended.returncode, 0, mended.stdout)

    def test_the_same_seed_fails_the_same_way(self):
        stories = []
        for _ in range(2):
            with server("--control", "--bug", "delete_next_too") as there:
                run = self.run_on(there, "--seed", "11", "--gtest_filter=Properties.*")
            story = run.stdout.split("the shortest way there:")[1].split("what was asked")[0]
            stories.append(story)
        self.assertEqual(stories[0], stories[1])


class Paced(Scratch):
    def test_a_live_like_target_is_verified_within_the_budget(self):
        scale = "30"
        flags = ["--strangers", "50", "--rate", "7", "--time-scale", scale, "--tls", *CERT]
        with server(*flags) as there:
            run = self.run_on(there, "--rpm", "6", "--budget", "150", "--time-scale", scale,
                              "--ca-file", CERT[0], "--report", str(self.folder))
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertTrue(there.left["as_before"], there.left)
        self.assertLessEqual(there.left["made"], 25)
        report = json.loads((self.folder / "report.json").read_text())
        for rule in report["rules"]:
            reachable = not any(word in rule["why"] for word in ("told to", "clock"))
            if rule["standing"] == "documented" and reachable and rule["id"] != "INV-SHAPE-02":
                self.assertEqual(rule["verdict"], "holds", rule)
        self.assertIn("of 150 requests", run.stderr)

    def test_a_paced_target_that_can_be_driven_shows_every_documented_rule(self):
        with server("--control") as there:
            flags = ["--rpm", "100000", "--report", str(self.folder / "report")]
            for run in (self.run_on(there, *flags), contract(*flags, key=None)):
                self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
                report = json.loads((self.folder / "report/report.json").read_text())
                for rule in report["rules"]:
                    elsewhere = rule["id"] in ("INV-SHAPE-02", "INV-KEY-07", "INV-RACE-01")
                    if rule["standing"] == "documented" and not elsewhere:
                        self.assertEqual(rule["verdict"], "holds", rule)
        self.assertLessEqual(there.left["made"], 25)

    def test_a_target_that_says_429_is_waited_for(self):
        scale = "600"
        with server("--control", "--rate", "3", "--time-scale", scale) as there:
            run = self.run_on(there, "--rpm", "60", "--budget", "150", "--time-scale", scale,
                              "--gtest_filter=INV_GET*:INV_CREATE_01*")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_a_local_target_that_limits_is_not_asked_without_end(self):
        with server("--rate", "7") as there:
            run = self.run_on(there)
        self.assertEqual(run.returncode, 2, run.stdout)
        self.assertIn("--rpm", run.stdout)

    def test_where_others_invite_histories_overlap_only_if_asked_for(self):
        scale = "600"
        flags = ["--rpm", "6", "--time-scale", scale, "--gtest_filter=INV_RACE*"]
        with server("--strangers", "50", "--rate", "7", "--time-scale", scale) as there:
            unasked = self.run_on(there, *flags)
            asked = self.run_on(there, *flags, "--histories", "2")
        self.assertIn("unverified", unasked.stdout)
        self.assertEqual(asked.returncode, 0, asked.stdout + asked.stderr)
        self.assertIn("1 rules hold", asked.stdout)
        self.assertTrue(there.left["as_before"], there.left)
        self.assertLessEqual(there.left["made"], 25)

    def test_a_server_of_one_connection_breaks_no_rule(self):
        with server("--one-connection") as there:
            run = self.run_on(there, "--timeout", "1", "--gtest_filter=INV_RACE*:INV_GET*")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertIn("no answer to a request beside others", run.stdout)
        self.assertTrue(there.left["as_before"], there.left)

    def test_a_budget_too_small_is_not_having_looked(self):
        with server() as there:
            run = self.run_on(there, "--rpm", "60000", "--budget", "20")
        self.assertEqual(run.returncode, 2, run.stdout)
        self.assertEqual(there.left["left"], 0)
        self.assertIn("budget", run.stdout)


class Ends(Scratch):
    def test_without_a_key_nothing_is_asked(self):
        with server() as there:
            run = self.run_on(there, key=None)
        self.assertEqual(run.returncode, 2)
        self.assertIn("OPENAI_ADMIN_KEY", run.stderr)
        self.assertEqual(there.left["asked"], 0)

    def test_a_wrong_key_is_not_having_looked(self):
        with server() as there:
            run = self.run_on(there, key="sk-admin-wrong-one")
        self.assertEqual(run.returncode, 2)
        self.assertNotIn("wrong-one", run.stdout + run.stderr)

    def test_elsewhere_needs_consent(self):
        run = contract("--target", "https://api.invalid/v1")
        self.assertEqual(run.returncode, 2)
        self.assertIn("--consent-live", run.stderr)

    def test_consent_by_environment_gets_as_far_as_the_name(self):
        run = contract("--target", "https://api.invalid/v1", "--ledger-dir", str(self.folder),
                       INVITRO_CONSENT_LIVE="1")
        self.assertEqual(run.returncode, 2)
        self.assertIn("cannot reach", run.stderr)

    def test_nobody_listening(self):
        run = contract("--target", "http://127.0.0.1:9/v1", "--ledger-dir", str(self.folder))
        self.assertEqual(run.returncode, 2)
        self.assertEqual(list(self.folder.glob("*")), [])

    def test_wrong_usage(self):
        (self.folder / "torn.json").write_text("{")
        for flags in (["--nonsense"], ["--cases", "0"], ["--policy", "a=b", "--target", "http://x"],
                      ["--addresses", "me@example.com"], ["--replay", __file__], ["--seed", "0"],
                      ["--counterexamples", str(self.folder)]):
            run = contract(*flags)
            self.assertEqual(run.returncode, 3, flags)
            self.assertIn("--help", run.stderr)
        policy = contract("--policy", "nope=1")
        self.assertEqual(policy.returncode, 3)
        self.assertIn("'nope'", policy.stderr)
        self.assertEqual(contract("--help").returncode, 0)
        self.assertEqual(contract("--version").returncode, 0)

    def test_listing_asks_nothing_and_a_filter_that_matches_nothing_is_no_success(self):
        listed = contract("--gtest_list_tests", "--target", "http://127.0.0.1:9/v1")
        self.assertEqual(listed.returncode, 0)
        self.assertIn("INV_PAGE_02.", listed.stdout)
        self.assertEqual(contract("--gtest_filter=Nothing.*").returncode, 2)


class CleanUp(Scratch):
    def interrupted(self, there, signal_number, *flags):
        env = {**os.environ, "OPENAI_ADMIN_KEY": KEY}
        with subprocess.Popen(
            [CONTRACT, "--target", there.url, "--ledger-dir", str(self.folder / "ledgers"),
             "--minutes", "2", *flags],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env,
        ) as process:
            deadline = time.monotonic() + 20 * SLOWER
            while time.monotonic() < deadline:
                if any(path.read_text().count('"made"') > 60 for path in self.ledgers()):
                    break
                time.sleep(0.02)
            process.send_signal(signal_number)
            return process.wait(60)

    def test_a_signal_ends_it_cleanly(self):
        for flags in (["--control"], ["--strangers", "7"]):
            with server(*flags) as there:
                self.assertEqual(self.interrupted(there, signal.SIGINT), 2)
            self.assertTrue(there.left["as_before"], there.left)
            self.assertEqual(self.ledgers(), [])

    def test_a_killed_run_is_swept(self):
        for flags in (["--control"], ["--strangers", "7"], [], ["--hang-up", "2"]):
            with server(*flags) as there:
                self.interrupted(there, signal.SIGKILL)
                ledgers = self.ledgers()
                self.assertEqual(len(ledgers), 1)
                sweep = contract("--sweep", str(ledgers[0]))
                self.assertEqual(sweep.returncode, 0, sweep.stderr)
                self.assertEqual(self.ledgers(), [])
                again = contract("--sweep", str(ledgers[0]))
                self.assertEqual(again.returncode, 3, again.stderr)
            self.assertTrue(there.left["as_before"], there.left)

    def test_a_clean_up_that_fails_says_what_remains(self):
        with server("--bug", "pretends_to_delete") as there:
            run = self.run_on(there, "--gtest_filter=INV_CREATE_01*")
            self.assertEqual(run.returncode, 4, run.stdout + run.stderr)
            self.assertIn("remains on the target: inv_", run.stderr)
            self.assertIn("--sweep", run.stdout)
            sweep = contract("--sweep", str(self.ledgers()[0]))
            self.assertEqual(sweep.returncode, 4, sweep.stderr)
        self.assertEqual(len(self.ledgers()), 1)


class Reports(Scratch):
    def test_runs_side_by_side_keep_apart(self):
        report = self.folder / "report"
        flags = ["--report", str(report), "--cases", "40"]
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            runs = list(pool.map(lambda _: contract(*flags), range(3)))
        self.assertEqual([run.returncode for run in runs], [0, 0, 0], runs[0].stdout)
        written = list(report.rglob("report.json"))
        names = {json.loads(path.read_text())["run"] for path in written}
        self.assertEqual(len(names), len(written))
        self.assertGreaterEqual(len(written), 2)

    def test_shards_and_googletest_output(self):
        rules = set()
        for shard in range(2):
            run = contract("--report", str(self.folder), "--gtest_output=xml:"
                           + str(self.folder / f"{shard}.xml"),
                           GTEST_TOTAL_SHARDS="2", GTEST_SHARD_INDEX=str(shard))
            self.assertEqual(run.returncode, 0, run.stdout)
            report = json.loads((self.folder / f"shard-{shard}/report.json").read_text())
            rules |= {rule["id"] for rule in report["rules"] if rule["verdict"] == "holds"}
            self.assertIn("<testcase", (self.folder / f"{shard}.xml").read_text())
        self.assertIn("INV-PAGE-05", rules)
        self.assertIn("INV-DELETE-06", rules)

    def test_no_key_is_in_a_report(self):
        with server("--control", "--bug", "never_more") as there:
            self.run_on(there, "--report", str(self.folder / "report"))
        for path in (self.folder / "report").iterdir():
            self.assertNotIn(KEY, path.read_text(), path)


if __name__ == "__main__":
    unittest.main()
