"""A rehearsal, last part: the opinion drafted, signed and published; the minutes, their correction and approval."""

from datetime import datetime, timedelta

from portulan.crefop.avis import actes
from portulan.crefop.avis import operations as avis_
from portulan.crefop.avis import operations_pv as pv_
from portulan.crefop.avis.models import AvisComite, ProcesVerbal
from portulan.crefop.avis.redaction import Redaction
from portulan.crefop.seance.enums import GenrePoint
from portulan.publication import repetition_textes as textes
from portulan.publication.actes import publier_avis
from portulan.publication.repetition_commun import ETAT, REGION, Gens, Repetition, titulaire_de
from portulan.socle.chemins import Maison
from portulan.socle.horloge import a_l_instant

PV_CORRIGE = timedelta(days=3)  # from the meeting to the correction of its minutes
_CONSIDERANTS = 4
_EXPLICATIONS_REMISES = timedelta(days=9)  # the day after the last one


def _considerants(avis: AvisComite) -> str:
    """A paragraph for each of the first figures of the dossier, inserted by their codes: none is typed."""
    figures = [f for f in Redaction.de_l_avis(avis).chiffres.values() if not f.ventilation and not f.composante]
    return "\n\n".join(f"Considérant la figure « {f.libelle} » : {{{f.marque}}}." for f in figures[:_CONSIDERANTS])


def conclure(jeu: Repetition, maison: Maison, prevue: datetime) -> None:
    """Draft from the figures, freeze, sign by both chairs, publish; send the minutes, sign the former ones."""
    gens = Gens.charger()
    assert jeu.seance is not None
    secretariat = gens.secretariat
    point = jeu.seance.points.get(genre=GenrePoint.AVIS)
    with a_l_instant(prevue + timedelta(days=1)):
        avis = avis_.ouvrir(titulaire=secretariat, point=point)
        avis = avis_.rediger(
            titulaire=secretariat,
            avis=avis,
            version=avis.version,
            considerants=_considerants(avis),
            vigilances=textes.VIGILANCE,
        )
        _signer_les_pv_approuves(jeu, gens)
        pv = pv_.etablir(titulaire=secretariat, seance=jeu.seance)
        pv_.soumettre(titulaire=secretariat, pv=pv)
    with a_l_instant(prevue + PV_CORRIGE):
        _corriger_le_pv(jeu, gens, pv)
    with a_l_instant(prevue + _EXPLICATIONS_REMISES):
        avis = avis_.figer(titulaire=secretariat, avis=avis, version=avis.version)
        jeu.dire(f"Avis {avis.numero} figé : {avis.get_sens_display()}.")
    with a_l_instant(prevue + timedelta(days=10)):
        for qui, (nom, qualite) in ((gens.etat, ETAT), (gens.region, REGION)):
            avis = actes.signer(titulaire=qui, acte=avis, empreinte_lue=avis.empreinte, nom=nom, qualite=qualite)
    with a_l_instant(prevue + timedelta(days=12)):
        publier_avis(titulaire=secretariat, avis=avis, maison=maison)
        avis.refresh_from_db()
        jeu.dire(f"Avis {avis.numero} publié, signé par les deux présidences.")
    jeu.avis = avis


def _corriger_le_pv(jeu: Repetition, gens: Gens, pv: ProcesVerbal) -> None:
    """A member asks for a correction of the minutes; the secretariat accepts it."""
    pv.refresh_from_db()
    ancien, propose = textes.CORRECTION
    passage = next(p for p in pv_.acte_de(pv_.derniere(pv)).passages if any(ancien in texte for texte in p.paragraphes))
    correction = pv_.demander_correction(
        titulaire=titulaire_de("membre"), pv=pv, passage=passage.cle, ancien=ancien, propose=propose
    )
    pv_.decider_correction(titulaire=gens.secretariat, correction=correction, accepter=True, motif="")
    jeu.dire("Procès-verbal soumis aux membres, une correction acceptée.")


def _signer_les_pv_approuves(jeu: Repetition, gens: Gens) -> None:
    """Minutes that this meeting approved are recorded so, then signed by both chairs."""
    assert jeu.seance is not None
    for point in jeu.seance.points.filter(genre=GenrePoint.APPROBATION_PV, seance_pv__pv__isnull=False):
        assert point.seance_pv is not None
        pv = pv_.approuver(titulaire=gens.secretariat, pv=point.seance_pv.pv, point=point)
        for qui, (nom, qualite) in ((gens.etat, ETAT), (gens.region, REGION)):
            pv = actes.signer(titulaire=qui, acte=pv, empreinte_lue=actes.empreinte(pv), nom=nom, qualite=qualite)
        jeu.dire(f"Procès-verbal de la séance {point.seance_pv.numero} approuvé et signé.")
