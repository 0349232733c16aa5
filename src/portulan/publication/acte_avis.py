"""From the plain value of an opinion to a document, in the order that an opinion is read."""

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from portulan.crefop.avis.assistance import ETATS
from portulan.crefop.avis.chiffres import MARQUE
from portulan.crefop.avis.valeurs import Acte, ReserveActe, Sceau
from portulan.crefop.composition.verifiable import COMPARATEURS
from portulan.publication.acte_commun import (
    ORDRE,
    avertissements,
    blocs_vote,
    entrees_sceau,
    jour_fr,
    section_signatures,
    typographier,
)
from portulan.publication.document import (
    Bloc,
    Colonne,
    Definitions,
    Document,
    Encadre,
    Fragment,
    Lien,
    Liste,
    Paragraphe,
    Pastille,
    Section,
    Style,
    Tableau,
    Texte,
    Ton,
    fragments,
    nombre,
    paragraphe,
)
from portulan.publication.dossier import partenaires

if TYPE_CHECKING:
    from portulan.socle.region import Region

TONS = {
    "favorable": Ton.SUCCES,
    "favorable_avec_reserves": Ton.ATTENTION,
    "defavorable": Ton.ALERTE,
    "partage": Ton.ATTENTION,
}
SOUS_TITRES = {"prend_acte": "Le comité prend acte", "ajourne": "Examen ajourné"}


def composer_avis(acte: Acte, region: "Region", sceau: Sceau | None = None) -> Document:
    """The opinion as a document; without a seal, a draft that says so."""
    publie = entrees_sceau(sceau)
    sections = (
        _avis(acte),
        _visas(acte),
        _seance(acte),
        _considerants(acte),
        _vigilances(acte),
        *_reserves("Réserves", "reserves", acte.reserves),
        *_reserves("Recommandations", "recommandations", acte.recommandations),
        *_votes(acte),
        _mentions(acte),
        section_signatures(sceau),
        *_verifier(acte, sceau),
    )
    document = Document(
        titre=acte.titre,
        sous_titre=SOUS_TITRES.get(acte.sens, f"Avis {acte.sens_libelle}"),
        surtitre=f"{acte.comite} · Avis n° {acte.numero}",
        identifiant=acte.numero,
        date_document=date.fromisoformat(acte.rendu_le),
        auteur=acte.comite,
        sections=tuple(s for s in sections if s is not None),
        partenaires=partenaires(region),
        avertissements=avertissements(fictif=acte.fictif, projet=sceau is None),
        mentions=tuple(
            (libelle, valeur)
            for libelle, valeur in (
                ("Rendu le", jour_fr(acte.rendu_le)),
                ("Séance", f"{acte.seance}, {acte.lieu}" if acte.seance else ""),
                ("Saisine", f"{acte.saisine}, {acte.auteur}"),
                ("Instantané", acte.instantane),
                ("Publié le", jour_fr(sceau.publie_le) if sceau and publie else ""),
            )
            if valeur
        ),
        pied=f"{acte.comite} · Avis n° {acte.numero}",
    )
    return typographier(document)


def _avis(acte: Acte) -> Section:
    blocs: list[Bloc] = [paragraphe(Texte(acte.dispositif), style=Style.CHAPEAU)]
    if acte.pourquoi:
        blocs.append(paragraphe(acte.pourquoi))
    if acte.reserves:
        elements = tuple(fragments(Texte(r.repere, fort=True), f" – {r.texte}") for r in acte.reserves)
        blocs += [paragraphe(Texte("Réserves adoptées", fort=True)), Liste(elements)]
    if acte.recommandations:
        elements = tuple(fragments(Texte(r.repere, fort=True), f" – {r.texte}") for r in acte.recommandations)
        blocs += [paragraphe(Texte("Recommandations (sans effet sur le sens de l’avis)", fort=True)), Liste(elements)]
    blocs += [Encadre(Ton.ALERTE, "Irrégularité", (paragraphe(i),)) for i in acte.irregularites]
    etat = Pastille(acte.sens_libelle, TONS.get(acte.sens, Ton.NEUTRE))
    titre = "Prise d’acte" if acte.sens == "prend_acte" else "L’avis"
    return Section(1, titre, tuple(blocs), identifiant="avis", etat=etat, nouvelle_page=True)


