"""The rows that the alerts look at, read for the whole installation."""

from datetime import date

from django.utils import timezone

from portulan.comptes.droits import ANONYME
from portulan.crefop.avis.models import AvisComite
from portulan.crefop.avis.queries import points_a_rediger
from portulan.crefop.composition.enums import GenreOrgane
from portulan.crefop.composition.jeu import Jeu
from portulan.crefop.composition.models import Occupation, Organe
from portulan.crefop.composition.queries import jeu_au, sieges_au
from portulan.crefop.composition.regles import Titulaire
from portulan.crefop.dossier.regles import precede_l_acte
from portulan.crefop.seance.demandes import a_convoquer, compter
from portulan.crefop.seance.enums import EtatSeance
from portulan.crefop.seance.models import SeanceComite
from portulan.crefop.seance.queries import jeu_de
from portulan.crefop.suivi import alertes as regles
from portulan.crefop.suivi.alertes import Alerte, AvisVu, DemandeVue, PointVu, ReserveVue
from portulan.crefop.suivi.droits import reserves
from portulan.crefop.suivi.queries import repere, responsable, suivies

_TENUES = (EtatSeance.OUVERTE, EtatSeance.SUSPENDUE, EtatSeance.CLOSE)


def toutes(jour: date) -> list[Alerte]:
    """Every alert of the installation, the most serious first."""
    avis = _avis()
    trouvees = [
        *regles.avis_a_rediger(_a_rediger(), jour),
        *regles.demandes_a_convoquer(_demandes(), jour),
        *regles.avis_non_publies(avis, jour),
        *regles.avis_apres_adoption(avis),
        *regles.reserves_en_retard(_reserves(), jour),
    ]
    for organe in Organe.objects.order_by("region", "nom"):
        if organe.genre in {GenreOrgane.PLENIERE, GenreOrgane.EMPLOI}:
            trouvees += _plenieres(organe, jour)
        if organe.genre == GenreOrgane.PLENIERE:
            trouvees += _parite(organe, jour)
        trouvees += _mandats(organe, jour)
    return regles.ordonner(trouvees)


def _avis() -> list[AvisVu]:
    lus = AvisComite.objects.select_related("saisine__organe", "point__seance__organe")
    return [
        AvisVu(
            a.numero,
            a.rendu_le,
            timezone.localdate(a.publie_le) if a.publie_le else None,
            a.saisine.adoptee_le if precede_l_acte(a.saisine.type) else None,
            a.saisine.adoption_prevue_le if precede_l_acte(a.saisine.type) else None,
            jeu["publication.delai"],
            _publication(a.saisine.organe, jeu),
        )
        for a in lus
        for jeu in (jeu_de(a.point.seance) if a.point else jeu_au(a.saisine.organe, a.rendu_le),)
    ]


def _publication(organe: Organe, jeu: Jeu) -> str:
    """What asks for a publication: R. 6123-3-2 for the plenary, the rule that gives the delay for the other bodies."""
    return regles.PUBLICATION if organe.genre == GenreOrgane.PLENIERE else jeu.regle("publication.delai").reference


def _a_rediger() -> list[PointVu]:
    return [
        PointVu(
            str(p.seance_id),
            p.seance.numero,
            p.titre,
            timezone.localdate(p.seance.ouverte_le or p.seance.prevue_le),
            jeu["publication.delai"],
            _publication(p.seance.organe, jeu),
        )
        for p in points_a_rediger()
        for jeu in (jeu_de(p.seance),)
    ]


def _demandes() -> list[DemandeVue]:
    vues = []
    for d in a_convoquer():
        compte = compter(d)
        assert d.atteinte_le is not None
        atteinte = timezone.localdate(d.atteinte_le)
        vues.append(DemandeVue(str(d.pk), d.numero, atteinte, compte.limite, compte.regle.a_confirmer))
    return vues


def _reserves() -> list[ReserveVue]:
    return [
        ReserveVue(
            str(r.pk),
            f"{r.get_genre_display().capitalize()} {repere(r)} de l’avis {r.avis.numero}",
            r.etat,
            r.echeance,
            responsable(r, list(r.suivis.all())),
        )
        for r in suivies(reserves(ANONYME))
    ]


def _plenieres(organe: Organe, jour: date) -> list[Alerte]:
    seances = SeanceComite.objects.filter(organe=organe, prevue_le__year__in=(jour.year - 1, jour.year))
    jours: dict[bool, list[date]] = {True: [], False: []}
    for etat, quand in seances.filter(etat__in=(*_TENUES, EtatSeance.CONVOQUEE)).values_list("etat", "prevue_le"):
        jours[etat in _TENUES].append(timezone.localdate(quand))
    jeu = jeu_au(organe, jour)
    return regles.plenieres_insuffisantes(
        organe.code,
        organe.nom,
        jours[True],
        jours[False],
        minimum=jeu["pleniere.par_an"],
        cree_le=organe.cree_le,
        jour=jour,
        reference=_dite(jeu, "pleniere.par_an"),
    )


def _mandats(organe: Organe, jour: date) -> list[Alerte]:
    tenus = Occupation.objects.au_jour(jour).filter(siege__college__organe=organe, au__isnull=False)
    lus = tenus.select_related("siege").order_by("siege__college__rang", "siege__rang", "rang")
    fins = [(f"{o.siege.libelle}, {o.get_rang_display()}", o.au) for o in lus]
    return regles.mandats_finissant(organe.code, fins, jour, _dite(jeu_au(organe, jour), "siege.duree_mois"))


def _parite(organe: Organe, jour: date) -> list[Alerte]:
    tenus = [s for s in sieges_au(organe, jour) if s.titulaire is not None]
    titulaires = [Titulaire(s.siege.groupe, s.siege.libelle, s.titulaire.civilite) for s in tenus if s.titulaire]
    return regles.ecarts_de_parite(organe.code, titulaires, {s.siege.groupe: s.siege.college.libelle for s in tenus})


def _dite(jeu: Jeu, cle: str) -> str:
    """The reference of a rule, its article kept on one line."""
    return jeu.regle(cle).reference.replace("art. R. ", "art.\u00a0R.\u00a0")
