"""What the actors do every day: the network, its life, its charter, who joined it, and whether they keep their word.

Each application offers its rows to the snapshot by ``extraits``; none is read by the diagnostic in any other way.
"""
