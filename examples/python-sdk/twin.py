"""Starts invitro-server on a free port for a test, and stops it."""
import json
import os
import pathlib
import subprocess
import tempfile
import time
import urllib.request

BUILT = pathlib.Path(__file__).parents[2] / "build/release/bin/invitro-server"


class Twin:
    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory()
        port_file = pathlib.Path(self._folder.name) / "port"
        self._server = subprocess.Popen(
            [os.environ.get("INVITRO_SERVER", str(BUILT)), "--port", "0",
             "--port-file", str(port_file), "--log-level", "warn"], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while not port_file.exists():  # it appears, whole, once requests are served
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"no twin: exit code {self._server.poll()}")
            time.sleep(0.02)
        self.origin = f"http://127.0.0.1:{port_file.read_text().strip()}"
        return self

    def __exit__(self, *_):
        self._server.terminate()
        code = self._server.wait(10)
        self._folder.cleanup()
        assert code == 0, f"the twin ended with {code}"

    def request(self, method, path, key, body=None):
        """What the wire says: no SDK in between."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.origin + path, method=method, data=data,
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
