"""What the twin costs beside requests a second: time at a million invites, memory, start, end."""

import pathlib
import signal
import socket
import statistics
import time

from load import requests_per_second
from servers import twin

HERE = pathlib.Path(__file__).resolve().parent
INVITES = "/v1/organization/invites"
SMALL, LARGE = 1_000, 1_000_000


def measure(binaries, rounds):
    """Rows of (what, measured, bound)."""
    return start_and_end(binaries, rounds) + memory(binaries) + at_a_million(binaries, rounds)


def start_and_end(binaries, rounds):
    first, ends = [], []
    for _ in range(max(rounds, 7)):
        with twin(binaries) as server:
            server.ask("GET", "/_mock/health")
            first.append(time.perf_counter() - server.began)
            clients = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(100)]
            for client in clients:
                client.sendall(b"GET /_mock/health HTTP/1.1\r\nHost: x\r\n\r\n")
                client.recv(4096)
            began = time.perf_counter()
            server.process.send_signal(signal.SIGTERM)
            server.process.wait()
            ends.append(time.perf_counter() - began)
            for client in clients:
                client.close()
    return [
        ("start to first answer", f"{statistics.median(first) * 1000:.1f} ms", "25 ms"),
        ("end with 100 idle clients", f"{statistics.median(ends) * 1000:.1f} ms", "100 ms"),
    ]


def memory(binaries):
    with twin(binaries) as server:
        server.ask("GET", "/_mock/health")
        idle = server.resident_bytes()
        server.ask("POST", "/_mock/seed", {"count": LARGE})
        walk(server)  # so that every text is kept
        each = (server.resident_bytes() - idle) / LARGE
    return [
        ("idle memory", f"{idle / 1024 / 1024:.1f} MiB", "16 MiB"),
        ("memory of an invite, texts included", f"{each:.0f} bytes", "1,400 bytes"),
    ]


def walk(server):
    """Every page, on one connection."""
    after, more = "", True
    while more:
        page = server.ask("GET", f"{INVITES}?limit=100{after}")
        after, more = f"&after={page['last_id']}", page["has_more"]


def at_a_million(binaries, rounds):
    with twin(binaries) as small, twin(binaries) as large:
        small.ask("POST", "/_mock/seed", {"count": SMALL})
        large.ask("POST", "/_mock/seed", {"count": LARGE})
        walk(small)
        walk(large)
        rows = []
        for name, script, suffix in (
            ("page of 20", "ids.lua", "?limit=20&after="),
            ("retrieve", "ids.lua", "/"),
            ("create", "create.lua", "create-"),
        ):
            costs = {"small": [], "large": []}
            for turn in range(rounds):
                for which, server in (("small", small), ("large", large)):
                    if name == "create" and which == "small":
                        server.ask("POST", "/_mock/reset")
                        server.ask("POST", "/_mock/seed", {"count": SMALL})
                    costs[which].append(cost(server, script, suffix, turn))
            extra = statistics.median(costs["large"]) - statistics.median(costs["small"])
            rows.append(
                (
                    f"{name}: more processor time at 1,000,000 invites than at 1,000",
                    f"{extra * 1e6:.1f} us",
                    "10 us",
                )
            )
        return rows


def cost(server, script, argument, turn):
    """Processor seconds of the server for one request, with ids from all over the organization."""
    cursors = HERE.parent / "build" / "bench-ids.txt"
    cursors.parent.mkdir(exist_ok=True)
    if not hasattr(server, "ids"):
        server.ids = sample(server)
    cursors.write_text("\n".join(server.ids))
    before, began = server.processor_seconds(), time.perf_counter()
    argument += str(turn) if script == "create.lua" else f" {cursors}"
    rate = requests_per_second(server.port, INVITES, 8, 1, None, HERE / script, argument)
    elapsed = time.perf_counter() - began
    return (server.processor_seconds() - before) / (rate * elapsed)


def sample(server):
    ids, after, more, step = [], "", True, 0
    while more:
        page = server.ask("GET", f"{INVITES}?limit=100{after}")
        after, more, step = f"&after={page['last_id']}", page["has_more"], step + 1
        ids += [invite["id"] for invite in page["data"][:: 1 if len(ids) < 2000 else 10]]
    return ids
