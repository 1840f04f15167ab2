"""What the kernel runs on: compiling, draws, clocks, tallies. Nothing of the epidemic is here; that is in `kernel`."""
