"""Press texts: number words, shares, the draft from the data, and the check of a pasted text."""
