// Enhancements only: every page works without this file.
document.addEventListener("click", (e) => {
  const bouton = e.target.closest("[data-carte]");
  if (bouton) import(bouton.dataset.module).then((m) => m.ouvrir(bouton));
  // browsers without invoker commands
  const commande = e.target.closest("[commandfor]");
  if (commande && !("commandForElement" in commande)) {
    const dialogue = document.getElementById(commande.getAttribute("commandfor"));
    if (commande.getAttribute("command") === "close") dialogue.close(); else dialogue.showModal();
  }
});
for (const element of document.querySelectorAll("[data-avec-script]")) element.hidden = false;

// A long list of boxes: only those that match, and those already ticked, stay in sight
const plier = (texte) => texte.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const filtrer = (champ) => {
  const cherche = plier(champ.value).trim();
  const groupe = champ.closest("fieldset");
  const choix = [...groupe.querySelectorAll("label:has(input[type=checkbox], input[type=radio])")];
  let trouves = 0;
  for (const c of choix) {
    const convient = plier(c.textContent).includes(cherche);
    trouves += convient;
    c.hidden = !convient && !c.querySelector("input").checked;
  }
  for (const pli of groupe.querySelectorAll("details")) {
    pli.hidden = !pli.querySelector("label:not([hidden])");
    if (cherche) pli.open = true;
  }
  document.getElementById(champ.getAttribute("aria-describedby")).textContent = cherche
    ? `${trouves} choix sur ${choix.length}. Les cases cochées restent affichées.` : "";
};
document.addEventListener("input", (e) => { if (e.target.matches("[data-filtre-choix]")) filtrer(e.target); });
// Enter searches; it does not send the form around it
document.addEventListener("keydown", (e) => { if (e.key === "Enter" && e.target.matches("[data-filtre-choix]")) e.preventDefault(); });
