"""Search over everything that a person of the house may see."""
