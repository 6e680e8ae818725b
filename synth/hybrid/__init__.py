"""Hybrid programs: algorithms over what trained modules see, e.g. `imgs -> sum(map(digit, imgs))`, learned from the sums alone.

After HOUDINI (Valkov et al. 2018) and DeepProbLog (Manhaeve et al. 2018). Whatever imports torch is
imported by `work` alone, in a process of its own, by checks and by benches.
"""
