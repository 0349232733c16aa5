"""What the page of a hand-over shows and takes, the same by the link and with an account."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst

from portulan.socle import geographie
from portulan.socle.dates import date_fr
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.terrain.accueil import courriels, mots
from portulan.terrain.accueil.enums import EtatMise, MotifAnnulation, MotifRefus
from portulan.terrain.accueil.models import MiseEnRelation
from portulan.terrain.accueil.transitions import OUVERTES, PAR_NOM, PRISES, SANS_REPONSE, Acteur, possibles
from portulan.terrain.reseau.models import Structure
from portulan.terrain.reseau.queries import structure_par_identifiant
from portulan.web.formulaires.mises import FormulaireEtape

GENRES = {
    **dict.fromkeys(SANS_REPONSE, "encours"),
    **dict.fromkeys(PRISES, "succes"),
    EtatMise.EXPIREE: "alerte",
    EtatMise.REFUSEE: "attention",
}
MOTIFS = {**dict(MotifRefus.choices), **dict(MotifAnnulation.choices)}


def formulaires(mise: MiseEnRelation, acteurs: tuple[Acteur, ...], donnees: Any = None) -> list[FormulaireEtape]:
    """One form for each step possible now; the one that was sent keeps what was typed."""
    lus: list[FormulaireEtape] = []
    for acteur in acteurs:
        for transition in possibles(mise.etat, acteur):
            if transition.nom == "etudier" and mise.prolongee:
                continue
            envoye = donnees is not None and donnees.get("etape") == transition.nom
            lus.append(
                FormulaireEtape(
                    donnees if envoye else None,
                    transition=transition,
                    conseils=_conseils(mise) if transition.nom == "refuser" else (),
                    initial={"etape": transition.nom, "version": mise.version},
                    auto_id=f"{transition.nom}-%s",
                )
            )
    return lus


def _conseils(mise: MiseEnRelation) -> list[tuple[str, str]]:
    if mise.aiguillage is None:
        return []
    deja = {m.structure.identifiant for m in mise.besoin.mises.select_related("structure")}
    noms = {s.identifiant: s.nom for s in _structures(mise)}
    return [(code, nom) for code, nom in noms.items() if code not in deja]


def _structures(mise: MiseEnRelation) -> list[Structure]:
    assert mise.aiguillage is not None
    codes = dict.fromkeys(p["structure"] for p in mise.aiguillage.reponse.get("propositions", ()))
    trouvees = {
        s.identifiant: s
        for s in Structure.objects.filter(id_source__in=[c.partition("--")[2] for c in codes])
        if s.identifiant in codes
    }
    return [trouvees[c] for c in codes if c in trouvees]


type Franchir = Callable[..., MiseEnRelation]


def recevoir_etape(
    request: HttpRequest, mise: MiseEnRelation, acteurs: tuple[Acteur, ...], franchir: Franchir
) -> tuple[str, list[FormulaireEtape], int]:
    """Take the step that was sent: (message, forms, status); an empty message when it was refused."""
    nom = request.POST.get("etape", "")
    if nom not in PAR_NOM or not any(a in PAR_NOM[nom].acteurs for a in acteurs):
        raise DonneeInvalide("Cette étape n’existe pas.", remede="Rechargez la page.")
    envoye = FormulaireEtape(
        request.POST,
        transition=PAR_NOM[nom],
        conseils=_conseils(mise) if nom == "refuser" else (),
        auto_id=f"{nom}-%s",
    )
    if envoye.is_valid():
        propre = dict(envoye.cleaned_data)
        conseillee = propre.pop("vers", "")
        del propre["etape"]
        try:
            franchir(transition=nom, vers=structure_par_identifiant(conseillee) if conseillee else None, **propre)
        except (DonneeInvalide, Impossible) as erreur:
            mise.refresh_from_db()
            if mise.etat not in PAR_NOM[nom].de:
                raise
            envoye.add_error(None, str(erreur))
            return "", _avec(mise, acteurs, envoye), erreur.code_http
        return f"{PAR_NOM[nom].fait}.", [], 302
    return "", _avec(mise, acteurs, envoye), 422


def _avec(mise: MiseEnRelation, acteurs: tuple[Acteur, ...], envoye: FormulaireEtape) -> list[FormulaireEtape]:
    nom = envoye.transition.nom
    return [envoye if f.transition.nom == nom else f for f in formulaires(mise, acteurs)]


def decrire(mise: MiseEnRelation, *, identite: bool, jour: date) -> dict[str, Any]:
    """Context of the page: the request, its promises, its history; the identity only once it was accepted."""
    demande = mise.besoin.demande
    commune = geographie.commune(demande.code_insee) or {}
    faits = [
        ("Besoin", mots.dire("thematiques", mise.besoin.thematique)),
        ("Structure", mise.structure.nom),
        ("Service", mise.service.nom if mise.service else ""),
        ("Orientée par", mise.emettrice.nom if mise.emettrice else "le site public"),
        ("Commune", commune.get("nom", "")),
        ("Situation", ", ".join(mots.dire("publics", p) for p in demande.publics)),
        ("Âge", f"{demande.age} ans" if demande.age is not None else ""),
        ("Déplacement", demande.get_mobilite_display() if demande.mobilite else ""),
        ("Langues", ", ".join(mots.dire("langues", code) for code in demande.langues)),
        ("Lieu accessible", "nécessaire" if demande.handicap else ""),
        ("Raison", MOTIFS.get(mise.motif, "")),
        ("Précision", mise.precision),
        ("Conseil", mise.vers.nom if mise.vers else ""),
        ("Issue", mise.get_issue_display() if mise.issue else ""),
    ]
    connue = courriels.identite_de(demande) if identite else None
    return {
        "mise": mise,
        "genre": GENRES.get(EtatMise(mise.etat), ""),
        "faits": [(nom, capfirst(str(valeur))) for nom, valeur in faits if valeur],
        "promesses": [(p.get_etape_display(), p, _dire_promesse(p, jour)) for p in mise.promesses.all()],
        "etapes": [(e, PAR_NOM[e.transition].fait) for e in mise.etapes.all()],
        "identite": connue,
        "anonyme": demande.anonyme,
        "effacee": demande.identite_effacee_le,
        "ouverte": mise.etat in OUVERTES,
        "sans_courriel": not courriels.contact(mise),
    }


def _dire_promesse(promesse: Any, jour: date) -> tuple[str, str]:
    if promesse.tenue_le:
        tard = promesse.tenue_le > promesse.echeance
        return (f"fait le {date_fr(promesse.tenue_le)}", "attention" if tard else "succes")
    if promesse.mise.etat not in OUVERTES:
        return ("n’a pas eu lieu", "")
    return ("en retard", "alerte") if promesse.echeance < jour else ("à venir", "encours")
