#!/usr/bin/env python3
"""The twin under every value of every policy, under the shipped profiles and under mixtures.

A value that departs from the documentation is marked in --list-policies with the rule it breaks.
With exactly the marked rules allowed the contract passes, and reports exactly these as departures;
without them it fails with exactly these rules broken. The mixtures change with the date.

usage: policies_test.py INVITRO_CONTRACT INVITRO_SERVER"""

import datetime
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MIXTURES = 12
CASES = "15"  # a tenth of a default run's
SLOW = float(os.environ.get("INVITRO_SLOWER", "1")) > 1  # under a sanitizer
LESS = ["--gtest_filter=-*.MoreThanAThousand:*.PagesOfLargeInvites"] if SLOW else []
MARK = re.compile(r"(\S+) \[breaks (\S+)\]")


def list_policies(server, *flags):
    """(name, value, possible values, {value: the rule it breaks}) of each policy."""
    run = subprocess.run(
        [server, "--list-policies", *flags], capture_output=True, text=True, check=True
    )
    for name, value, possible in re.findall(r"^(\S+) = (\S+)    \((.*)\)$", run.stdout, re.M):
        yield name, value, MARK.sub(r"\1", possible), dict(MARK.findall(possible))


def values(possible):
    """Every one of a list; of a range its ends and something between."""
    for part in possible.split(", "):
        low, to, high = part.partition(" to ")
        yield low
        if to:
            yield str((int(low) + int(high)) // 1000)
            yield high


def play(contract, chosen, allowed):
    """What a run says of a twin with these policies: exit code, broken, allowed, its output."""
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [contract, "--cases", CASES, "--gtest_brief=1", "--report", folder, *LESS]
            + [f"--policy={name}={value}" for name, value in chosen.items()]
            + [f"--allow={rule}" for rule in allowed],
            capture_output=True,
            text=True,
            check=False,
        )
        report = json.loads(pathlib.Path(folder, "report.json").read_text())
    said = run.stdout[-6000:] + run.stderr[-2000:]
    return run.returncode, set(report["broken"]), set(report["allowed"]), said


def wrong(contract, what, chosen, marks, without_too):
    """1 if the verdict on these policies is wrong, else 0; prints a line."""
    broken_by = {marks[name][value] for name, value in chosen.items() if value in marks[name]}
    tries = [(broken_by, 0, set(), broken_by)]
    if without_too and broken_by:
        tries.append((set(), 1, broken_by, set()))
    for allowed, code, broken, departures in tries:
        got = play(contract, chosen, allowed)
        # A mixture whose invites live a second cannot show every departure.
        seen = got[2] == departures or (not without_too and got[2] <= departures)
        good = got[:2] == (code, broken) and seen
        print(f"{'ok  ' if good else 'FAIL'} {what}, allowed: {' '.join(sorted(allowed)) or '-'}")
        if not good:
            print(f"  wanted {code}, broken {broken}, allowed {departures}; got {got[:3]}")
            print(got[3])
            return 1
    return 0


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    contract, server = sys.argv[1:]
    seed = datetime.date.today().toordinal()
    print(f"seed {seed}")
    listed = list(list_policies(server))
    if len(listed) < 20:
        sys.exit(f"the server lists too few policies: {listed}")
    marks = {name: breaks for name, _, _, breaks in listed}
    possible = {name: list(values(text)) for name, _, text, _ in listed}
    tries = [
        (f"{name}={value}", {name: value}, True) for name in possible for value in possible[name]
    ]
    if SLOW:  # those with marks
        tries = [each for each in tries if any(v in marks[n] for n, v in each[1].items())]
    profiles = sorted((ROOT / "fixtures/profiles").glob("*.json"))
    if len(profiles) < 5:
        sys.exit("too few profiles")
    for path in profiles:
        chosen = {name: value for name, value, _, _ in list_policies(server, "--profile", path)}
        tries.append((path.stem, chosen, True))
    chance = random.Random(seed)
    for number in range(MIXTURES):
        chosen = {name: chance.choice(possible[name]) for name in possible}
        text = " ".join(f"{name}={value}" for name, value in chosen.items())
        tries.append((f"mixture {number}: {text}", chosen, False))
    failed = sum(wrong(contract, what, chosen, marks, too) for what, chosen, too in tries)
    print(f"{len(tries)} sets of policies, {failed} wrong")
    sys.exit(1 if failed else 0)


main()
