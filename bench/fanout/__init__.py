"""How fast one event reaches many readers: our stream, nginx with Nchan, and a plain Starlette app, in turns.

`python -m bench.fanout` runs paired rounds on one machine over loopback, the server on one core, the readers
(a C program) on another, and prints medians of the ratios. Owns its servers' small apps and its readers;
leaves out the hub, which it imports as any service would.
"""
