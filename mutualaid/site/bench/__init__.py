"""`manage.py bench`: how long pages take, beside what the database and the templates alone would take.

Machines drift, so every round measures each scenario once, one after the other, and what counts is the
ratio of two scenarios within a round. How to read the figures: docs/performance.md.

    databases   one made-up database a size and layout, named bench_*, made once and kept
    scenarios   what is measured
    enumeration can the clock tell which addresses are known here
    measure     rounds, percentiles, statements, bytes
    report      the table, the JSON, the thresholds of --check
"""
