"""Data in: load a file or an address, say what is loaded."""

from typing import TYPE_CHECKING

import typer

from portulan.cli.site import noter_acte
from portulan.cli.sortie import dire, ecrire_json, prevenir, progression, tableau
from portulan.socle.chemins import maison
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.mesure import nombre_fr

if TYPE_CHECKING:
    from portulan.sources.entrepot import Chargement
    from portulan.sources.importer import Rapport

_REFUS_MONTRES = 20


def importer(
    source: str = typer.Argument(..., metavar="SOURCE", help="Code du connecteur, ou « auto » pour le reconnaître."),
    origine: str = typer.Argument("", metavar="FICHIER|ADRESSE", help="Fichier local, ou adresse https."),
    ecarter: bool = typer.Option(False, "--ecarter", help="Écarter les lignes refusées et charger les autres."),
    simuler: bool = typer.Option(False, "--simuler", help="Tout vérifier sans rien écrire."),
    annee: int | None = typer.Option(None, "--annee", help="Année d'un fichier qui ne la dit pas (Affelnet)."),
    en_json: bool = typer.Option(False, "--json", help="Donner le compte rendu en JSON."),
) -> None:
    """Charger un fichier ou une adresse ; tout ou rien, l'ancien chargement reste disponible."""
    from portulan.sources.entrepot import Entrepot
    from portulan.sources.importer import importer as charger

    foyer = maison().preparer()
    rapport = charger(
        Entrepot(foyer.chargements),
        None if source == "auto" else source,
        origine,
        ecarter=ecarter,
        simuler=simuler,
        annee=annee,
        progression=progression(),
    )
    if rapport.charge and not rapport.deja:
        noter_acte(
            "source.importer",
            objet_type="chargement",
            objet_id=f"{rapport.fiche.code}:{rapport.fiche.version}",
            lignes=rapport.fiche.lignes_retenues,
            refus=rapport.refus_total,
        )
    _raconter(rapport, en_json=en_json)
    if not rapport.charge and not simuler:
        raise typer.Exit(DonneeInvalide.code_sortie)


def _raconter(rapport: "Rapport", *, en_json: bool) -> None:
    if en_json:
        ecrire_json(
            {
                "charge": rapport.charge,
                "message": rapport.message,
                "refus_total": rapport.refus_total,
                "refus": rapport.refus,
                "fiche": {k: v for k, v in rapport.fiche.en_dict().items() if k != "refus"},
            }
        )
        return
    dire(rapport.message)
    for refus in rapport.refus[:_REFUS_MONTRES]:
        dire(f"  {refus}")
    reste = rapport.refus_total - min(len(rapport.refus), _REFUS_MONTRES)
    if reste > 0:
        dire(f"  … et {nombre_fr(reste)} autres (--json en donne mille).")


def _fin(origine: str, largeur: int = 40) -> str:
    """The end of a long name, where the file is named; what is cut shows."""
    return origine if len(origine) <= largeur else "…" + origine[-largeur + 1 :]


def sources(
    historique: bool = typer.Option(False, "--historique", help="Montrer aussi les chargements remplacés."),
    disponibles: bool = typer.Option(False, "--disponibles", help="Montrer les connecteurs, chargés ou non."),
    revenir: str = typer.Option("", "--revenir", metavar="CHARGEMENT", help="Reprendre un chargement remplacé."),
    retirer: str = typer.Option("", "--retirer", metavar="CHARGEMENT", help="Ne plus employer un chargement."),
    en_json: bool = typer.Option(False, "--json", help="Répondre en JSON."),
) -> None:
    """Dire ce qui est chargé, d'où cela vient et quel âge cela a ; revenir à un chargement ancien."""
    from portulan.sources.entrepot import Entrepot

    if disponibles:
        _connecteurs(en_json=en_json)
        return
    entrepot = Entrepot(maison().chargements)
    if revenir:
        _noter_choix("source.revenir", entrepot.revenir(revenir))
    if retirer:
        retire = entrepot.chargement(retirer)
        if retire not in entrepot.courants():
            raise Impossible(f"Le chargement {retire.identifiant} n'est déjà plus employé.")
        entrepot.retirer(retire.fiche.code, retire.fiche.version)
        _noter_choix("source.retirer", retire)
    charges = entrepot.historique() if historique else entrepot.courants()
    if en_json:
        ecrire_json(
            [
                {"chargement": c.identifiant, **{k: v for k, v in c.fiche.en_dict().items() if k != "refus"}}
                for c in charges
            ]
        )
        return
    if not charges:
        prevenir("Rien n'est chargé. Les connecteurs : ./portulan sources --disponibles")
        return
    tableau(
        (
            *(("CHARGEMENT",) if historique else ()),
            "SOURCE",
            "VERSION",
            "DONNÉES DU",
            "CHARGÉ LE",
            "LIGNES",
            "ORIGINE",
            "LIBELLÉ",
        ),
        [
            (
                *((c.identifiant,) if historique else ()),
                c.fiche.code,
                c.fiche.version,
                c.fiche.date_donnees.strftime("%d/%m/%Y"),
                c.fiche.charge_le.strftime("%d/%m/%Y") if c.fiche.charge_le else "",
                nombre_fr(c.fiche.lignes_retenues),
                _fin(c.fiche.origine),
                c.fiche.libelle + (" (fictif)" if c.fiche.fictif else ""),
            )
            for c in charges
        ],
    )


def _noter_choix(acte: str, chargement: "Chargement") -> None:
    """Choosing a load is an act: the next snapshot depends on it."""
    fiche = chargement.fiche
    cle = f"{fiche.code}:{fiche.version}"
    noter_acte(acte, objet_type="chargement", objet_id=cle, chargement=chargement.identifiant)


def _connecteurs(*, en_json: bool) -> None:
    from portulan.sources.catalogue import CONNECTEURS

    if en_json:
        ecrire_json(
            [
                {
                    "code": c.code,
                    "libelle": c.libelle,
                    "producteur": c.producteur,
                    "licence": c.licence,
                    "adresse": c.adresse,
                    "tables": [t.nom for t in c.tables],
                }
                for c in CONNECTEURS
            ]
        )
        return
    tableau(
        ("SOURCE", "LIBELLÉ", "PRODUCTEUR", "LICENCE"),
        [(c.code, c.libelle, c.producteur, c.licence) for c in CONNECTEURS],
    )
