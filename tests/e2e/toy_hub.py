"""A hub that takes the place of the relay for toy windows: JSON lines on loopback, nothing kept.

It takes the command line of the real relay and announces itself alike.
"""

import argparse
import json
import signal
import socketserver
import sys
import threading


class Hub(socketserver.ThreadingTCPServer):
    """Passes lines between signed-in windows.

    Attributes:
        people: The open connection of each name.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.people: dict[str, Line] = {}
        self.lock = threading.Lock()


class Line(socketserver.StreamRequestHandler):
    """One window's connection."""

    def handle(self) -> None:
        """Answer and pass on until the window closes."""
        hub = self.server
        assert isinstance(hub, Hub)
        for raw in self.rfile:
            said = json.loads(raw)
            with hub.lock:
                match said["kind"]:
                    case "register":
                        hub.people[said["name"]] = self
                    case "find":
                        said["online"] = said["name"] in hub.people
                        self.say(said)
                    case _:
                        hub.people[said["to"]].say(said)

    def say(self, message: dict[str, object]) -> None:
        """Send one line to this window."""
        self.wfile.write(json.dumps(message).encode() + b"\n")
        self.wfile.flush()


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["serve"])
    parser.add_argument("--listen")
    parser.add_argument("--database")
    parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    with Hub() as hub:
        print(f"listening on ws://127.0.0.1:{hub.server_address[1]}", flush=True)
        hub.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
