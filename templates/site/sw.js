// Wakes when a push comes. The push is empty: all that is ever shown is this one sentence.
const NEWS = {{ {"title": _("There is something new for you"), "lang": get_language(), "page": url("members:notice_list"), "here": url("rounds:on_device")} | tojson }};

self.addEventListener("push", (event) => {
  const options = { lang: NEWS.lang, tag: "news", renotify: true, icon: {{ static("img/icon.svg") | tojson }} };
  event.waitUntil(self.registration.showNotification(NEWS.title, options));
});

// A check-in is answered without signing in: what this device is asked is known by the address it is woken at.
async function where() {
  try {
    const subscription = await self.registration.pushManager.getSubscription();
    const body = new URLSearchParams({ endpoint: subscription.endpoint });
    return (await (await fetch(NEWS.here, { method: "POST", body })).json()).page;
  } catch {
    return NEWS.page;
  }
}

async function lead() {
  return self.clients.openWindow(await where());
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead());
});
