"""The training step of the library's triplet-GMPNN processor, written plainly in JAX and compiled as a whole."""
import argparse

import jax
import jax.numpy as jnp

from turns import read_start, take_turns

MASKED = -1e6


def loss_of(w, inputs, steps):
    """Gated triplet message passing: maximum over masked senders, a two-layer message perceptron, LayerNorm, a gate."""

    def linear(x, name):
        return x @ w[name + ".weight"] + w[name + ".bias"]

    node, edge, graph = inputs["node"], inputs["edge"], inputs["graph"]
    reach = inputs["reach"][..., None] > 0
    relu, sigmoid = jax.nn.relu, jax.nn.sigmoid

    def messages(z):
        per_node = linear(z, "message.senders")[:, :, None] + linear(z, "message.receivers")[:, None]
        summed = per_node + linear(edge, "message.edges") + linear(graph, "message.graph")[:, None, None]
        out = linear(relu(linear(relu(summed), "message.hidden")), "message.out")
        return jnp.where(reach, out, MASKED).max(1)

    def triplets(z):
        i, j, k = (linear(z, "triplet." + name) for name in "ijk")
        ij, ik, jk = (linear(edge, "triplet." + name) for name in ("ij", "ik", "jk"))
        per_node = i[:, :, None, None] + j[:, None, :, None] + k[:, None, None]
        per_pair = ij[:, :, :, None] + ik[:, :, None] + jk[:, None]
        largest = (per_node + per_pair + linear(graph, "triplet.graph")[:, None, None, None]).max(1)
        return relu(linear(largest, "triplet.out"))

    def norm(x):
        centred = x - x.mean(-1, keepdims=True)
        scale = jax.lax.rsqrt(jnp.square(centred).mean(-1, keepdims=True) + 1e-5)
        return centred * scale * w["update.norm.scale"] + w["update.norm.offset"]

    def advance(z, hidden):
        received = messages(z)
        proposed = norm(relu(linear(z, "update.self") + linear(received, "update.received")))
        opening = relu(linear(z, "gate.self") + linear(received, "gate.received"))
        return hidden + sigmoid(linear(opening, "gate.out")) * (proposed - hidden)

    hidden, loss = jnp.zeros_like(node), 0
    for _ in range(steps):
        z = jnp.concatenate([node, hidden], -1)
        loss = loss + jnp.square(triplets(z)).mean()
        hidden = advance(z, hidden)
    return loss + jnp.square(hidden).mean()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=["processor"])
    parser.add_argument("--start", required=True)
    options = parser.parse_args()
    arrays, inputs, sizes = read_start(options.start)
    rate, beta1, beta2, epsilon = (sizes[name] for name in ("learningRate", "beta1", "beta2", "epsilon"))

    @jax.jit
    def update(w, first, second, count, inputs):
        loss, gradients = jax.value_and_grad(loss_of)(w, inputs, sizes["steps"])
        norm = jnp.sqrt(sum(jnp.square(g).sum() for g in gradients.values()))
        gradients = {name: g * jnp.minimum(1, sizes["clip"] / norm) for name, g in gradients.items()}
        first = {name: beta1 * first[name] + (1 - beta1) * g for name, g in gradients.items()}
        second = {name: beta2 * second[name] + (1 - beta2) * g * g for name, g in gradients.items()}
        scale, root = rate / (1 - beta1**count), 1 - beta2**count
        w = {name: w[name] - scale * first[name] / (jnp.sqrt(second[name] / root) + epsilon) for name in w}
        return w, first, second, loss

    inputs = {name: jnp.asarray(array) for name, array in inputs.items()}
    zeros = {name: jnp.zeros_like(array) for name, array in arrays.items()}
    state = [{name: jnp.asarray(array) for name, array in arrays.items()}, zeros, zeros]
    count = 0

    def step():
        nonlocal count
        count += 1
        *state[:], loss = update(*state, float(count), inputs)
        return float(loss)

    take_turns(step, sum(array.size for array in arrays.values()), f"JAX {jax.__version__}")


if __name__ == "__main__":
    main()
