"""What a PDF does besides being read: scripts and programs to launch, which evidence has no need of.

Names are looked for in the bytes of the file, however they are escaped, and inside its object streams, where recent
software writes most dictionaries. What is encrypted cannot be looked into.
"""

import re
import zlib
from collections.abc import Iterator
from mmap import mmap

_NOMS = ("JavaScript", "Launch")
_FLUX_MAX = 8_000_000  # of one object stream, once inflated
_TOTAL_MAX = 64_000_000
# « #4A » is a J: a name may be written so to hide it
_ACTIFS = re.compile(
    "|".join("/" + "".join(f"(?:{c}|#(?i:{ord(c):02x}))" for c in nom) + r"(?![\w#])" for nom in _NOMS).encode()
)
_OBJETS = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)


def est_actif(contenu: bytes | mmap) -> bool:
    """True when a PDF holds a script or starts a program."""
    return _ACTIFS.search(contenu) is not None or any(_ACTIFS.search(flux) for flux in _flux_d_objets(contenu))


def _flux_d_objets(contenu: bytes | mmap) -> Iterator[bytes]:
    """Object streams, inflated within bounds; what is not deflated was already read as it is."""
    reste = _TOTAL_MAX
    for trouve in _OBJETS.finditer(contenu):
        if reste <= 0:
            return
        try:
            flux = zlib.decompressobj().decompress(contenu[trouve.end() : trouve.end() + _FLUX_MAX], _FLUX_MAX)
        except zlib.error:
            continue
        reste -= len(flux)
        yield flux
