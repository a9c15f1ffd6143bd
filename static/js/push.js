// "Tell me on this device": a form whose one field, the address to wake this browser at, only a script can fill.
const form = document.querySelector("form[data-push]");

async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("not allowed");
  await navigator.serviceWorker.register(form.dataset.worker);
  const registration = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: form.dataset.push };
  try {
    return await registration.pushManager.subscribe(options);
  } catch {
    // Subscribed with an older key of the network's: that one is of no use any more.
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    return registration.pushManager.subscribe(options);
  }
}

if (form && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      form.elements.endpoint.value = (await subscribe()).endpoint;
      form.submit();
    } catch {
      button.disabled = false;
      form.querySelector("[role=status]").textContent = form.dataset.failed;
    }
  });
}
