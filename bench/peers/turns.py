"""What every peer program shares: reading where to start, and taking steps when it is told to (see bench/serve.ts)."""
import json
import math
import resource
import statistics
import struct
import sys
import time

import numpy


def read_start(path):
    """Parameters, inputs and sizes of a safetensors file; all its tensors are float32."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(length)), file.read()
    sizes = json.loads(header.pop("__metadata__")["sizes"])
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = numpy.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"]).copy()
    inputs = {name[7:]: tensor for name, tensor in tensors.items() if name.startswith("inputs.")}
    parameters = {name: tensor for name, tensor in tensors.items() if not name.startswith("inputs.")}
    return parameters, inputs, sizes


def take_turns(step, parameters, version, warm_up=2):
    """`step` runs once and gives the loss. Says that it is ready, then answers every line, a number of steps."""
    for _ in range(warm_up):
        step()
    print(json.dumps({"ready": True, "version": version}), flush=True)
    for line in sys.stdin:
        times, before, loss = [], resource.getrusage(resource.RUSAGE_SELF), 0
        for _ in range(int(line)):
            start = time.perf_counter()
            loss = step()
            times.append((time.perf_counter() - start) * 1e3)
        if not math.isfinite(loss):
            sys.exit(f"{version}: the loss is {loss}")
        after = resource.getrusage(resource.RUSAGE_SELF)
        user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
        turn = {
            "median_ms": round(statistics.median(times), 2),
            "min_ms": round(min(times), 2),
            "max_ms": round(max(times), 2),
            "cpu_ms": round((user + system) * 1e3 / len(times), 2),
            "system_share": round(system / max(1e-6, user + system), 4),
            "peak_mb": after.ru_maxrss // 1024,
            "loss": loss,
            "parameters": parameters,
        }
        print(json.dumps(turn), flush=True)
