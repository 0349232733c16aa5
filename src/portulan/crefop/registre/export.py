"""The register as one file anyone can verify (« portulan-registre/1 »): entries, checkpoints, end; never openings."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import chain

from portulan.crefop.registre.models import EntreeRegistre, PointDeControle, TeteRegistre
from portulan.crefop.registre.verification import FORMAT, ORIGINE, Arbre, canonique

NOM = "registre-des-actes.jsonl"
_PAR_LOT = 2000


def lignes() -> Iterator[bytes]:
    """Lines of the export, read as they are sent: the register as it stood when the first one was asked."""
    tete = TeteRegistre.objects.filter(pk=1).first()
    dernier = tete.seq if tete else 0
    points = PointDeControle.objects.filter(seq__lte=dernier).order_by("seq", "pk")
    restants = iter(list(points))
    somme, arbre, avant, poses = sha256(), Arbre(), ORIGINE, 0
    point = next(restants, None)
    entrees = EntreeRegistre.objects.filter(seq__lte=dernier).order_by("seq").values_list("contenu", "empreinte")
    for entree in chain((None,), entrees.iterator(chunk_size=_PAR_LOT)):
        if entree is None:
            lot = [canonique({"format": FORMAT})]
        else:
            contenu, avant = entree
            arbre.ajouter(bytes.fromhex(avant))
            lot = [f'{{"empreinte":"{avant}","entree":{contenu}}}'.encode()]
        while point is not None and point.seq <= arbre.taille:
            lot.append(canonique({"point": _point(point)}))
            poses, point = poses + 1, next(restants, None)
        texte = b"".join(ligne + b"\n" for ligne in lot)
        somme.update(texte)
        yield from texte.splitlines(keepends=True)
    fin = {"entrees": arbre.taille, "points": poses, "racine": arbre.racine, "sha256": somme.hexdigest(), "tete": avant}
    yield canonique({"fin": fin}) + b"\n"


def _point(point: PointDeControle) -> dict[str, object]:
    return {
        "cree_le": point.cree_le.isoformat(timespec="microseconds"),
        "empreinte": point.empreinte,
        "motif": point.motif,
        "objet": point.objet,
        "racine": point.racine,
        "seq": point.seq,
    }
