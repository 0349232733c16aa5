"""Merkle root of the register, as anyone computes it from an export. Pure, without any dependency."""

from collections.abc import Sequence
from hashlib import sha256

_VIDE = sha256(b"").hexdigest()


def racine(feuilles: Sequence[str]) -> str:
    """Root over the digests of the entries in order (hexadecimal). Leaves and nodes are told apart (RFC 6962).

    An odd node goes up alone, so that no entry can be counted twice.
    """
    if not feuilles:
        return _VIDE
    niveau = [sha256(b"\x00" + bytes.fromhex(f)).digest() for f in feuilles]
    while len(niveau) > 1:
        paires = [sha256(b"\x01" + a + b).digest() for a, b in zip(niveau[::2], niveau[1::2], strict=False)]
        niveau = [*paires, niveau[-1]] if len(niveau) % 2 else paires
    return niveau[0].hex()
