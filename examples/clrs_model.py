"""Reasoners of this project in google-deepmind/clrs, and reasoners of google-deepmind/clrs in this project.

    pip install dm-clrs safetensors

    npx transnar clrs export nar-laptop-first --out nar.safetensors    # a reasoner of ours, under the names of theirs
    python examples/clrs_model.py score nar.safetensors --size 16 --samples 32

    python examples/clrs_model.py convert best.pkl theirs.safetensors --algorithms bfs,dijkstra --width 128
    npx transnar clrs score theirs.safetensors --sizes 16 --samples 32

The file holds their parameters as `module/parameter` in float32, and what the model is in its metadata: `algorithms`
(in the order of their indices) and `config` (JSON: processor, width, tripletWidth and what else narConfig names).
"""

import argparse
import json
import pickle

import clrs
import haiku as hk
import jax
import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

# The algorithms whose order of the numbers is an input and not a step (`PRED_AS_INPUT_ALGOS` of their run.py).
PRED_AS_INPUT = {
    "binary_search",
    "minimum",
    "find_maximum_subarray",
    "find_maximum_subarray_kadane",
    "matrix_chain_order",
    "lcs_length",
    "optimal_bst",
    "activity_selector",
    "task_scheduling",
    "naive_string_matcher",
    "kmp_matcher",
    "jarvis_march",
}


def read(path):
    """Their parameters, the algorithms and the configuration of a file."""
    with safe_open(path, framework="np") as file:
        about = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    params = {}
    for name, value in tensors.items():
        module, parameter = name.rsplit("/", 1)
        params.setdefault(module, {})[parameter] = value
    return params, json.loads(about["algorithms"]), json.loads(about["config"])


def write(path, params, algorithms, config):
    """A file that `npx transnar clrs score` reads."""
    tensors = {
        f"{module}/{parameter}": np.ascontiguousarray(value, dtype=np.float32)
        for module, values in params.items()
        for parameter, value in values.items()
    }
    save_file(tensors, path, {"algorithms": json.dumps(algorithms), "config": json.dumps(config)})


def batch_of(algorithm, size, samples, seed):
    """Problems as their test has them: drawn by their sampler, positions on the regular grid."""
    sampler, spec = clrs.build_sampler(algorithm, seed=seed, num_samples=-1, length=size, track_max_steps=False)

    def drawn():
        while True:
            yield sampler.next(samples)

    batches = drawn()
    if algorithm in PRED_AS_INPUT:
        spec, batches = clrs.process_pred_as_input(spec, batches)
    spec, batches = clrs.process_permutations(spec, batches, True)
    return spec, next(batches)


def model_of(algorithms, config, size=4, seed=0, **training):
    """Their model with fresh parameters; `training` are options of its optimiser."""
    specs, batches = zip(*(batch_of(name, size, 2, 0) for name in algorithms))
    features = [batch.features for batch in batches]
    model = clrs.models.BaselineModel(
        spec=list(specs),
        dummy_trajectory=list(batches),
        processor_factory=clrs.get_processor_factory(
            config["processor"],
            use_ln=config["layerNorm"],
            nb_triplet_fts=config["tripletWidth"],
            nb_heads=1,
        ),
        hidden_dim=config["width"],
        encode_hints=config["hints"] == "encoded_decoded",
        decode_hints=config["hints"] != "none",
        encoder_init="xavier_on_scalars",
        use_lstm=False,
        dropout_prob=0.0,
        hint_teacher_forcing=0.0,
        hint_repred_mode=config["reprediction"],
        nb_msg_passing_steps=config["messagePassingSteps"],
        **training,
    )
    model.init(features, seed)
    return model


def with_params(path, **training):
    params, algorithms, config = read(path)
    model = model_of(algorithms, config, **training)
    wanted = jax.tree_util.tree_map(np.shape, hk.data_structures.to_mutable_dict(model.params))
    if wanted != jax.tree_util.tree_map(np.shape, params):
        raise SystemExit(f"{path} does not hold the parameters of its configuration.")
    model.params = params
    return model, algorithms


def score(path, size, samples, seed):
    """Their score of every algorithm of a file."""
    model, algorithms = with_params(path)
    scores = {}
    for index, name in enumerate(algorithms):
        _, batch = batch_of(name, size, samples, seed)
        outputs, _ = model.predict(jax.random.PRNGKey(0), batch.features, algorithm_index=index)
        scores[name] = float(clrs.evaluate(batch.outputs, outputs)["score"])
    return scores


DEFAULTS = {
    "processor": "triplet_gmpnn",
    "tripletWidth": 8,
    "layerNorm": True,
    "messagePassingSteps": 1,
    "dropout": 0,
    "hints": "encoded_decoded",
    "teacherForcing": 0,
    "reprediction": "soft",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    scoring = commands.add_parser("score", help="score the reasoner of a file with their model on their problems")
    scoring.add_argument("file")
    scoring.add_argument("--size", type=int, default=16)
    scoring.add_argument("--samples", type=int, default=32)
    scoring.add_argument("--seed", type=int, default=1)
    for name, source in (("convert", "a checkpoint of theirs (.pkl)"), ("fresh", "a seed for fresh parameters")):
        making = commands.add_parser(name, help=f"write a file from {source}")
        making.add_argument("source")
        making.add_argument("file")
        making.add_argument("--algorithms", required=True, help="in the order of the training")
        making.add_argument("--width", type=int, default=128)
        for field, value in DEFAULTS.items():
            making.add_argument(f"--{field}", type=json.loads if not isinstance(value, str) else str, default=value)
    options = parser.parse_args()
    if options.command == "score":
        print(json.dumps(score(options.file, options.size, options.samples, options.seed), indent=1))
        return
    algorithms = options.algorithms.split(",")
    config = {"width": options.width, **{field: getattr(options, field) for field in DEFAULTS}}
    if options.command == "fresh":
        params = model_of(algorithms, config, seed=int(options.source)).params
    else:
        with open(options.source, "rb") as file:
            params = pickle.load(file)["params"]
    write(options.file, params, algorithms, config)


if __name__ == "__main__":
    main()
