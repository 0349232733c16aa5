"""How the questions of a fiche are written down."""

from portulan.socle.declaration import Indicateur, Question
from portulan.socle.typographie import francais


def question(
    code: str,
    rubrique: str,
    titre: str,
    texte: str,
    *,
    fondement: str,
    indicateurs: tuple[Indicateur, ...],
    pieces: tuple[str, ...],
    modules: str,
    portee: tuple[str, ...] = (),
) -> Question:
    """An entry of a fiche, in French typography. ``modules``: those of the product, « M1 M8 »."""
    return Question(
        code=code,
        rubrique=francais(rubrique),
        titre=francais(titre),
        texte=francais(texte),
        fondement=francais(fondement),
        indicateurs=indicateurs,
        pieces=tuple(francais(p) for p in pieces),
        portee=tuple(francais(p) for p in portee),
        modules=tuple(modules.split()),
    )
