"""Everything on a fresh machine: environment, a sample community, its office and one gate. Ctrl-C ends both.

Data lies in `local/` and is kept: a second start is quick. Without a camera, a recorded one shows printed cards passing by.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import environment

SAMPLE = environment.ROOT / "data" / "sample-roster.xlsx"
FIRST_STAIRWELL = "1号"
CARDS_IN_FILM = 6
ENDING = (signal.SIGINT, signal.SIGTERM)


def main() -> int:
    """Sets up what is missing, then runs office and gate until Ctrl-C."""
    options = _options()
    office, gate = options.data / "office", options.data / "gate"
    serve_url = f"http://127.0.0.1:{options.office_port}"
    cards = options.data / f"cards-{FIRST_STAIRWELL}.pdf"
    running: list[subprocess.Popen[bytes]] = []
    try:
        if not (office / "ready").exists():
            _make_office(office)
        if not cards.exists():
            _command("issuer", office, "print", "cards", "--stairwell", FIRST_STAIRWELL, "--out", str(cards))
        running.append(_start("issuer", office, "serve", "--port", str(options.office_port)))
        _await(running[-1], serve_url)
        if not (gate / "ready").exists():
            _enrol(office, gate, serve_url)
        camera = options.camera or _camera(options.data, cards)
        running.append(_start("kiosk", gate, "run", "--camera", camera, "--port", str(options.gate_port)))
        _await(running[-1], f"http://127.0.0.1:{options.gate_port}")
        print(_welcome(options, cards, camera), flush=True)
        while all(process.poll() is None for process in running):
            time.sleep(0.5)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        for process in reversed(running):
            _stop(process)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=environment.ROOT / "local")
    parser.add_argument("--office-port", type=int, default=8600)
    parser.add_argument("--gate-port", type=int, default=8700)
    parser.add_argument("--camera", help="index, video file, URL or none; default: this PC's, else a recorded one")
    return parser.parse_args()


def _make_office(office: Path) -> None:
    if not office.exists():
        _command("issuer", office, "init", "--community", "长虹小区", "--english", "Changhong")
    _command("issuer", office, "roster", "import", str(SAMPLE), "--yes")
    _command("issuer", office, "passes", "issue")
    (office / "ready").touch()


def _enrol(office: Path, gate: Path, url: str) -> None:
    file = gate.parent / "east-gate.enrolment"
    again = ["--again"] if file.exists() else []
    _command("issuer", office, "gates", "enrol", "东门", "--out", str(file), "--url", url, *again)
    _command("kiosk", gate, "enrol", str(file))
    file.unlink()
    (gate / "ready").touch()


def _camera(data: Path, cards: Path) -> str:
    """This PC's camera if there is one, else a film of the first cards of the printed PDF."""
    os.environ["OPENCV_LOG_LEVEL"] = "OFF"
    import cv2

    capture = cv2.VideoCapture(0)
    present = capture.isOpened() and capture.read()[0]
    capture.release()
    if present:
        return "0"
    return str(next(data.glob("camera.*"), None) or _record(cards, data / "camera.mp4"))


def _record(cards: Path, path: Path) -> Path:
    import film

    print("recording a camera / 正在录制示例摄像头 …", flush=True)
    return film.record(film.pictures(cards)[:CARDS_IN_FILM], path)


def _welcome(options: argparse.Namespace, cards: Path, camera: str) -> str:
    return f"""
  office page  办公室  http://127.0.0.1:{options.office_port}
  gate page    门岗    http://127.0.0.1:{options.gate_port}   (camera 摄像头: {camera})
  cards        证卡    {cards}
  Ctrl-C ends both / 按 Ctrl-C 结束
"""


def _command(name: str, folder: Path, *arguments: str) -> None:
    code = subprocess.call([environment.BIN / name, "-d", str(folder), *arguments])
    if code:
        sys.exit(code)


def _start(name: str, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A process of its own group, so that Ctrl-C reaches it once, from here, and in order."""
    own_group = {"creationflags": 0x200} if os.name == "nt" else {"start_new_session": True}
    return subprocess.Popen([environment.BIN / name, "-d", str(folder), *arguments], **own_group)


def _await(process: subprocess.Popen[bytes], url: str, seconds: float = 300) -> None:
    """Waits until the process answers at its address."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit(f"{url} does not answer / 没有响应")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.CTRL_BREAK_EVENT if os.name == "nt" else signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


def _end_once(*_: object) -> None:
    """Ends the program; asked again while office and gate are ending, it goes on ending them: one would stay behind."""
    for each in ENDING:
        signal.signal(each, lambda *_: None)
    raise KeyboardInterrupt


if __name__ == "__main__" and environment.inside("sample", ("libzbar0",)):
    for each in ENDING:
        signal.signal(each, _end_once)
    sys.exit(main())
