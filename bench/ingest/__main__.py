"""`python -m bench.ingest`: articles a second by format; with --gigabytes N, also an upload."""

import argparse
import asyncio

from bench.ingest.speed import speeds
from bench.ingest.upload import upload


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each format")
    parser.add_argument("--gigabytes", type=float, default=0.0, help="of NDJSON to upload as one; 0 is none")
    options = parser.parse_args()
    if options.seconds:
        print(f"{'format':<12}{'files':>6}{'kB each':>10}{'articles/s':>12}{'MB/s':>8}")
        for one in speeds(options.seconds):
            rates = f"{one.articles_a_second:>12,.0f}{one.megabytes_a_second:>8.1f}"
            print(f"{one.format:<12}{one.documents:>6}{one.kilobytes:>10.1f}{rates}")
    if options.gigabytes:
        done = asyncio.run(upload(options.gigabytes))
        print(
            f"{done.megabytes:,.0f} MB in {done.seconds:.0f} s, {done.articles:,} articles "
            f"({done.articles / done.seconds:,.0f}/s, {done.refused} refused); "
            f"ingest's memory {done.before:.0f} MB before, {done.peak:.0f} MB at its peak"
        )


if __name__ == "__main__":
    main()
