"""The execution core: columns of words, compiled kernels, the machine that runs lambda bodies."""
