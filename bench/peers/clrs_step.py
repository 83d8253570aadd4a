"""A training step of google-deepmind/clrs itself: its reasoner learns one algorithm, 32 problems of 16 nodes."""
import argparse
import tempfile

import clrs
import jax
import numpy

from turns import take_turns

BATCH, NODES = 32, 16


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("algorithm")
    options = parser.parse_args()
    # Strings as the reference's trainer draws them: text and needle in a quarter more characters.
    strings = {"length": NODES * 5 // 4, "length_needle": -(NODES // 2)}
    drawn = strings if options.algorithm in ("naive_string_matcher", "kmp_matcher") else {"length": NODES}
    sampler, spec = clrs.build_sampler(options.algorithm, seed=0, num_samples=BATCH, **drawn)
    feedback = sampler.next(BATCH)
    factory = clrs.get_processor_factory("triplet_gmpnn", use_ln=True, nb_triplet_fts=8, nb_heads=1)
    model = clrs.models.BaselineModel(
        spec=[spec],
        dummy_trajectory=[feedback],
        processor_factory=factory,
        hidden_dim=128,
        encode_hints=True,
        decode_hints=True,
        encoder_init="xavier_on_scalars",
        use_lstm=False,
        learning_rate=1e-3,
        grad_clip_max_norm=1.0,
        checkpoint_path=tempfile.mkdtemp(),
        freeze_processor=False,
        dropout_prob=0.0,
        hint_teacher_forcing=0.0,
        hint_repred_mode="soft",
        nb_msg_passing_steps=1,
    )
    model.init([feedback.features], 1)
    key = jax.random.PRNGKey(0)

    def step():
        loss = model.feedback(key, feedback, 0)
        return float(jax.block_until_ready(loss))

    step()
    parameters = sum(numpy.size(leaf) for leaf in jax.tree_util.tree_leaves(model.params))
    take_turns(step, parameters, f"clrs {clrs.__version__}, JAX {jax.__version__}")


if __name__ == "__main__":
    main()
