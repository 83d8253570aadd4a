"""CLRS-Text in Python: the columns are those of the published data sets.

    pip install pandas pyarrow
    npx transnar sample bfs --size 8 --count 1000 --text --out bfs.parquet
    python examples/read_parquet.py bfs.parquet
"""

import sys

import pandas

problems = pandas.read_parquet(sys.argv[1])
print(problems.dtypes.to_string())
print(problems.groupby(["algo_name", "length"]).size().to_string())
print(problems.iloc[0]["question"] + problems.iloc[0]["answer"])
