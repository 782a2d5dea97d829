"""One burst of load with wrk."""

import re
import subprocess

from servers import KEY


def requests_per_second(port, path, connections, seconds, core=None, script=None, argument=""):
    """What `connections` kept connections get done; an answer other than 2xx ends the benchmark."""
    command = [
        "wrk",
        "-t",
        "1",
        "-c",
        str(connections),
        "-d",
        f"{seconds}s",
        "-H",
        f"Authorization: Bearer {KEY}",
        f"http://127.0.0.1:{port}{path}",
    ]
    if script:
        command[1:1] = ["-s", str(script)]
        command += ["--", argument]
    if core is not None:
        command = ["taskset", "-c", str(core)] + command
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise SystemExit(f"errors from {path}:\n{out}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
