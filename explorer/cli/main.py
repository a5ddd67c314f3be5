"""One command from its arguments to its exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from explorer import interrupts
from explorer.cli import app, evaluate, neighbors, profile, sweep, train
from explorer.cli.codes import OK, STOPPED, WRONG
from explorer.cli.printing import flush, plain
from explorer.errors import ExplorerError
from explorer.settings import Settings

# Commands import everything else where it is needed: `profile` must not wait for torch, and the
# number of threads must be settled before numpy is loaded.
COMMANDS = (profile, train, sweep, evaluate, neighbors, app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the number is the exit code.

    0 done; 2 the call or the file is wrong, or nothing can be learned, with one sentence on
    standard error; 130 stopped from the keyboard; 1 (an uncaught exception) a fault of ours.
    """
    _open_all_streams()
    try:
        try:
            return _run(arguments)
        finally:
            flush()
    except ExplorerError as error:
        if interrupts.met():
            raise  # it may tell of a file what Ctrl-C did
        print(plain(str(error)), file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return OK


def _open_all_streams() -> None:
    """Where the shell closed a standard stream, what is written there goes nowhere.

    Python has none then, and the next file that is opened would get its number.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is not None:
            continue
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free
        setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115  # until the process ends


def _run(arguments: Sequence[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a name that the terminal cannot show is no reason
            stream.reconfigure(errors="backslashreplace")
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    parser, commands = _parsers(arguments)
    if arguments[:1] == ["neighbors"]:  # its flags may stand between its names
        given, unknown = commands["neighbors"].parse_known_intermixed_args(arguments[1:])
    else:
        given, unknown = parser.parse_known_args(arguments)
    if unknown and given.command is not app.run:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    given.options = unknown
    settings = Settings.from_environment()
    os.environ.update(settings.thread_environment())
    code: int = given.command(given, settings)
    return code


class _Parser(argparse.ArgumentParser):
    mend = ""

    def error(self, message: str) -> NoReturn:
        """One sentence instead of the usage of every option, and how to mend it."""
        wrong = f"{message[:1].upper()}{message[1:]}"
        self.exit(WRONG, f"{wrong}.{self.mend} See {self.prog} --help.\n")


def _parsers(arguments: list[str]) -> tuple[_Parser, dict[str, _Parser]]:
    """Of the whole call, and of each command."""
    parser = _Parser(prog="python -m explorer", description="Learn embeddings of categories.")
    names = ",".join(command.__name__.rpartition(".")[2] for command in COMMANDS)
    commands = parser.add_subparsers(required=True, metavar=f"{{{names}}}")
    for command in COMMANDS:
        command.add(commands)
    if arguments[:1] == ["neighbors"] and any(each.startswith("-") for each in arguments):
        parser.mend = commands.choices["neighbors"].mend = f" {neighbors.DASHES}"
    return parser, commands.choices
