// Wakes when a push comes. The push is empty: all that is ever shown is this one sentence.
const NEWS = {{ {"title": _("There is something new for you"), "lang": get_language(), "page": url("members:notice_list")} | tojson }};

self.addEventListener("push", (event) => {
  const options = { lang: NEWS.lang, tag: "news", renotify: true, icon: {{ static("img/icon.svg") | tojson }} };
  event.waitUntil(self.registration.showNotification(NEWS.title, options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(NEWS.page));
});