def _visas(acte: Acte) -> Section:
    return Section(1, "Visas", (Liste(tuple(fragments(f"{v} ;") for v in acte.visas)),), identifiant="visas")


def _seance(acte: Acte) -> Section | None:
    if not acte.seance:
        return None
    ou = f" Lieu : {acte.lieu}." if acte.lieu else ""
    ouverte = f", ouverte à {acte.ouverture}" if acte.ouverture else ""
    blocs: list[Bloc] = [paragraphe(f"Séance {acte.seance} du {jour_fr(acte.rendu_le)}{ouverte}.{ou}")]
    if acte.presidence:
        blocs.append(paragraphe(f"Présidence : {' ; '.join(acte.presidence)}."))
    blocs += [_presences(acte), _appel(acte)]
    if acte.invites:
        blocs.append(paragraphe(acte.invites))
    blocs += [paragraphe(Texte(f"Quorum, {q.objet} ({q.heure}). ", fort=True), q.phrase) for q in acte.quorums]
    if acte.quorums:
        blocs.append(paragraphe(f"Règle du quorum : {acte.quorums[0].regle}."))
    return Section(1, "Séance", tuple(blocs), identifiant="seance")


def _presences(acte: Acte) -> Tableau:
    """Attendance by college, counted from the seats."""
    colleges = dict.fromkeys(s.college for s in acte.sieges)
    comptes = Counter((s.college, s.etat) for s in acte.sieges)
    lignes = [(c, *(str(comptes[c, e]) for e in ETATS)) for c in colleges]
    total = ("Ensemble", *(str(sum(comptes[c, e] for c in colleges)) for e in ETATS))
    entetes = ("Présents", "Représentés", "Excusés", "Absents")
    colonnes = (Colonne("Collège", poids=2.4), *(nombre(e) for e in entetes))
    return Tableau("Présence à ce point, en sièges", colonnes, (*lignes, total), total=True)


def _appel(acte: Acte) -> Tableau:
    lignes = tuple(
        (s.siege, s.college, ETATS[s.etat] + (f", {s.precision}" if s.precision else "")) for s in acte.sieges
    )
    colonnes = (Colonne("Siège", poids=2), Colonne("Collège", poids=1.6), Colonne("Présence", poids=1.6))
    return Tableau("Sièges du comité", colonnes, lignes)


def _considerants(acte: Acte) -> Section | None:
    blocs: list[Bloc] = []
    for r in acte.rapporteurs:
        qualite = f", {r.qualite}" if r.qualite else ""
        lien = " ; cette personne appartient à l’auteur de la saisine" if r.de_l_auteur else ""
        blocs.append(paragraphe(f"Rapport présenté par {r.nom}{qualite}{lien}."))
    if acte.considerants:
        blocs.append(Liste(tuple(_avec_chiffres(t, acte) for t in acte.considerants), ordonnee=True))
    return Section(1, "Considérants", tuple(blocs), identifiant="considerants") if blocs else None


def _vigilances(acte: Acte) -> Section | None:
    if not acte.vigilances:
        return None
    blocs = (Liste(tuple(_avec_chiffres(t, acte) for t in acte.vigilances)),)
    return Section(1, "Points de vigilance", blocs, identifiant="vigilances")


def _avec_chiffres(texte: str, acte: Acte) -> tuple[Fragment, ...]:
    """The text with its figures: value and unit, a link to the table that dates and sources them."""
    figures = {f.marque: f for f in acte.figures}
    morceaux: list[Fragment] = []
    fin = 0
    dates: set[str] = set()
    for trouve in MARQUE.finditer(texte):
        figure = figures.get(trouve[1].rstrip("|"))
        morceaux.append(Texte(texte[fin : trouve.start()]))
        fin = trouve.end()
        if figure is None:
            morceaux.append(Texte(trouve[0]))
            continue
        morceaux.append(Lien(figure.texte, "#chiffres"))
        if figure.date and figure.date not in dates:
            dates.add(figure.date)
            morceaux.append(Texte(f" (au {jour_fr(figure.date)})"))
    morceaux.append(Texte(texte[fin:]))
    return tuple(m for m in morceaux if not isinstance(m, Texte) or m.valeur)


