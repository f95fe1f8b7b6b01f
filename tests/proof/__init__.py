"""Long proofs, run by hand: each has `prove(runs)`."""
