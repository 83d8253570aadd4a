#!/usr/bin/env python3
"""The workloads `transformer` and `processor` of this folder, written for PyTorch: the same shapes, the same step.

A step is the forward pass, the backward pass and an update by Adam, in float32. `npm run bench -- WORKLOAD --against
torch` runs this with the environment that makes it fair (see torch.ts) and reads the one line of JSON that it prints.
"""
import argparse
import json
import resource
import statistics
import time

import torch
from torch.nn import functional


def normal(rows, columns, deviation):
    return torch.nn.Parameter(torch.randn(rows, columns) * deviation)


def training_step(parameters, loss_of):
    optimiser = torch.optim.Adam(parameters, lr=1e-3)

    def step():
        loss = loss_of()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def transformer(batch=16, tokens=256, width=256, depth=6, heads=8, hidden=1024, vocabulary=64):
    """Decoder-only, pre-norm with RMSNorm, learned positions, squared ReLU, mean cross-entropy over all tokens."""
    embedding, positions = normal(vocabulary, width, 0.02), normal(tokens, width, 0.02)
    head = normal(width, vocabulary, 0.02)
    blocks = [
        {
            "qkv": normal(width, 3 * width, 0.02),
            "out": normal(width, width, 0.02),
            "up": normal(width, hidden, 0.02),
            "down": normal(hidden, width, 0.02),
            "gain1": torch.nn.Parameter(torch.ones(width)),
            "gain2": torch.nn.Parameter(torch.ones(width)),
        }
        for _ in range(depth)
    ]
    inputs = torch.randint(0, vocabulary, (batch, tokens))
    targets = inputs.roll(-1, 1).view(-1)
    future = torch.full((tokens, tokens), -1e9).triu(1)

    def rms_norm(x, gain):
        return x * (x.square().mean(-1, keepdim=True) + 1e-6).rsqrt() * gain

    def attention(x, block):
        split = (x @ block["qkv"]).view(batch, tokens, 3, heads, width // heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) * (width // heads) ** -0.5
        mixed = (scores + future).softmax(-1) @ value
        return mixed.transpose(1, 2).reshape(batch, tokens, width) @ block["out"]

    def loss_of():
        x = embedding[inputs] + positions
        for block in blocks:
            x = x + attention(rms_norm(x, block["gain1"]), block)
            x = x + (rms_norm(x, block["gain2"]) @ block["up"]).relu().square() @ block["down"]
        return functional.cross_entropy((x @ head).view(-1, vocabulary), targets)

    parameters = [embedding, positions, head] + [tensor for block in blocks for tensor in block.values()]
    weights = depth * (4 * width * width + 2 * width * hidden) + width * vocabulary
    flops = 6 * weights * batch * tokens + 12 * batch * tokens * tokens * width * depth
    return training_step(parameters, loss_of), flops


def processor(batch=32, nodes=16, width=64, features=8, steps=8):
    """Gated triplet message passing: maximum over masked senders, a two-layer message perceptron, LayerNorm."""
    squares = "sender receiver edge graph hidden message node update gate_node gate_message".split()
    narrows = "a b c ab ac bc global".split()
    w = {name: normal(width, width, width**-0.5) for name in squares}
    w.update({name: normal(width, features, width**-0.5) for name in narrows})
    w["triplet"] = normal(features, width, features**-0.5)
    w["gate_bias"] = torch.nn.Parameter(torch.full((width,), -3.0))
    w["scale"] = torch.nn.Parameter(torch.ones(width))
    w["offset"] = torch.nn.Parameter(torch.zeros(width))
    first_nodes = torch.randn(batch, nodes, width)
    first_edges = torch.randn(batch, nodes, nodes, width)
    graph = torch.randn(batch, width)
    links = (torch.rand(batch, nodes, nodes, 1) < 0.5).float().maximum(torch.eye(nodes)[None, :, :, None])
    hidden_links = (1 - links) * -1e6

    def messages(z, e, from_graph):
        summed = (z @ w["sender"])[:, :, None] + (z @ w["receiver"])[:, None] + e @ w["edge"] + from_graph
        return ((summed.relu() @ w["hidden"]).relu() @ w["message"] + hidden_links).amax(1)

    def triplets(z, e, from_graph):
        per_node = (z @ w["a"])[:, :, None, None] + (z @ w["b"])[:, None, :, None] + (z @ w["c"])[:, None, None]
        per_pair = (e @ w["ab"])[:, :, :, None] + (e @ w["ac"])[:, :, None] + (e @ w["bc"]).transpose(1, 2)[:, None]
        return (per_node + per_pair + from_graph).amax(1)

    def loss_of():
        z, e = first_nodes, first_edges
        for_messages = (graph @ w["graph"])[:, None, None]
        for_triplets = (graph @ w["global"])[:, None, None, None]
        for _ in range(steps):
            message = messages(z, e, for_messages)
            updated = (triplets(z, e, for_triplets) @ w["triplet"]).relu()
            candidate = (z @ w["node"] + message @ w["update"]).relu()
            gate = (z @ w["gate_node"] + message @ w["gate_message"] + w["gate_bias"]).sigmoid()
            mixed = gate * candidate + (1 - gate) * z
            z = functional.layer_norm(mixed, (width,), w["scale"], w["offset"])
            e = e * 0.5 + updated * 0.5
        return z.square().sum() / (batch * nodes) + e.square().sum() / (batch * nodes * nodes)

    per_pair = 3 * width * width + 4 * width * features
    per_node = 6 * width * width + 3 * width * features
    flops = 3 * steps * 2 * (batch * nodes * nodes * per_pair + batch * nodes * per_node)
    return training_step(list(w.values()), loss_of), flops


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=["transformer", "processor"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    step, flops = {"transformer": transformer, "processor": processor}[options.workload]()
    step(), step()
    times = []
    for _ in range(options.repeats):
        start = time.perf_counter()
        loss = step()
        times.append((time.perf_counter() - start) * 1e3)
    median = statistics.median(times)
    report = {
        "workload": options.workload,
        "median_ms": round(median, 1),
        "min_ms": round(min(times), 1),
        "max_ms": round(max(times), 1),
        "gflops": round(flops / median / 1e6, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "loss": loss,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
