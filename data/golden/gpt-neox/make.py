"""Small GPT-NeoX folders with random weights, and the logits that the transformers library gives for them.

    pip install torch transformers safetensors
    python data/golden/gpt-neox/make.py data/golden/gpt-neox

Each folder is what `save_pretrained` writes: `config.json` and the weights, in one file or in shards.
"""

import gzip
import json
import pathlib
import sys

import torch
import transformers
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

SIZES = {
    "vocab_size": 24,
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 40,
    "max_position_embeddings": 32,
    "rotary_pct": 0.5,
}
TOKENS = [[3, 0, 12, 7, 7, 1, 23, 15, 2, 9, 4, 4, 18, 20, 5, 11], [1, 22, 8, 8, 0, 16, 13, 6, 2, 2, 19, 21, 10, 14, 17, 3]]

# What each folder has beside the sizes, how large a file may be, and fields that its config.json does without, since
# they are the library's defaults.
VARIANTS = {
    "plain": ({}, None, ()),
    "sequential": ({"use_parallel_residual": False}, None, ()),
    "sharded": ({}, "6KB", ()),
    "bfloat16": ({"dtype": "bfloat16"}, None, ()),
    "linear": ({"rope_scaling": {"type": "linear", "factor": 2.5}}, None, ()),
    "theta": ({"rope_parameters": {"rope_type": "default", "rope_theta": 500.0}, "rotary_emb_base": 10000}, None, ()),
    "defaults": (
        {"rotary_pct": 0.25},
        None,
        ("hidden_act", "layer_norm_eps", "use_parallel_residual", "tie_word_embeddings", "attention_bias", "rope_parameters"),
    ),
}


def make(folder, changes, shard, absent):
    torch.manual_seed(20)
    fields = {**SIZES, **changes}
    dtype = getattr(torch, fields.pop("dtype", "float32"))
    # A copy: the library completes what it is given.
    model = GPTNeoXForCausalLM(GPTNeoXConfig(**json.loads(json.dumps(fields)))).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    model = model.to(dtype)
    model.save_pretrained(folder, **({"max_shard_size": shard} if shard else {}))
    path = folder / "config.json"
    config = json.loads(path.read_text())
    if "rope_scaling" in changes:  # as older versions of the library wrote it
        del config["rope_parameters"]
        config.update({"rope_scaling": changes["rope_scaling"], "rotary_pct": fields["rotary_pct"]})
    if "rotary_emb_base" in changes:  # what the parameters say goes before
        config["rotary_emb_base"] = changes["rotary_emb_base"]
    for field in absent:
        del config[field]
    path.write_text(json.dumps(config, indent=1) + "\n")
    (folder / "generation_config.json").unlink(missing_ok=True)
    # Read again as anybody would: what is written is what is measured.
    read = GPTNeoXForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    with torch.no_grad():
        return read(torch.tensor(TOKENS)).logits.tolist()


def main():
    root = pathlib.Path(sys.argv[1])
    logits = {name: make(root / name, *variant) for name, variant in VARIANTS.items()}
    made = {"torch": torch.__version__, "transformers": transformers.__version__}
    text = json.dumps({"made": made, "tokens": TOKENS, "logits": logits}) + "\n"
    (root / "logits.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


main()
