"""Inserts a row after another, and notes each that was acknowledged and how long none was."""

import sys
import time
from pathlib import Path

import psycopg

from factordb.embedded.lease import Lease
from tests.soak.crowd import told_to_stop


def main(home: str, number: str, file: str) -> None:
    """Write until told to stop."""
    stop = told_to_stop()
    with Path(file).open("ab", buffering=0) as noted, Lease(Path(home)) as lease:
        row, failed = 0, 0.0
        while not stop():
            try:
                with psycopg.connect(lease.url, autocommit=True) as connection:
                    while not stop():
                        row += 1
                        connection.execute("INSERT INTO written VALUES (%s, %s)", (number, row))
                        noted.write(f"row {number} {row}\n".encode())
                        if failed:
                            noted.write(f"outage {time.monotonic() - failed:.3f}\n".encode())
                            failed = 0.0
            except psycopg.Error:
                failed = failed or time.monotonic()
                lease.ensure()


if __name__ == "__main__":
    main(*sys.argv[1:])
