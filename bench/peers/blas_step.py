"""A square product of float32 by NumPy's OpenBLAS, which says for which processor its kernel was made."""
import argparse
import ctypes
import glob
import os

import numpy

from turns import take_turns


def kernel():
    """OpenBLAS's name for the processor that it takes this one for."""
    folder = os.path.join(os.path.dirname(os.path.dirname(numpy.__file__)), "numpy.libs")
    for path in glob.glob(os.path.join(folder, "*openblas*")):
        library = ctypes.CDLL(path)
        for name in ("scipy_openblas_get_corename64_", "scipy_openblas_get_corename", "openblas_get_corename64_"):
            if hasattr(library, name):
                function = getattr(library, name)
                function.restype = ctypes.c_char_p
                return function().decode()
    return "unknown"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("size", type=int)
    size = parser.parse_args().size
    generator = numpy.random.default_rng(0)
    left, right = (generator.standard_normal((size, size), dtype=numpy.float32) for _ in range(2))

    def step():
        left @ right
        return 0.0

    take_turns(step, 0, f"NumPy {numpy.__version__}, OpenBLAS for {kernel()}")


if __name__ == "__main__":
    main()
