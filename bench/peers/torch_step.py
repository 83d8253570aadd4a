"""The training steps of the library's Transformer and of its triplet-GMPNN processor, written plainly in PyTorch.

`npm run bench -- table --peers FOLDER` runs this with the Python of that virtual environment, from the parameters and
inputs that the library starts from. PyTorch runs in its best mode: compiled, with its own attention and its fused
Adam; in 16 bits by autocast. On a CPU, OMP_NUM_THREADS says on how many threads; on a GPU, float32 is float32 (no TF32).
"""
import argparse
import contextlib

import torch
from torch.nn import functional

from turns import read_start, take_turns

MASKED = -1e6


def training_step(parameters, sizes, loss_of, half):
    optimiser = torch.optim.Adam(
        parameters,
        lr=sizes["learningRate"],
        betas=(sizes["beta1"], sizes["beta2"]),
        eps=sizes["epsilon"],
        fused=True,
    )

    def step():
        with torch.autocast(parameters[0].device.type, half) if half else contextlib.nullcontext():
            loss = loss_of()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, sizes["clip"])
        optimiser.step()
        return loss.item()

    return step


def transformer(parameters, inputs, sizes):
    """Decoder-only, pre-norm with RMSNorm, rotary positions, squared ReLU, mean cross-entropy over all tokens."""
    w = {name[len("language.") :]: tensor for name, tensor in parameters.items()}
    tokens, positions, targets = (inputs[name].long() for name in ("tokens", "positions", "targets"))
    batch, length = tokens.shape
    width, heads, epsilon = w["embedding.weight"].shape[1], sizes["heads"], sizes["normEpsilon"]
    depth = sum(name.endswith("attentionNorm.scale") for name in w)
    pairs = width // heads // 2
    angles = positions[:, None, :, None] * sizes["base"] ** (-torch.arange(pairs, device=positions.device) / pairs)
    cosines, sines = angles.cos(), angles.sin()

    def rms_norm(x, scale):
        return x * (x.square().mean(-1, keepdim=True) + epsilon).rsqrt() * scale

    def rotate(x):
        first, second = x[..., :pairs], x[..., pairs:]
        return torch.cat([first * cosines - second * sines, second * cosines + first * sines], -1)

    def attention(x, block):
        split = (x @ w[block + "attention.queryKeyValue.weight"]).view(batch, length, 3, heads, 2 * pairs)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(rotate(query), rotate(key), value, is_causal=True)
        return mixed.transpose(1, 2).reshape(batch, length, width) @ w[block + "attention.out.weight"]

    def feed_forward(x, block):
        return (x @ w[block + "feedForward.in.weight"]).relu().square() @ w[block + "feedForward.out.weight"]

    def loss_of():
        x = w["embedding.weight"][tokens]
        for block in (f"blocks.{index}." for index in range(depth)):
            x = x + attention(rms_norm(x, w[block + "attentionNorm.scale"]), block)
            x = x + feed_forward(rms_norm(x, w[block + "feedForwardNorm.scale"]), block)
        logits = rms_norm(x, w["finalNorm.scale"]) @ w["readOut.weight"]
        return functional.cross_entropy(logits.view(batch * length, -1), targets.view(-1))

    return loss_of


def processor(parameters, inputs, sizes):
    """Gated triplet message passing: maximum over masked senders, a two-layer message perceptron, LayerNorm, a gate."""

    def linear(x, name):
        return functional.linear(x, parameters[name + ".weight"].t(), parameters[name + ".bias"])

    node, edge, graph = inputs["node"], inputs["edge"], inputs["graph"]
    reach = inputs["reach"][..., None] > 0
    width = node.shape[-1]

    def messages(z):
        per_node = linear(z, "message.senders")[:, :, None] + linear(z, "message.receivers")[:, None]
        summed = per_node + linear(edge, "message.edges") + linear(graph, "message.graph")[:, None, None]
        out = linear(linear(summed.relu(), "message.hidden").relu(), "message.out")
        return out.masked_fill(~reach, MASKED).amax(1)

    def triplets(z):
        i, j, k = (linear(z, "triplet." + name) for name in "ijk")
        ij, ik, jk = (linear(edge, "triplet." + name) for name in ("ij", "ik", "jk"))
        per_node = i[:, :, None, None] + j[:, None, :, None] + k[:, None, None]
        per_pair = ij[:, :, :, None] + ik[:, :, None] + jk[:, None]
        largest = (per_node + per_pair + linear(graph, "triplet.graph")[:, None, None, None]).amax(1)
        return linear(largest, "triplet.out").relu()

    def advance(z, hidden):
        received = messages(z)
        proposed = (linear(z, "update.self") + linear(received, "update.received")).relu()
        proposed = functional.layer_norm(
            proposed, (width,), parameters["update.norm.scale"], parameters["update.norm.offset"]
        )
        opening = (linear(z, "gate.self") + linear(received, "gate.received")).relu()
        return hidden + linear(opening, "gate.out").sigmoid() * (proposed - hidden)

    def loss_of():
        hidden, loss = torch.zeros_like(node), 0
        for _ in range(sizes["steps"]):
            z = torch.cat([node, hidden], -1)
            loss = loss + triplets(z).square().mean()
            hidden = advance(z, hidden)
        return loss + hidden.square().mean()

    return loss_of


def on_device(arrays, device):
    return {name: torch.from_numpy(array).to(device) for name, array in arrays.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=["transformer", "processor"])
    parser.add_argument("--start", required=True)
    parser.add_argument("--precision", choices=["float32", "bfloat16", "float16"], default="float32")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--eager", action="store_true", help="without torch.compile")
    options = parser.parse_args()
    arrays, inputs, sizes = read_start(options.start)
    parameters, inputs = (on_device(named, options.device) for named in (arrays, inputs))
    parameters = {name: torch.nn.Parameter(tensor) for name, tensor in parameters.items()}
    loss_of = {"transformer": transformer, "processor": processor}[options.workload](parameters, inputs, sizes)
    compiled = loss_of if options.eager else torch.compile(loss_of)
    half = None if options.precision == "float32" else getattr(torch, options.precision)
    step = training_step(list(parameters.values()), sizes, compiled, half)
    gpu = f" on {torch.cuda.get_device_name()}" if options.device == "cuda" else ""
    version = f"PyTorch {torch.__version__}{gpu}" + ("" if options.eager else ", compiled")
    take_turns(step, sum(parameter.numel() for parameter in parameters.values()), version)


if __name__ == "__main__":
    main()
