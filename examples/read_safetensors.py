"""The parameters of a run in Python: names mirror the modules of lib/model.

    pip install safetensors numpy
    python examples/read_safetensors.py data/checkpoints/nar-laptop-4abfe785/best.safetensors
"""

import json
import sys

from safetensors import safe_open

with safe_open(sys.argv[1], framework="np") as file:
    metadata = file.metadata()
    tensors = {name: file.get_tensor(name) for name in file.keys()}

print(f"{json.loads(metadata['config'])['name']} after {metadata['update']} updates")
for name, tensor in tensors.items():
    print(f"{name:60} {str(tensor.dtype):8} {list(tensor.shape)}")
print(f"{sum(tensor.size for tensor in tensors.values())} numbers")