def _reserves(titre: str, ancre: str, reserves: tuple[ReserveActe, ...]) -> tuple[Section, ...]:
    if not reserves:
        return ()
    return (
        Section(1, titre, identifiant=ancre),
        *(Section(2, r.repere, (paragraphe(Texte(r.texte, fort=True)), _details(r))) for r in reserves),
    )


def _details(r: ReserveActe) -> Liste:
    essai = r.essai
    if r.indicateur:
        composante = f", {r.composante}" if r.composante else ""
        mesure = f"indicateur {r.indicateur}{composante} : {COMPARATEURS.get(r.comparateur, r.comparateur)} {r.seuil}"
        essai = f"{essai} ({mesure})" if essai else mesure
    entrees = (
        ("Adressée à", r.destinataire),
        ("Échéance", jour_fr(r.echeance) or "non fixée"),
        ("Comment constater qu’elle est levée", essai),
        ("Question de la fiche", r.question),
    )
    return Liste(tuple(fragments(Texte(f"{terme} : ", fort=True), sens) for terme, sens in entrees if sens))


def _votes(acte: Acte) -> tuple[Section, ...]:
    if not acte.votes:
        return ()
    return (
        Section(1, "Votes", identifiant="votes"),
        *(Section(2, v.intitule, blocs_vote(v), surtitre=f"Scrutin {rang}") for rang, v in enumerate(acte.votes, 1)),
    )


def _mentions(acte: Acte) -> Section | None:
    if not acte.mentions:
        return None
    blocs = tuple(
        Paragraphe(fragments(Texte(f"{m.organisation} ({m.genre}). ", fort=True), m.texte)) for m in acte.mentions
    )
    return Section(1, "Explications de vote et désaccords", blocs, identifiant="mentions")


def _verifier(acte: Acte, sceau: Sceau | None) -> tuple[Section, ...]:
    """The annex: figures with their date, identifiers and digests, rules, checkpoint of the register."""
    sections = [Section(1, "Annexe : de quoi vérifier cet avis", identifiant="annexe")]
    if acte.figures:
        lignes = tuple((f.code, f.libelle, f.texte, jour_fr(f.date), f.question) for f in acte.figures)
        colonnes = (
            Colonne("Indicateur", poids=1.2),
            Colonne("Ce qu’il mesure", poids=2.4),
            nombre("Valeur", poids=0.9),
            Colonne("Données au", poids=1.5),
            Colonne("Question", poids=0.7),
        )
        sections.append(
            Section(
                2,
                "Chiffres cités",
                (Tableau("Chiffres cités, lus dans le dossier figé", colonnes, lignes),),
                "chiffres",
            )
        )
    objets = (
        ("Texte soumis à l’avis", f"{acte.texte_titre}, {acte.texte_version}", acte.texte_empreinte),
        (
            "Dossier d’instruction",
            f"version {acte.dossier_version}" if acte.dossier_version else "",
            acte.dossier_empreinte,
        ),
        ("Instantané des données", acte.instantane, ""),
        ("Avis", f"n° {acte.numero}", sceau.empreinte if sceau else ""),
    )
    entrees = tuple(
        (terme, fragments(dit, *((" – empreinte SHA-256 ", Texte(empreinte, code=True)) if empreinte else ())))
        for terme, dit, empreinte in objets
        if dit
    )
    sections.append(Section(2, "Textes et données", (Definitions(entrees),)))
    regles: list[Bloc] = [paragraphe(f"{acte.regles}.")]
    if acte.a_confirmer:
        regles.append(
            Encadre(
                Ton.ATTENTION,
                "Défauts à confirmer",
                (
                    paragraphe("Aucun texte enregistré ne fixe ces règles : des valeurs par défaut sont appliquées."),
                    Liste(tuple(fragments(r) for r in acte.a_confirmer)),
                ),
            )
        )
    sections.append(Section(2, "Règles appliquées", tuple(regles)))
    publie = entrees_sceau(sceau)
    if publie is not None:
        sections.append(Section(2, "Registre des actes", (publie, paragraphe(ORDRE, style=Style.MENTION))))
    return tuple(sections)
