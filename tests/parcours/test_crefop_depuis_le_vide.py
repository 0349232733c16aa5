"""From an empty database to a published opinion, from every side: administration, secretariat, chairs, members, anyone.

Each window keeps its own session. What other journeys walk page by page (naming, instructing) is done once here by
hand, then by the same operations.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portulan.comptes.enums import Role
from portulan.comptes.models import Compte, Courriel, Organisation
from portulan.comptes.operations import creer_compte, habiliter
from portulan.crefop.composition import operations as composition
from portulan.crefop.composition.models import Personne, Siege
from portulan.crefop.composition.representation import organisation_du_siege
from portulan.crefop.dossier import instruction
from portulan.crefop.dossier.models import Dossier
from portulan.crefop.seance.models import SeanceComite
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.travaux.models import Travail
from portulan.travaux.taches import executer

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]
MEMBRES = {"cfdt": "CFDT", "cgt": "CGT", "fo": "FO"}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def fenetre(browser, browser_context_args, live_server, vierge, monkeypatch):
    """A window a person: opened and signed in when it is first asked for; None is anyone."""
    monkeypatch.setenv("PORTULAN_HOME", str(vierge.racine))  # the job reads it, as the worker does
    ouvertes = {}

    def ouvrir(courriel=None):
        if courriel not in ouvertes:
            page = browser.new_context(base_url=live_server.url, **browser_context_args).new_page()
            ouvertes[courriel] = page
            if courriel:
                entrer(page, courriel)
        return ouvertes[courriel]

    expect.set_options(timeout=20_000)  # several windows, one server and a job on shared cores
    yield ouvrir
    expect.set_options(timeout=5_000)
    for page in ouvertes.values():
        page.context.close()


def entrer(page, courriel):
    from portulan.comptes.operations import fabriquer_lien

    page.goto(f"/connexion/lien/{fabriquer_lien(compte=Compte.objects.get(courriel=courriel))}/")
    page.get_by_role("button", name="Ouvrir ma session").click()
    page.wait_for_url("**/espace/")


def donner_le_code(page, courriel):
    """Asked once a window; the device is installed on the page of the account (see test_comptes)."""
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from portulan.comptes.second_facteur import code_courant

    compte = Compte.objects.get(courriel=courriel)
    TOTPDevice.objects.get_or_create(user=compte, name="essai", confirmed=True)
    TOTPDevice.objects.filter(user=compte).update(last_t=-1)
    page.get_by_label("Code").fill(code_courant(compte))
    page.locator("main form button[type=submit]").first.click()


def installer_le_second_facteur(*courriels):
    from django_otp.plugins.otp_totp.models import TOTPDevice

    for courriel in courriels:
        TOTPDevice.objects.create(user=Compte.objects.get(courriel=courriel), name="essai", confirmed=True)


@pytest.mark.long
def test_d_une_base_vide_a_un_avis_publie(fenetre):
    creer_compte(courriel="admin@exemple.fr", nom="Alex")
    inviter_le_secretariat(fenetre)
    composer(fenetre)
    inviter_les_presidences(fenetre)
    deposer(fenetre)
    figer_des_donnees(fenetre)
    instruire(fenetre)
    convoquer(fenetre)
    perdre_puis_retrouver_le_quorum(fenetre)
    voter_les_reserves(fenetre)
    voter_l_ensemble_au_secret(fenetre)
    expliquer_puis_clore(fenetre)
    rediger_et_figer(fenetre)
    signer_et_publier(fenetre)
    lire_et_verifier(fenetre)


# --- the committee --------------------------------------------------------------------------------


def accepter(page, courriel, nom):
    """Open the link of the latest invitation, as the mail gives it, and create the account."""
    lien = re.search(r"/invitation/\S+", Courriel.objects.filter(destinataire=courriel).latest("pk").texte)[0]
    page.goto(lien)
    page.get_by_label("Nom affiché").fill(nom)
    for champ in ("nouveau", "encore"):
        page.locator(f"input[name={champ}]").fill("une phrase de passe assez longue")
    page.get_by_role("button", name="Créer mon compte et accepter").click()
    page.wait_for_url("**/espace/")


def inviter_depuis(admin, organisation, courriel, role):
    admin.goto(f"/organisations/{organisation}/")
    admin.get_by_label("Courriel", exact=True).first.fill(courriel)
    admin.get_by_label("Rôle", exact=True).select_option(label=role)
    admin.get_by_role("button", name="Envoyer l’invitation").click()
    expect(admin.get_by_text(f"L’invitation part vers {courriel}")).to_be_visible()


def inviter_le_secretariat(fenetre):
    admin = fenetre("admin@exemple.fr")
    expect(admin.get_by_role("link", name="Créer le conseil régional")).to_be_visible()
    for nom, genre in (("Conseil régional", "conseil régional"), ("Préfecture", "service de l’État")):
        admin.goto("/organisations/nouvelle/")
        admin.get_by_label("Nom", exact=True).fill(nom)
        admin.locator("select[name=genre]").select_option(label=genre)
        admin.get_by_role("button", name="Créer l’organisation").click()
    admin.goto("/comite/")
    expect(admin.get_by_text("Invitez-le depuis l’équipe d’une organisation")).to_be_visible()
    admin.goto("/espace/")
    expect(admin.get_by_role("link", name="Inviter le secrétariat du CREFOP")).to_be_visible()
    inviter_depuis(admin, "prefecture", "nora@exemple.fr", "Secrétariat du CREFOP")


def composer(fenetre):
    accueil = fenetre()
    accepter(accueil, "nora@exemple.fr", "Nora")
    installer_le_second_facteur("nora@exemple.fr")
    nora = fenetre("nora@exemple.fr")
    nora.get_by_role("link", name="Composer le comité").click()
    nora.get_by_role("button", name="Créer le comité").click()
    expect(nora.get_by_text("sièges vacants :")).to_be_visible()
    expect(nora.get_by_text("Siège vacant :")).to_have_count(0)
    nommer_la_prefete(nora)
    titulaire = Compte.objects.get(courriel="nora@exemple.fr").titulaire(verifie=True)
    for code, nom in ({"president": "Présidence du conseil régional"} | MEMBRES).items():
        personne = Personne.objects.create(
            civilite="monsieur", prenom="Camille", nom=code.title(), qualite=nom, courriel=f"{code}@exemple.fr"
        )
        composition.nommer(
            titulaire=titulaire,
            siege=Siege.objects.get(libelle=nom, college__organe__genre="pleniere"),
            personne=personne,
            rang="titulaire",
            du=aujourdhui(),
            acte="Arrêté",
        )
    inviter_la_cfdt(nora, accueil)
    for code in ("cgt", "fo"):  # as the invitation of the first one did
        siege = Siege.objects.get(libelle=MEMBRES[code], college__organe__genre="pleniere")
        representee = organisation_du_siege(titulaire=titulaire, siege=siege)
        compte = creer_compte(courriel=f"{code}@exemple.fr", nom=code.title(), role=None)
        habiliter(compte=compte, role=Role.MEMBRE, organisation=representee)
        composition.relier(compte=compte)
    enregistrer_le_reglement(nora)


def nommer_la_prefete(nora):
    nora.get_by_role("link", name="Préfet de région").first.click()
    nora.get_by_role("link", name="Nommer").first.click()
    nora.get_by_label("Prénom").fill("Anne")
    nora.locator("input[name=nom]").fill("Timonier")
    nora.get_by_label("Qualité").fill("Préfète de région")
    nora.get_by_label("Courriel").fill("prefete@exemple.fr")
    nora.get_by_label("Acte de nomination").fill("Décret")
    nora.get_by_role("button", name="Nommer").click()
    expect(nora.get_by_text("Madame Anne Timonier").first).to_be_visible()
    nora.goto(f"/comite/personnes/{Personne.objects.get().pk}/")
    expect(nora.get_by_text("Une coprésidence est invitée par l’administration")).to_be_visible()
    expect(nora.get_by_role("button", name="Inviter à créer un compte")).to_have_count(0)


def inviter_la_cfdt(nora, accueil):
    """Its seat names no organisation yet: the invitation writes it."""
    nora.goto(f"/comite/personnes/{Personne.objects.get(nom='Cfdt').pk}/")
    nora.get_by_role("button", name="Inviter à créer un compte").click()
    expect(nora.get_by_text("Une invitation est envoyée à Camille Cfdt")).to_be_visible()
    assert Organisation.objects.get(nom="CFDT").genre == "comite"
    accueil.context.clear_cookies()
    accepter(accueil, "cfdt@exemple.fr", "Camille")
    accueil.context.clear_cookies()


def enregistrer_le_reglement(nora):
    """Vacant seats do not count: five people may hold a meeting of a committee that is being composed."""
    nora.goto("/comite/")
    nora.get_by_role("link", name="Les règles qui s’appliquent").click()
    nora.get_by_role("link", name="Enregistrer le règlement intérieur").click()
    nora.locator("[name=acte]").fill("Délibération n° 1")
    nora.locator("[name='quorum__vacants_comptent']").select_option("non")
    nora.locator("[name='quorum__vacants_comptent__reference']").fill("RI, art. 3")
    nora.get_by_role("button", name=re.compile("^Enregistrer")).click()
    expect(nora.get_by_text("RI, art. 3")).to_be_visible()


def inviter_les_presidences(fenetre):
    admin, accueil = fenetre("admin@exemple.fr"), fenetre()
    admin.goto("/espace/")
    expect(admin.get_by_role("link", name="Inviter les deux présidences du CREFOP")).to_be_visible()
    for organisation, code in (("prefecture", "prefete"), ("conseil-regional", "president")):
        inviter_depuis(admin, organisation, f"{code}@exemple.fr", "Coprésidence du CREFOP")
        accepter(accueil, f"{code}@exemple.fr", code.title())
        accueil.context.clear_cookies()
    assert Personne.objects.filter(compte__isnull=False).count() == 5
    installer_le_second_facteur(*(f"{c}@exemple.fr" for c in ("prefete", "president", *MEMBRES)))


# --- the referral ---------------------------------------------------------------------------------


def deposer(fenetre):
    nora = fenetre("nora@exemple.fr")
    nora.goto("/saisines/")
    nora.get_by_role("link", name="Saisir le comité").click()
    nora.get_by_label("Auteur de la saisine").select_option(label="Conseil régional")
    nora.get_by_label("Un autre texte, collé ou joint plus bas").check()
    nora.get_by_label("Objet").select_option(label="cahier des charges du SPRO")
    nora.get_by_label("Titre du texte").fill("Cahier des charges du SPRO")
    fichier = {"name": "cahier.pdf", "mimeType": "application/pdf", "buffer": PDF}
    nora.get_by_label("Fichier du texte").set_input_files(fichier)
    nora.get_by_role("button", name="Déposer la saisine").click()
    nora.get_by_role("button", name="Déclarer recevable et instruire").click()
    nora.get_by_role("link", name="Ouvrir le dossier").click()
    expect(nora.get_by_text("L’administration de cette installation le fait")).to_be_visible()


def figer_des_donnees(fenetre):
    admin = fenetre("admin@exemple.fr")
    admin.goto("/region/")
    admin.get_by_role("button", name="Figer, diagnostiquer et publier").click()
    admin.wait_for_url("**/travaux/*/")
    admin.goto("about:blank")  # the page of a job refreshes itself, and the job runs on the connection that serves it
    executer.call(Travail.objects.get(genre="construire").pk)


def instruire(fenetre):
    nora = fenetre("nora@exemple.fr")
    nora.reload()
    nora.locator("input[name=instantane]").check()
    nora.get_by_role("button", name="Ouvrir le dossier").click()
    nora.locator("tbody tr").first.get_by_role("link").click()
    nora.get_by_label("Sans réponse possible").check()
    nora.get_by_label("Pourquoi aucune réponse n’est possible").fill("Rien n’est encore chargé.")
    nora.get_by_role("button", name="Enregistrer et revenir au dossier").click()
    dossier = Dossier.objects.get()
    titulaire = Compte.objects.get(courriel="nora@exemple.fr").titulaire(verifie=True)
    for reponse in dossier.reponses.filter(etat="a_instruire"):
        instruction.repondre(
            titulaire=titulaire, dossier=dossier, question=reponse.question, revision=reponse.revision,
            etat="sans_reponse", texte="", raison="Rien n’est encore chargé.",
        )  # fmt: skip
    nora.reload()
    nora.get_by_role("button", name="Figer le dossier").click()
    nora.get_by_role("button", name="Oui, figer").click()
    donner_le_code(nora, "nora@exemple.fr")
    expect(nora.get_by_role("heading", name=re.compile("Figé le"))).to_be_visible()
    cgt = fenetre("cgt@exemple.fr")
    cgt.get_by_role("link", name=re.compile("Lire le dossier")).click()
    cgt.get_by_role("link", name="Commenter, ou proposer une réserve sur F1.1", exact=True).click()
    cgt.get_by_label("Réserve proposée").check()
    cgt.get_by_label("Votre observation").fill("Couvrir chaque bassin.")
    cgt.get_by_label("Comment constater que la réserve est levée").fill("Une carte est publiée.")
    cgt.get_by_role("button", name="Envoyer").click()
    expect(cgt.get_by_text("Couvrir chaque bassin.")).to_be_visible()


# --- the meeting ----------------------------------------------------------------------------------


def convoquer(fenetre):
    nora = fenetre("nora@exemple.fr")
    nora.goto("/seances/preparer/")
    nora.get_by_label("Date").fill((aujourdhui() + timedelta(days=10)).isoformat())
    nora.get_by_label("Heure").fill("09:30")
    nora.get_by_label("Lieu").fill("Ajaccio")
    nora.get_by_role("button", name="Continuer vers l’ordre du jour").click()
    nora.get_by_role("link", name="Inscrire un avis").click()
    nora.get_by_role("button", name="Enregistrer").click()
    expect(nora.get_by_text("La convocation peut être signée")).to_be_visible()
    for code in ("prefete", "president"):
        page = fenetre(f"{code}@exemple.fr")
        page.goto("/espace/")
        page.get_by_role("link", name="Signer la convocation de la séance").first.click()
        expect(page.get_by_label("Qualité")).not_to_have_value("")
        page.get_by_label("J’ai lu la convocation").check()
        page.get_by_role("button", name="Signer la convocation").click()
        donner_le_code(page, f"{code}@exemple.fr")
    expect(page.get_by_text("la convocation est envoyée")).to_be_visible()
    SeanceComite.objects.update(prevue_le=maintenant() - timedelta(minutes=5))  # the days pass


def noter(nora, seance, evenement, *sieges):
    """Note an event for these seats (empty: all that are held)."""
    nora.goto(f"/seances/{seance.pk}/direct/")
    cases = nora.locator("main tbody input[name=sieges]")
    for siege in sieges:
        nora.get_by_role("checkbox", name=siege, exact=True).check()
    if not sieges:
        assert cases.count() == 5, "un siège vacant ne se coche pas"
        for case in cases.all():
            case.check()
    nora.get_by_label("Évènement").select_option(label=evenement)
    nora.get_by_role("button", name="Noter pour les sièges cochés").click()


def perdre_puis_retrouver_le_quorum(fenetre):
    nora, seance = fenetre("nora@exemple.fr"), SeanceComite.objects.get()
    noter(nora, seance, "Le titulaire entre")
    nora.get_by_role("button", name="Ouvrir la séance").click()
    nora.get_by_role("button", name=re.compile("Passer à ce point")).click()
    point = seance.points.get()
    nora.goto(f"/seances/{seance.pk}/points/{point.pk}/")
    nora.get_by_role("button", name=re.compile("Reprendre en séance")).click()
    nora.get_by_role("link", name="Déposer une proposition écrite").click()
    nora.get_by_label("Texte", exact=True).fill("Ouvrir le samedi.")
    nora.get_by_label("Comment on constatera qu’elle est levée").fill("Les horaires sont publiés.")
    nora.locator("main form button[type=submit]").first.click()
    for repere in ("R1", "R2"):
        nora.get_by_role("button", name=re.compile(f"^Recevable.*{repere}", re.DOTALL)).click()
    noter(nora, seance, "Sort", "CFDT", "CGT", "FO")
    mettre_aux_voix(nora, point)
    expect(nora.get_by_text("Le scrutin n’est pas ouvert")).to_be_visible()
    assert not point.scrutins.exists(), "un scrutin refusé n’est pas gardé"
    noter(nora, seance, "Le titulaire entre", "CFDT", "CGT", "FO")
    nora.get_by_role("button", name=re.compile("^Constater le quorum.*du point", re.DOTALL)).click()
    expect(nora.get_by_text("Le quorum est constaté")).to_be_visible()


def mettre_aux_voix(nora, point):
    nora.goto(f"/scrutins/point-{point.pk}/")
    nora.locator("main summary", has_text=re.compile("^Mettre aux voix$")).first.click()
    nora.get_by_role("button", name="Préparer et ouvrir").first.click()


def voter_les_reserves(fenetre):
    nora, point = fenetre("nora@exemple.fr"), SeanceComite.objects.get().points.get()
    for choix, dit in (("pour", "La réserve R1 est adoptée."), ("contre", "La réserve R2 est rejetée.")):
        mettre_aux_voix(nora, point)
        nora.locator("select[name=tous]").select_option(choix)
        nora.get_by_role("button", name="Voir les totaux").click()
        nora.get_by_role("button", name="Enregistrer ces votes").click()
        nora.get_by_role("button", name="Clore et dépouiller").click()
        expect(nora.get_by_text(dit)).to_be_visible()
        nora.get_by_role("button", name="Proclamer le résultat").click()


def voter_l_ensemble_au_secret(fenetre):
    nora, point = fenetre("nora@exemple.fr"), SeanceComite.objects.get().points.get()
    nora.goto(f"/scrutins/point-{point.pk}/")
    nora.get_by_label("Mode de vote").first.select_option("secret")
    nora.get_by_role("button", name="Préparer et ouvrir").first.click()
    expect(nora.get_by_text("il en faut 2 sur 5")).to_be_visible()
    expect(nora.get_by_label("Mode de vote").first).to_have_value("secret")
    nora.get_by_label("Sièges qui demandent le vote secret").first.fill("2")
    nora.get_by_role("button", name="Préparer et ouvrir").first.click()
    expect(nora.get_by_text("Ce secret est organisationnel")).to_be_visible()
    adresse = nora.url
    for code, choix in {"prefete": "Pour", "president": "Pour", "cfdt": "Pour", "cgt": "Contre", "fo": "Pour"}.items():
        page = fenetre(f"{code}@exemple.fr")
        page.goto("/espace/")
        page.get_by_role("link", name=re.compile("^Voter")).first.click()
        page.get_by_role("button", name=choix, exact=True).click()
        page.get_by_role("button", name=re.compile("^Confirmer")).click()
        dans_l_urne, second_facteur = page.get_by_text("Votre vote est dans l’urne"), page.get_by_label("Code")
        expect(dans_l_urne.or_(second_facteur)).to_be_visible()
        if second_facteur.is_visible():  # asked once a window: the chairs gave it to sign
            donner_le_code(page, f"{code}@exemple.fr")
        expect(dans_l_urne).to_be_visible()
    nora.goto(adresse)
    nora.get_by_role("button", name="Clore et dépouiller").click()
    expect(nora.get_by_text("4\u00a0voix pour et une voix contre.")).to_be_visible()
    nora.get_by_role("button", name="Proclamer le résultat").click()


def expliquer_puis_clore(fenetre):
    nora, cgt, seance = fenetre("nora@exemple.fr"), fenetre("cgt@exemple.fr"), SeanceComite.objects.get()
    cgt.goto(f"/scrutins/{seance.points.get().scrutins.get(objet='ensemble').pk}/")
    cgt.get_by_role("link", name=re.compile("Expliquer mon vote")).click()
    cgt.locator("main textarea").fill("La CGT regrette l’absence de données.")
    cgt.locator("main form button[type=submit]").first.click()
    expect(cgt.get_by_text("La CGT regrette")).to_be_visible()
    nora.goto(f"/seances/{seance.pk}/direct/")
    nora.get_by_role("button", name="Clore la séance").click()
    nora.get_by_role("button", name="Oui, clore la séance").click()
    expect(nora.get_by_text("Séance close").first).to_be_visible()


# --- the opinion ----------------------------------------------------------------------------------


def rediger_et_figer(fenetre):
    nora = fenetre("nora@exemple.fr")
    nora.goto("/proces-verbaux/")
    nora.get_by_role("button", name=re.compile("Établir")).click()
    expect(nora.get_by_text("Le procès-verbal est établi")).to_be_visible()
    expect(nora.get_by_text("La CGT regrette")).to_be_visible()
    nora.goto("/avis/en-cours/")
    nora.get_by_role("button", name=re.compile("Rédiger l’avis")).click()
    nora.get_by_label("Considérants").fill("Considérant que le texte ne dit rien des horaires.")
    nora.get_by_role("button", name="Enregistrer", exact=True).click()
    nora.get_by_label("Figer sans attendre").check()
    nora.get_by_role("button", name="Figer l’avis").click()
    expect(nora.get_by_text("Les deux présidences peuvent le signer")).to_be_visible()


def signer_et_publier(fenetre):
    for code in ("prefete", "president"):
        page = fenetre(f"{code}@exemple.fr")
        page.goto("/espace/")
        page.get_by_role("link", name=re.compile("Signer l’avis")).first.click()
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Signer", exact=True).click()
        expect(page.get_by_text("Vous avez signé pour votre partie")).to_be_visible()
    nora = fenetre("nora@exemple.fr")
    nora.goto("/espace/")
    nora.get_by_role("link", name=re.compile("Publier l’avis")).first.click()
    nora.get_by_role("button", name="Publier l’avis").click()
    expect(nora.get_by_text("Avis publié").first).to_be_visible()


def lire_et_verifier(fenetre):
    lecteur = fenetre()
    lecteur.set_viewport_size({"width": 320, "height": 640})
    lecteur.goto("/avis/")
    lecteur.get_by_role("link", name=re.compile(r"^A-\d{4}-01$")).first.click()
    expect(lecteur.get_by_role("main")).to_contain_text(
        "l’ensemble du texte est adopté par 4\u00a0voix pour et une voix contre, avec une réserve."
    )
    expect(lecteur.get_by_text("La CGT regrette")).to_be_visible()
    assert lecteur.evaluate("document.documentElement.scrollWidth") <= 320
    lecteur.get_by_role("link", name="comparer ce point au registre des actes").click()
    lecteur.get_by_role("button", name="Vérifier", exact=True).last.click()
    expect(lecteur.get_by_role("heading", name="Conforme")).to_be_visible()
