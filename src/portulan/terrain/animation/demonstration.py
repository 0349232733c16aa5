"""The demonstration's life of the network: two update campaigns, meetings, protocols, declared days.

Some bassins meet less than twice a year, some have no protocol, some organisations never declared anything.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from portulan.comptes.models import Organisation
from portulan.socle.operateurs import operateur
from portulan.sources.demonstration_tirage import Tirage
from portulan.terrain.animation.enums import Canal, Decision, Reponse
from portulan.terrain.animation.models import (
    CampagneMiseAJour,
    DeclarationMoyens,
    Participation,
    Protocole,
    ProtocoleBassin,
    Rencontre,
    Sollicitation,
)
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure
from portulan.terrain.reseau.territoire import Bassin, bassins

PAR = "systeme"
_CONSIGNE = "Vérifiez l’adresse, le téléphone, le courriel, les horaires d’accueil et la liste des services."
_OBJETS = (
    "Qui fait quoi pour les jeunes sans solution",
    "Accueil de premier niveau : l’entretien commun",
    "Préparer la semaine de l’orientation",
    "Relais vers le conseil en évolution professionnelle",
    "Bilan de l’année et calendrier commun",
)
_REMARQUES = (
    "Nouveaux horaires le mercredi après-midi.",
    "Le standard a changé de numéro.",
    "Entrée désormais par la cour, accessible en fauteuil.",
)
# Who signs with whom, and how often it is already done in a bassin
_ACCORDS = {
    ("mission_locale", "cio"): 0.7,
    ("mission_locale", "france_travail"): 0.75,
    ("mission_locale", "cap_emploi"): 0.5,
    ("rectorat", "france_travail"): 0.35,
    ("rectorat", "mission_locale"): 0.5,
    ("ij", "mission_locale"): 0.5,
    ("ij", "cep_actifs"): 0.3,
    ("france_travail", "cap_emploi"): 0.6,
    ("france_travail", "apec"): 0.4,
    ("cep_actifs", "france_travail"): 0.4,
    ("cci", "cep_actifs"): 0.25,
    ("cma", "cep_actifs"): 0.25,
    ("scuio", "apec"): 0.4,
}


def peupler(region: str, jour: date) -> None:
    """Fill the life of the network of a region, over the eighteen months before a day."""
    ouvertes = Structure.objects.filter(region=region, etat=EtatStructure.OUVERTE)
    structures = list(ouvertes.select_related("organisation").order_by("pk"))
    presentes: dict[str, dict[int, Organisation]] = defaultdict(dict)
    for structure in structures:
        if structure.organisation:
            presentes[structure.bassin][structure.organisation.pk] = structure.organisation
    _campagnes(region, jour, structures)
    connus = bassins(region)
    _rencontres(jour, {connus[c]: list(o.values()) for c, o in presentes.items() if c in connus})
    _protocoles(jour, {connus[c]: list(o.values()) for c, o in presentes.items() if c in connus})
    _declarations(jour, list({o.pk: o for par_cle in presentes.values() for o in par_cle.values()}.values()))


def _campagnes(region: str, jour: date, structures: Sequence[Structure]) -> None:
    for nom, du, duree, close in (
        ("Mise à jour de printemps", jour - timedelta(days=215), 45, True),
        ("Mise à jour d’automne", jour - timedelta(days=24), 45, False),
    ):
        campagne = CampagneMiseAJour.objects.create(
            nom=f"{nom} {du.year}",
            consigne=_CONSIGNE,
            region=region,
            du=du,
            au=du + timedelta(days=duree),
            lancee_le=du,
            close_le=du + timedelta(days=duree + 5) if close else None,
            fictif=True,
        )
        demandes = [_demande(campagne, s, jour) for s in structures]
        Sollicitation.objects.bulk_create(demandes, batch_size=500)
        verifiees = [d.structure for d in demandes if d.reponse == Reponse.CONFIRMEE and _dater(d)]
        Structure.objects.bulk_update(verifiees, ["verifiee_le"], batch_size=500)


def _dater(demande: Sollicitation) -> bool:
    demande.structure.verifiee_le = demande.repondu_le
    return True


def _demande(campagne: CampagneMiseAJour, structure: Structure, jour: date) -> Sollicitation:
    tirage = Tirage("sollicitation", campagne.nom, structure.identifiant)
    courriel = structure.courriel or (structure.organisation.courriel if structure.organisation else "")
    close = campagne.close_le is not None
    poids = {Reponse.CONFIRMEE: 52.0, Reponse.CORRIGEE: 18.0, Reponse.FERMEE: 1.0, Reponse.ATTENTE: 29.0}
    if not close:
        poids |= {Reponse.CONFIRMEE: 34.0, Reponse.CORRIGEE: 12.0, Reponse.FERMEE: 0.6, Reponse.ATTENTE: 53.4}
    reponse = tirage.selon(poids)
    delai = 1 + tirage.rang(40 if close else 23)
    demande = Sollicitation(
        campagne=campagne,
        structure=structure,
        canal=Canal.COURRIEL if courriel else Canal.TELEPHONE,
        courriel=courriel,
        demandee_le=campagne.du,
        envoyee_le=datetime.combine(campagne.du, datetime.min.time(), ZoneInfo("Europe/Paris")) if courriel else None,
        fictif=True,
    )
    if reponse != Reponse.ATTENTE:
        demande.reponse, demande.repondu_le = reponse, min(campagne.du + timedelta(days=delai), jour)
        demande.canal_reponse = Canal.COURRIEL if courriel and tirage.chance(0.8) else Canal.TELEPHONE
        demande.repondu_par = "lien" if demande.canal_reponse == Canal.COURRIEL else PAR
    elif close:
        demande.reponse = Reponse.SANS_REPONSE
    if courriel and (reponse == Reponse.ATTENTE or delai > 14):  # noqa: PLR2004 (first reminder)
        demande.relances, demande.relancee_le = 1, campagne.du + timedelta(days=14)
    if reponse in {Reponse.CORRIGEE, Reponse.FERMEE}:
        demande.remarque = tirage.choix(_REMARQUES) if reponse == Reponse.CORRIGEE else "Regroupée avec un autre site."
        a_relire = not close and tirage.chance(0.35)
        demande.decision = Decision.A_RELIRE if a_relire else Decision.RETENUE
        if a_relire and reponse == Reponse.CORRIGEE:
            demande.proposition = {"telephone": f"0{1 + tirage.rang(5)} 99 00 {10 + tirage.rang(90)} 00"}
        if not a_relire:
            demande.decidee_le, demande.decidee_par = demande.repondu_le, PAR
    return demande


def _rencontres(jour: date, presentes: Mapping[Bassin, Sequence[Organisation]]) -> None:
    participations = []
    for bassin, organisations in presentes.items():
        tirage = Tirage("rencontres", bassin.code)
        nombre = tirage.selon({0: 8.0, 1: 17.0, 2: 35.0, 3: 25.0, 4: 15.0})
        for rang in range(nombre + 1):  # the last one is planned
            prevue = rang == nombre
            ecart = -20 - tirage.rang(60) if prevue else 20 + rang * 85 + tirage.rang(50)
            rencontre = Rencontre.objects.create(
                bassin=bassin.code,
                departement=bassin.departement,
                academie=bassin.academie,
                region=bassin.region,
                date=jour - timedelta(days=ecart),
                objet=_OBJETS[rang],
                lieu="Maison de l’orientation",
                compte_rendu="" if prevue else "Chaque réseau a présenté ses publics ; calendrier commun adopté.",
                fictif=True,
            )
            participations += [
                Participation(
                    rencontre=rencontre, organisation=o, presente=None if prevue else tirage.chance(_assiduite(o))
                )
                for o in organisations
            ]
    Participation.objects.bulk_create(participations, batch_size=500)


def _assiduite(organisation: Organisation) -> float:
    return Tirage("assiduite", organisation.code).part(0.35, 0.98)


def _protocoles(jour: date, presentes: Mapping[Bassin, Sequence[Organisation]]) -> None:
    couverts: dict[tuple[int, str], list[Bassin]] = defaultdict(list)
    par_cle: dict[int, Organisation] = {}
    for bassin, organisations in presentes.items():
        if Tirage("sans protocole", bassin.code).chance(0.15):
            continue
        for organisation in organisations:
            for (signataire, partenaire), chance in _ACCORDS.items():
                if organisation.operateur != signataire:
                    continue
                if Tirage("protocole", bassin.code, organisation.code, partenaire).chance(chance):
                    couverts[organisation.pk, partenaire].append(bassin)
                    par_cle[organisation.pk] = organisation
    lignes = []
    for (cle, partenaire), lieux in couverts.items():
        organisation = par_cle[cle]
        tirage = Tirage("signature", organisation.code, partenaire)
        signe_le = jour - timedelta(days=60 + tirage.rang(1000))
        protocole = Protocole.objects.create(
            organisation=organisation,
            partenaire=partenaire,
            objet=f"Se relayer avec les {operateur(partenaire).pluriel}",
            signe_le=signe_le,
            fin_le=signe_le + timedelta(days=1095) if tirage.chance(0.8) else None,
            fictif=True,
        )
        lignes += [
            ProtocoleBassin(
                protocole=protocole,
                bassin=b.code,
                departement=b.departement,
                academie=b.academie,
                region=b.region,
            )
            for b in lieux
        ]
    ProtocoleBassin.objects.bulk_create(lignes, batch_size=500)


def _declarations(jour: date, organisations: Sequence[Organisation]) -> None:
    DeclarationMoyens.objects.bulk_create(
        (
            DeclarationMoyens(
                organisation=organisation,
                annee=annee,
                jours=Decimal(5 * (2 + tirage.rang(60))),
                declaree_le=date(annee, 3, 1) if annee < jour.year else min(jour, date(annee, 3, 1)),
                declaree_par=PAR,
                fictif=True,
            )
            for organisation in organisations
            for annee in (jour.year - 1, jour.year)
            if (tirage := Tirage("moyens", organisation.code, annee)).chance(0.6)
        ),
        batch_size=500,
    )
