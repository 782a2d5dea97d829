#!/usr/bin/env python3
"""Measures the twin beside a bare server in interleaved rounds, and what it costs at a million
invites. Every figure is a ratio or a difference of things measured in turns in this one run:
machines are noisy."""

import argparse
import itertools
import json
import math
import pathlib
import platform
import statistics
import sys
import time

import costs
from load import requests_per_second
from servers import bare, twin

HERE = pathlib.Path(__file__).resolve().parent
INVITES = "/v1/organization/invites"
CONNECTIONS = (1, 8, 64)


class Case:
    """A request, and a body as large as its answer for the bare server."""

    def __init__(self, name, path, body, script=None):
        self.name, self.path, self.body, self.script = name, path, body, script


def cases(server):
    page = server.ask("GET", f"{INVITES}?limit=100")
    invite = page["data"][0]
    text = json.dumps(invite, separators=(",", ":")).encode()
    return [
        Case("retrieve", f"{INVITES}/{invite['id']}", text),
        Case(
            "list limit=100",
            f"{INVITES}?limit=100",
            json.dumps(page, separators=(",", ":")).encode(),
        ),
        Case("create", INVITES, text, HERE / "create.lua"),
    ]


def compare(case, contenders, connections, rounds, seconds):
    """The medians of the rates of each contender; rounds go from one to the next."""
    # One connection: both ends on one core, so that no wake-up is measured.
    core = 0 if connections == 1 else None
    rates = {name: [] for name in contenders}
    runs = itertools.count()
    for _ in range(rounds):
        for name, server in contenders.items():
            rates[name].append(
                requests_per_second(
                    server.port,
                    case.path,
                    connections,
                    seconds,
                    core,
                    case.script,
                    f"{case.name}-{connections}-{next(runs)}",
                )
            )
        progress(".")
    return {name: statistics.median(values) for name, values in rates.items()}


def progress(text):
    print(text, end="", file=sys.stderr, flush=True)


def throughput(binaries, rounds, seconds):
    rows = []
    for connections in CONNECTIONS:
        core = 0 if connections == 1 else None
        seeded = ("--seed", "1")  # the same ids in both
        with twin(binaries, *seeded, core=core) as ours, twin(
            binaries, *seeded, "--engine", "httplib", core=core
        ) as library:
            for server in (ours, library):
                server.ask("POST", "/_mock/seed", {"count": 100_000})
            for case in cases(ours):
                with bare(binaries, case.body, core) as theirs, bare(
                    binaries, case.body, core
                ) as again:
                    progress(f"{case.name}, {connections} connections ")
                    got = compare(
                        case,
                        {"bare": theirs, "twin": ours, "httplib": library, "bare again": again},
                        connections,
                        rounds,
                        seconds,
                    )
                    progress("\n")
                rows.append(
                    {
                        "case": case.name,
                        "connections": connections,
                        **got,
                        "ratio": got["twin"] / got["bare"],
                        "library": got["httplib"] / got["bare"],
                        "noise": got["bare again"] / got["bare"],
                    }
                )
    return rows


def report(rows, figures):
    print(f"machine: {platform.machine()}, {cpu()}")
    if rows:
        report_throughput(rows)
    if figures:
        print("| what | measured | bound |\n|---|---|---|")
    for name, measured, bound in figures:
        print(f"| {name} | {measured} | {bound} |")


def report_throughput(rows):
    print(
        "| request | connections | bare, per s | epoll, per s | epoll / bare | httplib / bare "
        "| bare / bare |"
    )
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row['case']} | {row['connections']} | {row['bare']:,.0f} | {row['twin']:,.0f} | "
            f"**{row['ratio']:.2f}** | **{row['library']:.2f}** | {row['noise']:.2f} |"
        )
    for name, key in (("epoll", "ratio"), ("httplib", "library")):
        ratios = [row[key] for row in rows]
        mean = math.exp(statistics.fmean(math.log(ratio) for ratio in ratios))
        print(f"\n{name} / bare: geometric mean {mean:.2f}, lowest {min(ratios):.2f}")
    print()


def cpu():
    names = [
        line.split(":")[1].strip()
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return f"{len(names)} cores, {names[0] if names else 'unknown'}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--binaries", type=pathlib.Path, required=True, help="folder of invitro-server"
    )
    parser.add_argument("--rounds", type=int, default=7, help="of each comparison (7)")
    parser.add_argument("--seconds", type=int, default=1, help="of each burst (1)")
    parser.add_argument("--only", choices=("throughput", "costs"), help="half of it")
    options = parser.parse_args()
    began = time.monotonic()
    rows = (
        []
        if options.only == "costs"
        else throughput(options.binaries, options.rounds, options.seconds)
    )
    figures = (
        [] if options.only == "throughput" else costs.measure(options.binaries, options.rounds)
    )
    report(rows, figures)
    progress(f"took {time.monotonic() - began:.0f} s\n")


main()
