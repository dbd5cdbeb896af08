"""Starts the service as its image does, and talks to it over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

STARTED_WITHIN = 30


def free_port():
    with socket.socket() as anybody:
        anybody.bind(("127.0.0.1", 0))
        return anybody.getsockname()[1]


class Service:
    def __init__(self):
        self.port = free_port()
        surroundings = dict(os.environ, SERVICE_PORT=str(self.port), SERVICE_VERSION="1.2.3")
        self.process = subprocess.Popen([sys.executable, "-m", "src.main"], env=surroundings)
        give_up = time.monotonic() + STARTED_WITHIN
        while True:
            try:
                self.get("/health")
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > give_up:
                    self.process.kill()
                    raise
                time.sleep(0.05)

    def get(self, path):
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return json.load(answer)

    def assign(self, latitude, longitude):
        text = json.dumps({"latitude": latitude, "longitude": longitude}).encode()
        request = Request(f"http://127.0.0.1:{self.port}/assign", text, {"Content-Type": "application/json"})
        with urlopen(request, timeout=5) as answer:
            return json.load(answer)


@pytest.fixture
def service():
    started = Service()
    yield started
    started.process.kill()
    started.process.wait()


def test_says_that_it_is_healthy_and_assigns_alerts(service):
    health = service.get("/health")
    assert (health["status"], health["version"]) == ("healthy", "1.2.3")
    assert service.assign(43.2, 76.9) == {"team": "almaty"}
    with pytest.raises(HTTPError, match="422"):
        service.assign(91, 0)


def test_answers_what_is_under_way_before_it_ends(service):
    text = b'{"latitude": 51.1, "longitude": 71.4}'
    head = f"POST /assign HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as client:
        client.sendall(head.encode() + text[:10])
        service.get("/health")  # Whoever comes later is answered, so the request above has arrived, too.
        service.process.send_signal(signal.SIGTERM)
        while listens(service.port):
            time.sleep(0.05)
        client.sendall(text[10:])
        answer = b"".join(iter(lambda: client.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b'{"team":"astana"}')
    assert service.process.wait(timeout=10) == 0


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except ConnectionRefusedError:
        return False
