"""A short training by google-deepmind/clrs: the loss of each update, from given parameters on given batches.

    pip install dm-clrs safetensors
    node --import tsx tests/support/clrs-batches.ts batches.safetensors
    python examples/clrs_model.py fresh 7 data/golden/clrs-training/start.safetensors --width 8 --tripletWidth 3 \
      --algorithms bfs,minimum,find_maximum_subarray_kadane,matrix_chain_order
    python data/golden/clrs-training/make.py batches.safetensors data/golden/clrs-training
"""

import gzip
import json
import pathlib
import sys

import clrs
import jax
from clrs._src import probing, samplers
from safetensors import safe_open

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "examples"))
from clrs_model import with_params  # noqa: E402

# As their run.py has it.
TRAINING = {"learning_rate": 1e-3, "grad_clip_max_norm": 1.0}


def read(path):
    """The feedback of each update with the algorithm's index."""
    with safe_open(path, framework="np") as file:
        about = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    algorithms, kinds = json.loads(about["algorithms"]), json.loads(about["kinds"])
    for update in range(int(about["updates"])):
        index = update % len(algorithms)

        def points(part):
            start = f"{algorithms[index]}/{part}/"
            return tuple(
                probing.DataPoint(
                    kind.removeprefix(start), *what.split(), tensors[f"{update}/{part}/{kind.removeprefix(start)}"]
                )
                for kind, what in kinds.items()
                if kind.startswith(start)
            )

        features = samplers.Features(points("inputs"), points("hints"), tensors[f"{update}/lengths"])
        yield index, samplers.Feedback(features, points("outputs"))


def main(batches, folder):
    folder = pathlib.Path(folder)
    model, _ = with_params(folder / "start.safetensors", **TRAINING)
    key = jax.random.PRNGKey(0)
    losses = [float(model.feedback(key, feedback, index)) for index, feedback in read(batches)]
    text = json.dumps({"clrs": clrs.__version__, "jax": jax.__version__, "losses": losses})
    (folder / "losses.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
