"""A process on the screen that owns the clipboard and takes pictures; started by `virtual_screen`.

It reads one JSON object a line from its standard input and answers each with one line. It knows
nothing of the windows beside it.
"""

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QSocketNotifier
from PySide6.QtGui import QGuiApplication, QImage

# A request may carry a text of 20,000 characters, six bytes of JSON each at most.
MAX_READ_BYTES = 1 << 20


class Requests:
    """Answers what comes in on the standard input until it is closed.

    Attributes:
        application: Whose clipboard and screen are meant.
    """

    def __init__(self, application: QGuiApplication) -> None:
        self.application = application
        self._unread = b""
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self.on_input)

    def on_input(self) -> None:
        """Take in what has arrived and answer every whole line of it."""
        arrived = os.read(sys.stdin.fileno(), MAX_READ_BYTES)
        if not arrived:
            self.application.quit()
            return
        *lines, self._unread = (self._unread + arrived).split(b"\n")
        for line in lines:
            print(json.dumps(self.answer(json.loads(line))), flush=True)

    def answer(self, request: dict[str, str]) -> dict[str, object]:
        """Do what one request asks for and return what to say."""
        screen = self.application.primaryScreen()
        match request["do"]:
            case "size":
                # In pixels of the screen, whatever its scale: xdotool and AT-SPI count these.
                ratio = screen.devicePixelRatio()
                size = screen.virtualSize()
                return {
                    "width": round(size.width() * ratio),
                    "height": round(size.height() * ratio),
                }
            case "copy":
                self.application.clipboard().setText(request["text"])
                return {"done": True}
            case "grab":
                image = screen.grabWindow(0).toImage().convertToFormat(QImage.Format.Format_RGB32)
                Path(request["path"]).write_bytes(bytes(image.constBits()))
                return {"width": image.width(), "height": image.height()}
            case other:
                return {"error": f"there is no request {other}"}


def main() -> int:
    """Answer requests until the standard input is closed."""
    application = QGuiApplication(sys.argv)
    application.setQuitOnLastWindowClosed(False)
    requests = Requests(application)
    return requests.application.exec()


if __name__ == "__main__":
    sys.exit(main())
