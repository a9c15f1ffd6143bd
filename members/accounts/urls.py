"""The addresses under /accounts/, one by one. What allauth offers beyond these does not exist here."""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path

from ..doors import organizer_required
from . import passkey_views, session_views, tables, views
from .freshness import fresh_required

urlpatterns = [
    path("signup/", views.enter, {"page": "join"}, name="account_signup"),
    path("login/", views.enter, {"page": "sign_in"}, name="account_login"),
    path("login/password/", views.password_sign_in, name="account_password_sign_in"),
    path("login/passkey/", passkey_views.sign_in, name="account_passkey_sign_in"),
    path("passkeys/options/<slug:purpose>/", passkey_views.options, name="account_passkey_options"),
    path("passkeys/add/", passkey_views.add, name="account_passkey_add"),
    path("passkeys/<int:pk>/", passkey_views.edit, name="account_passkey_edit"),
    path("table/", tables.table, name="account_table"),
    path("code/", views.code, name="account_code"),
    path("code/again/", views.code_again, name="account_code_again"),
    path("logout/", views.sign_out, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/code/", views.reauthenticate_code, name="account_reauthenticate_code"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/change/", views.password_set, name="account_change_password"),
    path("password/reset/", views.enter, {"page": "password"}, name="account_reset_password"),
    path("sessions/", session_views.session_list, name="account_sessions"),
    path("sessions/end/", session_views.session_end, name="account_session_end"),
    path("email/", views.email_change, name="account_email"),
    path("email/undo/<str:token>/", views.email_undo, name="account_email_undo"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/reauthenticate/passkey/", passkey_views.reauthenticate, name="mfa_reauthenticate_webauthn"),
    path("resume/", organizer_required(views.resume), name="account_resume"),
    path("2fa/always/", passkey_views.second_step, name="account_second_step"),
    path("2fa/totp/activate/", fresh_required(views.ActivateTOTP.as_view()), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", fresh_required(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "2fa/recovery-codes/",
        fresh_required(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/generate/",
        fresh_required(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        fresh_required(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
