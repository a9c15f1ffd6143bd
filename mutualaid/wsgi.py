"""What gunicorn serves. Read here once, so that the processes it starts share what they hold."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutualaid.settings")
application = get_wsgi_application()


def _read_ahead() -> None:
    """All addresses, views and templates: else each process reads them with its first pages."""
    from django.conf import settings
    from django.template import engines
    from django.urls import get_resolver
    from django.utils import translation

    len(get_resolver().reverse_dict)
    env = engines["jinja2"].env  # type: ignore[attr-defined]
    names = env.list_templates(filter_func=lambda name: not name.startswith("django/"))
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for name in names:
                env.get_template(name)
    # What is here now stays: nobody need look through it for rubbish, which would copy it.
    gc.collect()
    gc.freeze()


_read_ahead()
