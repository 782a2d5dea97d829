"""The command line of the second server."""

import argparse

from bugs import BUGS

SWEEPS = {"minute": 60, "five": 300, "hour": 3600, "midnight": 24 * 3600}  # seconds


def read_flags():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bug", choices=BUGS, default=None)
    for name, text in (
        ("--control", "with a control plane"),
        ("--strict", "refuses what it may refuse"),
        ("--departs", "refuses with other statuses than the documented ones"),
        ("--supersede", "a new invite replaces a pending one"),
        ("--serial-ids", "ids are numbers that count up"),
        ("--busy", "others invite, and delete invites of theirs, in between"),
        ("--one-connection", "serves one connection at a time"),
    ):
        parser.add_argument(name, action="store_true", help=text)
    for name, kind, default, text in (
        ("--hang-up", int, 0, "closes each connection after this number of answers, unannounced"),
        ("--swallow", int, -1, "sends no answer to this creation"),
        ("--lag", int, 0, "milliseconds until a new invite can be read"),
        ("--lifetime", int, 7 * 24 * 3600, "seconds that an invite lives"),
        ("--slow", int, 0, "milliseconds that each response takes"),
        ("--strangers", int, 0, "invites that are there from the start"),
        ("--rate", float, 0, "requests a minute of each operation"),
        ("--time-scale", float, 1, "seconds that pass in one of the wall's"),
        ("--gateway", str, "", "GET:9: each 9th response to a GET is a 502, though it is done"),
        ("--early-hints", str, "", "methods whose responses follow a 103 Early Hints"),
        ("--trailers", str, "", "methods whose responses have trailers"),
        ("--key", str, "sk-admin-second", "the admin key"),
        ("--dump", str, None, "writes here what is left and what was asked"),
    ):
        parser.add_argument(name, type=kind, default=default, help=text)
    parser.add_argument("--sweep", choices=SWEEPS, help="invites expire only every so often")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    return parser.parse_args()
