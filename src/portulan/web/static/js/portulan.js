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
