"""What the commands do; synth.cli declares them. One command a file, imported only when it is called."""
