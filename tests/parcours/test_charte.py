"""Two people write one article in two browsers; an operator contributes; the keyboard orders the plan."""

import pytest

from parcours.test_pages import ouvrir_session
from portulan.terrain.charte.models import Article, Contribution, Version

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]


def test_deux_navigateurs_sur_un_article_puis_l_ordre_au_clavier(page, live_server, personnes):
    # ``page``, not ``ecran``: the console notes the 409 that is expected here
    projet = Version.objects.get(etat="concertation")
    adresse = f"{live_server.url}/charte/versions/{projet.pk}/articles/accueil/"
    ouvrir_session(page, live_server, personnes["mission_spro"])
    page.goto(adresse)
    seconde = page.context.new_page()
    seconde.goto(adresse)
    seconde.get_by_label("Texte", exact=False).fill("Texte de la seconde.")
    seconde.get_by_role("button", name="Enregistrer", exact=True).click()
    seconde.close()
    page.get_by_label("Texte", exact=False).fill("Texte de la première.")
    with page.expect_response(adresse) as reponse:
        page.get_by_role("button", name="Enregistrer", exact=True).click()
    assert reponse.value.status == 409
    assert page.get_by_label("Texte", exact=False).input_value() == "Texte de la première."
    assert "seconde" in page.get_by_role("alert").inner_text()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.wait_for_url(f"**/versions/{projet.pk}/rediger/")
    assert Article.objects.get(version=projet, code="accueil").texte == "Texte de la première."
    page.get_by_role("button", name="Monter « Accueil de premier niveau »").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/versions/{projet.pk}/rediger/#accueil")
    codes = [a.code for a in projet.articles.all()]
    assert codes.index("accueil") == codes.index("normes") - 1


def test_un_operateur_contribue_et_relit_sa_contribution(ecran, live_server, personnes):
    projet = Version.objects.get(etat="concertation")
    # The day of the demonstration is fixed in tests, the clock is not
    Version.objects.filter(pk=projet.pk).update(concertation_au=None)
    ouvrir_session(ecran, live_server, personnes["responsable"])
    ecran.goto(f"{live_server.url}/charte/")
    ecran.get_by_role("link", name="Contribuer").click()
    ecran.get_by_label("Article concerné").select_option("outils")
    ecran.get_by_label("Votre contribution").fill("Ajouter un <b>agenda</b> commun.")
    ecran.get_by_role("button", name="Déposer la contribution").click()
    ecran.wait_for_url("**/concertation/contributions/*/")
    assert "Ajouter un <b>agenda</b> commun." in ecran.get_by_role("main").inner_text()
    assert Contribution.objects.filter(version=projet, article="outils").count() == 1
