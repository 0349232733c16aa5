"""A ballot as a table, in the opinion and in the minutes alike. Pure."""

from portulan.crefop.avis.valeurs import Decompte, Grille, Vote


def grille_vote(vote: Vote) -> Grille | None:
    """A ballot by college: in heads where they are known; voices in columns of their own when they are not heads."""
    if not vote.colleges:
        return None
    entetes = ["Collège"]
    if vote.sieges is not None:
        unite = " (sièges)" if vote.pondere else ""
        entetes += [f"{e}{unite}" for e in ("Pour", "Contre", "Abstention", "Ne prend pas part", "Sans bulletin")]
    if vote.pondere:
        entetes += ["Voix pour", "Voix contre", "Voix d’abstention"]
    lignes = [(c.college, *_ligne(vote, c.sieges, c.voix)) for c in vote.colleges]
    total = ("Ensemble", *_ligne(vote, vote.sieges, vote.voix))
    return Grille(f"{vote.intitule} : vote par collège", tuple(entetes), (*lignes, total))


def _ligne(vote: Vote, sieges: Decompte | None, voix: Decompte | None) -> tuple[str, ...]:
    tetes = _nombres(sieges, ("pour", "contre", "abstention", "ne_prend_pas_part", "sans_bulletin"))
    autres = _nombres(voix, ("pour", "contre", "abstention"))
    return (*(tetes if vote.sieges is not None else ()), *(autres if vote.pondere else ()))


def _nombres(decompte: Decompte | None, noms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("–" if decompte is None else str(getattr(decompte, nom)) for nom in noms)
