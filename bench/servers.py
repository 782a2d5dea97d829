"""Starts and stops the servers that are measured."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import urllib.request

KEY = "sk-admin-invitro"


class Server:
    """A server process; `port` once it listens. Use as a context."""

    def __init__(self, command, core=None):
        self.folder = tempfile.TemporaryDirectory()
        self.port_file = pathlib.Path(self.folder.name, "port")
        command = [str(part).replace("PORT_FILE", str(self.port_file)) for part in command]
        if core is not None:
            command = ["taskset", "-c", str(core)] + command
        self.began = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while not (self.port_file.exists() and self.port_file.read_text().endswith("\n")):
            if self.process.poll() is not None:
                raise SystemExit(f"{command[0]} ended with {self.process.returncode}")
            time.sleep(0.0005)
        self.port = int(self.port_file.read_text())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def ask(self, method, path, body=None):
        """The answer's JSON."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {KEY}"},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def resident_bytes(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise SystemExit("no VmRSS")

    def processor_seconds(self):
        fields = (
            pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def twin(binaries, *flags, core=None):
    return Server(
        [
            binaries / "invitro-server",
            "--port",
            "0",
            "--port-file",
            "PORT_FILE",
            "--log-level",
            "off",
            "--key",
            KEY,
            *flags,
        ],
        core,
    )


def bare(binaries, body, core=None):
    path = pathlib.Path(tempfile.gettempdir(), f"invitro-bench-body-{os.getpid()}-{len(body)}")
    path.write_bytes(body)
    return Server([binaries / "bench-bare-server", "PORT_FILE", path], core)
