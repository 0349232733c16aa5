// Enhancements only: every page works without this file.
document.addEventListener("click", (e) => {
  const ouvre = e.target.closest("[data-ouvre]");
  if (ouvre) { const d = document.getElementById(ouvre.dataset.ouvre); if (d?.showModal) { e.preventDefault(); d.showModal(); } }
  const ferme = e.target.closest("[data-ferme]");
  if (ferme) { e.preventDefault(); ferme.closest("dialog").close(); }
  const carte = e.target.closest("[data-carte]");
  if (carte) import(carte.dataset.module).then((m) => m.ouvrir(carte));
});
document.addEventListener("change", (e) => {
  if (e.target.matches("form[data-auto] select")) e.target.form.requestSubmit();
});
for (const b of document.querySelectorAll("[data-sans-script]")) b.hidden = false;
