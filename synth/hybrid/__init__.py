"""Hybrid programs: algorithms over what trained modules see, e.g. `imgs -> sum(map(digit, imgs))`, learned from the sums alone.

After HOUDINI (Valkov et al. 2018) and DeepProbLog (Manhaeve et al. 2018). Only `fit` and `baseline` import torch.
"""
