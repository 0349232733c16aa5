"""Words and values everybody shares. Imports nothing of ours."""
