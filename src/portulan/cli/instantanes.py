"""Snapshots: freeze, check, compare."""

from datetime import date

import typer

from portulan.cli.francais import ErreurUsage
from portulan.cli.registre import verifier_registre
from portulan.cli.site import lire_registres, noter_acte
from portulan.cli.sortie import dire, ecrire_json, prevenir, progression
from portulan.socle.chemins import maison
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.mesure import nombre_fr, valeur_fr

JSON = typer.Option(False, "--json", help="Répondre en JSON.")
INSTANTANE = typer.Argument("", metavar="INSTANTANE", help="Identifiant ; le plus récent si on ne le donne pas.")
REGION = typer.Option("76", "--region", metavar="CODE", help="Code de la région.")


def choisir(identifiant: str, region: str = "") -> str:
    """The snapshot named, or the newest one."""
    if identifiant:
        return identifiant
    from portulan.publication.bibliotheque import Bibliotheque

    connus = Bibliotheque(maison()).instantanes(region or None)
    if not connus:
        raise Introuvable("Aucun instantané n'est gelé.", remede="Gelez-en un : ./portulan geler --region 76")
    return connus[0].identifiant


def lire_date(texte: str) -> date | None:
    """Read AAAA-MM-JJ, or nothing."""
    try:
        return date.fromisoformat(texte) if texte else None
    except ValueError as erreur:
        raise DonneeInvalide(f"« {texte} » n'est pas une date.", remede="Écrivez-la ainsi : 2026-03-15.") from erreur


def geler(
    region: str = REGION,
    date_reference: str = typer.Option(
        "", "--date", metavar="AAAA-MM-JJ", help="Date de référence ; celle des données les plus récentes sinon."
    ),
    provisoire: bool = typer.Option(False, "--provisoire", help="Marquer l'instantané provisoire : non citable."),
    en_json: bool = JSON,
) -> None:
    """Geler les données chargées d'une région dans un instantané."""
    from portulan.publication.chaine import geler_region, sources_de_la_region

    jour = lire_date(date_reference)
    foyer = maison().preparer()
    instantane = geler_region(
        foyer,
        region,
        sources=sources_de_la_region(foyer, region, terrain=lire_registres(region)),
        date_reference=jour,
        provisoire=provisoire,
        progression=progression(),
    )
    noter_acte("instantane.geler", objet_type="instantane", objet_id=instantane.identifiant)
    if en_json:
        ecrire_json(instantane.manifeste.en_dict())
    else:
        dire(instantane.identifiant)


def verifier(
    identifiant: str = typer.Argument(
        "", metavar="INSTANTANE|registre", help="Identifiant (le plus récent si on ne le donne pas), ou « registre »."
    ),
    export: str = typer.Argument("", metavar="EXPORT", help="Export d'un registre des actes ; celui d'ici sinon."),
    point: list[str] | None = typer.Option(
        None, "--point", metavar="RANG:EMPREINTE:RACINE", help="Point de contrôle imprimé sur un acte (répétable)."
    ),
    piece: list[str] | None = typer.Option(
        None, "--piece", metavar="FICHIER", help="Fichier publié dont le registre nomme l'empreinte (répétable)."
    ),
    en_json: bool = JSON,
) -> None:
    """Vérifier chaque octet d'un instantané, ou chaque entrée d'un registre des actes."""
    if identifiant == "registre":
        verifier_registre(export, point or (), piece or (), en_json=en_json)
        return
    if export or point or piece:
        raise ErreurUsage(
            "Un export, --point et --piece ne vont qu'avec un registre.", remede="./portulan verifier registre EXPORT"
        )
    _verifier_instantane(identifiant, en_json=en_json)


def _verifier_instantane(identifiant: str, *, en_json: bool) -> None:
    from portulan.publication.bibliotheque import Bibliotheque

    identifiant = choisir(identifiant)
    bibliotheque = Bibliotheque(maison())
    from portulan.instantane.manifeste import IDENTIFIANT
    from portulan.instantane.verifier import verifier as controler

    if not IDENTIFIANT.fullmatch(identifiant):
        raise Introuvable(
            f"« {identifiant} » n'est pas un identifiant d'instantané.", remede="Voyez : ./portulan geler --help"
        )
    verification = controler(bibliotheque.maison.instantanes / identifiant)
    if en_json:
        ecrire_json({"instantane": identifiant, "conforme": verification.ok, "ecarts": verification.ecarts})
    elif verification.ok:
        dire(f"{identifiant} : conforme, aucun octet n'a changé.")
    else:
        nombre = len(verification.ecarts)
        dire(f"{identifiant} : {nombre} écart{'s' if nombre > 1 else ''}.")
        for ecart in verification.ecarts:
            dire(f"  {ecart}")
    if not verification.ok:
        raise typer.Exit(DonneeInvalide.code_sortie)


def comparer(
    avant: str = typer.Argument(..., metavar="AVANT", help="Identifiant du premier instantané."),
    apres: str = typer.Argument(..., metavar="APRES", help="Identifiant du second."),
    indicateur: str = typer.Option("", "--indicateur", metavar="CODE", help="Ne comparer que cet indicateur."),
    en_json: bool = JSON,
) -> None:
    """Dire ce qui a bougé entre deux instantanés, table par table et chiffre par chiffre."""
    from portulan.publication.bibliotheque import Bibliotheque

    bibliotheque = Bibliotheque(maison())
    comparaison = bibliotheque.comparer(avant, apres)
    mesures = all(bibliotheque.a_un_diagnostic(i) for i in (avant, apres))
    figures = list(bibliotheque.comparer_figures(avant, apres, indicateur or None)) if mesures else []
    if en_json:
        ecrire_json({"tables": comparaison, "chiffres": [_ecart(e) for e in figures] if mesures else None})
        return
    if comparaison.identique:
        dire("Les deux instantanés contiennent les mêmes lignes.")
    for table in comparaison.tables:
        if not table.identique:
            dire(
                f"{table.libelle} : {nombre_fr(table.ajoutees)} lignes ajoutées, {nombre_fr(table.retirees)} retirées, "
                f"{nombre_fr(table.modifiees)} modifiées ({nombre_fr(table.avant)} → {nombre_fr(table.apres)})"
            )
    if not mesures:
        prevenir("Les chiffres ne sont pas comparés : un des deux n'a pas de diagnostic (./portulan diagnostiquer).")
    for ecart in figures:
        dire(f"{ecart.ligne.code} {ecart.ligne.territoire} : {_texte(ecart.avant)} → {_texte(ecart.apres)}")


def _ecart(ecart: object) -> dict[str, object]:
    from portulan.publication.bibliotheque import EcartFigure

    assert isinstance(ecart, EcartFigure)
    return {
        "code": ecart.ligne.code,
        "territoire": str(ecart.ligne.territoire),
        "composante": ecart.ligne.composante,
        "ventilation": ecart.ligne.ventilation,
        "avant": ecart.avant.valeur if ecart.avant else None,
        "apres": ecart.apres.valeur if ecart.apres else None,
        "ecart": ecart.ecart,
    }


def _texte(ligne: object) -> str:
    from portulan.diagnostic.catalogue import indicateur
    from portulan.diagnostic.resultats import Ligne

    if not isinstance(ligne, Ligne):
        return "absent"
    if ligne.valeur is None:
        return "sans valeur"
    return valeur_fr(ligne.valeur, indicateur(ligne.code).unite_composante(ligne.composante))
