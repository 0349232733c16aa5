"""How a result is said on screen: the figure in French, or the reason why there is none."""

from portulan.socle.mesure import Unite, valeur_fr
from portulan.socle.resultat import ADocumenter, Calcule, NonCalculable, Resultat


def dire_resultat(resultat: Resultat, unite: Unite) -> str:
    """Figure with its unit, or the short reason."""
    match resultat:
        case Calcule():
            return valeur_fr(resultat.valeur, unite)
        case NonCalculable():
            return resultat.raison.libelle
        case ADocumenter():
            return "À documenter"


def dire_manque(resultat: Resultat) -> str:
    """Full sentence of what is missing and who holds it; empty for a computed figure."""
    match resultat:
        case Calcule():
            return ""
        case NonCalculable():
            detail = resultat.detail.strip()
            return f"{resultat.raison.libelle}. {detail}".strip() if detail else f"{resultat.raison.libelle}."
        case ADocumenter():
            return f"Pièce attendue : {resultat.piece}. Elle est détenue par : {resultat.detenteur}."
