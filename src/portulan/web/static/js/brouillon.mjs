// What is typed stays in this tab until the server has it: a lost session or a closed lid loses nothing.
for (const formulaire of document.querySelectorAll("form[data-brouillon]")) {
  const cle = "brouillon:" + formulaire.dataset.brouillon;
  const champs = () => [...formulaire.elements].filter((e) => e.name && e.type !== "hidden" && e.type !== "submit");
  const lire = (e) => (e.type === "radio" || e.type === "checkbox" ? e.checked : e.value);
  const ecrire = (e, v) => { if (e.type === "radio" || e.type === "checkbox") e.checked = v; else e.value = v; };
  const garde = JSON.parse(sessionStorage.getItem(cle) || "{}");
  const repris = champs().filter((e) => e.id in garde && lire(e) !== garde[e.id]);
  for (const e of repris) ecrire(e, garde[e.id]);
  if (repris.length) {
    const avis = document.createElement("p");
    avis.className = "alerte alerte--attention";
    avis.setAttribute("role", "status");
    avis.textContent = "Ce que vous aviez écrit sans pouvoir l’enregistrer est de nouveau dans la page : vérifiez, puis enregistrez.";
    formulaire.prepend(avis);
  }
  formulaire.addEventListener("input", (evenement) => {
    const groupe = evenement.target.type === "radio" ? champs().filter((e) => e.name === evenement.target.name) : [evenement.target];
    for (const e of groupe) garde[e.id] = lire(e);
    sessionStorage.setItem(cle, JSON.stringify(garde));
  });
  // Saved as one goes: the criterion that the server has is no longer a draft
  formulaire.addEventListener("htmx:afterRequest", (evenement) => {
    if (!evenement.detail.xhr.responseText.startsWith("Enregistré")) return;
    for (const e of evenement.detail.elt.querySelectorAll("[id]")) delete garde[e.id];
    sessionStorage.setItem(cle, JSON.stringify(garde));
  });
  formulaire.addEventListener("submit", () => sessionStorage.setItem(cle + ":envoye", JSON.stringify(garde)));
}
// A form that was sent and answered by another page of the site has been received
for (const cle of Object.keys(sessionStorage)) {
  if (cle.endsWith(":envoye") && document.querySelector(".alerte--success")) {
    sessionStorage.removeItem(cle);
    sessionStorage.removeItem(cle.slice(0, -7));
  }
}
for (const formulaire of document.querySelectorAll("form[data-maximum]")) {
  const alerte = formulaire.querySelector("[data-trop-lourd]");
  const trop = () => [...formulaire.querySelectorAll("input[type=file]")].some((e) => [...e.files].some((f) => f.size > Number(formulaire.dataset.maximum)));
  formulaire.addEventListener("change", () => { alerte.hidden = !trop(); });
  formulaire.addEventListener("submit", (evenement) => { if (trop()) { evenement.preventDefault(); alerte.hidden = false; alerte.scrollIntoView(); } });
}
