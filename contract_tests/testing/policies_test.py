#!/usr/bin/env python3
"""The twin passes the contract under every value of every policy: each is an answer to an open
question, and no answer to one may be called wrong.

usage: policies_test.py INVITRO_CONTRACT INVITRO_SERVER"""

import os
import re
import subprocess
import sys
import time

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


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    contract, server = sys.argv[1:]
    listed = subprocess.run([server, "--list-policies"], capture_output=True, text=True, check=True)
    policies = re.findall(r"^(\S+) = (\S+)    \((.*)\)$", listed.stdout, re.MULTILINE)
    if len(policies) < 20:
        sys.exit("the server lists too few policies: " + listed.stdout)
    wrong = tried = 0
    for name, _, possible in policies:
        for value in values(possible):
            policy = f"{name}={value}"
            began = time.monotonic()
            run = subprocess.run(
                [contract, "--policy", policy, "--cases", CASES, "--gtest_brief=1"],
                capture_output=True,
                text=True,
                check=False,
            )
            took = time.monotonic() - began
            tried += 1
            good = run.returncode == 0 and took < MOST_SECONDS
            print(f"{'ok  ' if good else 'FAIL'} {policy} in {took:.2f} s")
            if not good:
                wrong += 1
                print(run.stdout[-6000:] + run.stderr[-2000:])
    print(f"{tried} values, {wrong} wrong")
    sys.exit(1 if wrong else 0)


main()
