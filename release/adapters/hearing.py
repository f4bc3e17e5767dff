"""What a program says, line by line and while it says it, on one stream or on two."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from queue import Empty, Full, Queue
from threading import Event, Thread
from time import monotonic
from typing import IO, NamedTuple

from release.adapters.secrets import Secrets

LONGEST_LINE = 16_384
"""Characters of a line that are passed on."""

_CHUNK = 65_536
_AHEAD = 1_000  # lines that are read before somebody takes them: a program must not fill memory
_LOOK = 0.2  # seconds between looks whether somebody still takes them


class Said(NamedTuple):
    """A line without its end, and the stream that it came on. Secrets are hidden in it.

    Of one that was drawn over and over, as a progress bar is, it is the last state.
    """

    stream: str
    line: str


class Hearing:
    """Reads a program's streams to their ends, each by a thread of its own.

    Args:
        streams: what to read, by name; each is closed at its end.
        secrets: what is hidden.
    """

    def __init__(self, streams: Mapping[str, IO[bytes]], secrets: Secrets) -> None:
        self._open = len(streams)
        self._heard: Queue[Said | None] = Queue(_AHEAD)
        self._is_left = Event()
        for name, stream in streams.items():
            lines = _Lines(secrets)
            Thread(target=self._listen, args=(name, stream, lines), daemon=True).start()

    @property
    def is_open(self) -> bool:
        """Whether anything can still be said."""
        return self._open > 0

    def next(self, seconds: float) -> Said | None:
        """The next line; None when none came in so many seconds, and at the end of a stream."""
        try:
            said = self._heard.get(timeout=seconds)
        except Empty:
            return None
        if said is None:
            self._open -= 1
        return said

    def rest(self, silence: float, longest: float) -> Iterator[Said]:
        """What is left when the program has ended, and what it started may hold its streams.

        Args:
            silence: seconds without a line after which no more is waited for.
            longest: seconds for all of it.
        """
        until = monotonic() + longest
        while self.is_open and monotonic() < until:
            still_open = self._open
            said = self.next(silence)
            if said is not None:
                yield said
            elif self._open == still_open:
                return

    def leave(self) -> None:
        """Hear no more. What is still said, by what lives longer than the program, is dropped."""
        self._is_left.set()

    def _listen(self, name: str, stream: IO[bytes], lines: _Lines) -> None:
        with stream:
            while chunk := os.read(stream.fileno(), _CHUNK):
                for line in lines.after(chunk):
                    self._put(Said(name, line))
        for line in lines.rest():
            self._put(Said(name, line))
        self._put(None)

    def _put(self, said: Said | None) -> None:
        while not self._is_left.is_set():
            try:
                self._heard.put(said, timeout=_LOOK)
            except Full:
                continue
            return


class _Lines:
    """Bytes in, lines out; each is whole when secrets are looked for in it."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._longest = 4 * (LONGEST_LINE + secrets.longest)  # bytes: UTF-8 takes up to four
        self._begun = bytearray()
        self._is_cut = False

    def after(self, chunk: bytes) -> Iterator[str]:
        """The lines that end in `chunk`; and the beginning of one that is too long."""
        *ended, begun = chunk.split(b"\n")
        for part in ended:
            self._begun += part
            yield from self._line()
        self._begun += begun
        if len(self._begun) > self._longest and not self._redrawn():
            yield from self._cut()

    def rest(self) -> Iterator[str]:
        """What was begun, if anything was, when nothing comes any more."""
        if self._begun:
            yield from self._line()

    def _line(self) -> Iterator[str]:
        if self._is_cut:
            self._is_cut = False
        else:
            text = self._secrets.hidden(self._begun.decode("utf-8", "replace"))
            yield text.removesuffix("\r").rpartition("\r")[2][:LONGEST_LINE]
        self._begun.clear()

    def _redrawn(self) -> bool:
        """Forget the former states of a progress bar; whether that made room."""
        del self._begun[: self._begun.rfind(b"\r") + 1]
        return len(self._begun) <= self._longest

    def _cut(self) -> Iterator[str]:
        """Pass on the beginning, and nothing that may be half a secret; the rest is dropped."""
        if not self._is_cut:
            self._is_cut = True
            text = self._secrets.hidden(self._begun.decode("utf-8", "replace"))
            yield text[: min(LONGEST_LINE, len(text) - self._secrets.longest)] + " …"
        self._begun.clear()
