// The lock of this phone as a way in: <form data-passkey="get|create" data-options="/..." data-failed="..." hidden>
// with <input name="credential">. We ask the server for its question, the phone for the answer, and send that.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function ask(form) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(form.dataset.options, { method: "POST", body });
  if (!answer.ok) throw new Error("refused");
  const { publicKey } = await answer.json();
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  for (const known of [publicKey.excludeCredentials, publicKey.allowCredentials]) {
    for (const one of known || []) one.id = bytes(one.id);
  }
  const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = text(made.response[name]);
  }
  const id = text(made.rawId);
  return { id, rawId: id, type: made.type, response, clientExtensionResults: {} };
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button");
    const said = form.querySelector("[role=status]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      said.textContent = "";
      try {
        form.elements.credential.value = JSON.stringify(await ask(form));
        form.submit();
      } catch {
        button.disabled = false;
        said.textContent = form.dataset.failed;
      }
    });
    addEventListener("pageshow", () => { button.disabled = false; });
  }
  // Whoever joins on a phone that has a lock is asked whether to use it next time.
  const lock = document.querySelector("[data-lock]");
  if (lock) PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().then((has) => { if (has) lock.value = "1"; });
}
