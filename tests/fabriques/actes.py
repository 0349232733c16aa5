"""A register as an export, without any database: what the verifier reads, and what a forger would write."""

from hashlib import sha256

from portulan.crefop.registre.verification import FORMAT, ORIGINE, Arbre, Point, canonique


def entree(seq, prev, **champs):
    """An entry: (hashed text, digest)."""
    valeurs = {
        "seq": seq,
        "prev": prev,
        "type": "scrutin.clore",
        "at": f"2026-11-30T10:00:{seq:02d}.000000+00:00",
        "organe": "crefop-94",
        "objet": f"scrutin:{seq}",
        "charge": {"voix": seq},
        **champs,
    }
    texte = canonique(valeurs)
    return texte, sha256(texte).hexdigest()


def chaine(nombre, **par_rang):
    """``nombre`` entries that follow each other; ``r3={…}`` changes what entry 3 says."""
    suite, avant = [], ORIGINE
    for rang in range(1, nombre + 1):
        suite.append(entree(rang, avant, **par_rang.get(f"r{rang}", {})))
        avant = suite[-1][1]
    return suite


def exporter(suite, *, points=(), fin=None):
    """Lines of an export of these entries, a checkpoint after each rank of ``points``; ``fin``: said at the end."""
    arbre, avant = Arbre(), ORIGINE
    lignes = [canonique({"format": FORMAT}) + b"\n"]
    for texte, empreinte in suite:
        arbre.ajouter(bytes.fromhex(empreinte))
        avant = empreinte
        lignes.append(b'{"empreinte":"' + empreinte.encode() + b'","entree":' + texte + b"}\n")
        if arbre.taille in points:
            point = {"seq": arbre.taille, "empreinte": avant, "racine": arbre.racine}
            lignes.append(
                canonique({"point": {**point, "motif": "cloture", "objet": "seance:1", "cree_le": "x"}}) + b"\n"
            )
    dits = {
        "entrees": len(suite),
        "points": len(set(points) & set(range(1, len(suite) + 1))),
        "racine": arbre.racine,
        "sha256": sha256(b"".join(lignes)).hexdigest(),
        "tete": avant,
        **(fin or {}),
    }
    return [*lignes, canonique({"fin": dits}) + b"\n"]


def point_imprime(suite, rang):
    """The checkpoint that an act printed when this entry was the last."""
    arbre = Arbre()
    for _, empreinte in suite[:rang]:
        arbre.ajouter(bytes.fromhex(empreinte))
    return Point(rang, suite[rang - 1][1] if rang else ORIGINE, arbre.racine)
