"""Scanning: what the wanted texts show of dates, times and numbers, matched with those that the inputs have.

FlashFill++ (Cambronero et al., POPL 2023) cuts outputs at what a formatter could have printed; Synthphonia scans for it.
"""
