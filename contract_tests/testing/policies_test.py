#!/usr/bin/env python3
"""The twin passes the contract under every value of every policy, and under mixtures of them: each
is an answer to an open question, and no answer to one may be called wrong.

usage: policies_test.py INVITRO_CONTRACT INVITRO_SERVER"""

import os
import random
import re
import subprocess
import sys
import time

MIXTURES = 12
CASES = "15"  # a tenth of a default run's
MOST_SECONDS = 2.0 * float(os.environ.get("INVITRO_SLOWER", "1"))


def values(possible):
    """Every one of a list; of a range its ends and something between."""
    for part in possible.split(", "):
        low, to, high = part.partition(" to ")
        yield low
        if to:
            yield str((int(low) + int(high)) // 1000)
            yield high


def passes(contract, chosen):
    flags = [part for policy in chosen for part in ("--policy", policy)]
    began = time.monotonic()
    run = subprocess.run(
        [contract, *flags, "--cases", CASES, "--gtest_brief=1"],
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.monotonic() - began
    good = run.returncode == 0 and took < MOST_SECONDS
    print(f"{'ok  ' if good else 'FAIL'} {' '.join(chosen)} in {took:.2f} s")
    if not good:
        print(run.stdout[-6000:] + run.stderr[-2000:])
    return good


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    contract, server = sys.argv[1:]
    listed = subprocess.run([server, "--list-policies"], capture_output=True, text=True, check=True)
    policies = re.findall(r"^(\S+) = (\S+)    \((.*)\)$", listed.stdout, re.MULTILINE)
    if len(policies) < 20:
        sys.exit("the server lists too few policies: " + listed.stdout)
    possible = {name: list(values(listed)) for name, _, listed in policies}
    tries = [[f"{name}={value}"] for name in possible for value in possible[name]]
    chance = random.Random(1)
    for _ in range(MIXTURES):
        tries.append([f"{name}={chance.choice(possible[name])}" for name in possible])
    wrong = sum(1 for chosen in tries if not passes(contract, chosen))
    print(f"{len(tries)} tries, {wrong} wrong")
    sys.exit(1 if wrong else 0)


main()
