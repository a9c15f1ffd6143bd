"""The worry words that a network begins with, in English and Spanish, by what they are about."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Topic(StrEnum):
    """What a phrase is about."""

    MONEY = "money"
    CODES = "codes"
    MEDICINES = "medicines"
    WEAPONS = "weapons"
    OTHER = "other"

    @property
    def why(self) -> str:
        """What whoever wrote it is told."""
        return str(_WHY[self])


_WHY = {
    Topic.MONEY: _(
        "Words like these often come from people who take money from neighbours. Helping with cash is fine"
        " here; gift cards, transfers in advance and bank details are not. No neighbour needs them."
    ),
    Topic.CODES: _(
        "Nobody here ever needs a code, PIN or password of yours. Whoever asks for one wants to get into"
        " something that is not theirs."
    ),
    Topic.MEDICINES: _(
        "Fetching what a doctor prescribed is a good thing to do. Passing on or selling medicines can hurt"
        " people, and can get both of you into trouble."
    ),
    Topic.WEAPONS: _("Weapons have no place in swaps here."),
    Topic.OTHER: _("The organizers here ask you to think twice about this."),
}

SHIPPED = {
    Topic.MONEY: (
        *("gift card", "gift voucher code", "western union", "moneygram", "wire transfer", "wire me"),
        *("bitcoin", "crypto", "cryptocurrency", "usdt", "investment opportunity", "guaranteed profit"),
        *("double your money", "easy money", "get rich", "processing fee", "advance fee", "pay me first"),
        *("pay upfront", "pay in advance", "deposit first", "bank details", "bank login", "card number"),
        *("card details", "money mule", "use your bank account", "payday loan", "loan shark"),
        *(
            "tarjeta regalo",
            "tarjeta de regalo",
            "criptomoneda",
            "giro postal urgente",
            "ganancia garantizada",
        ),
        *("inversión garantizada", "oportunidad de inversión", "duplica tu dinero", "dinero fácil"),
        *("págame primero", "paga por adelantado", "pago por adelantado", "datos bancarios"),
        *("número de tarjeta", "datos de tu tarjeta", "usar tu cuenta bancaria", "prestamista"),
    ),
    Topic.CODES: (
        *(
            "send me your code",
            "send me the code",
            "give me the code",
            "give me your code",
            "tell me the code",
        ),
        *("tell me your code", "read me the code", "share your code", "code you received", "code you got"),
        *("send me your pin", "give me your pin", "tell me your pin", "send me your password"),
        *("give me your password", "tell me your password", "your verification code", "your bank code"),
        *("mándame el código", "mándame tu código", "envíame el código", "envíame tu código"),
        *("pásame el código", "pásame tu código", "dime el código", "dime tu código", "código que te llegó"),
        *("código que recibiste", "dame tu pin", "dime tu pin", "dame tu contraseña", "dime tu contraseña"),
        *("pásame tu contraseña", "tu código de verificación"),
    ),
    Topic.MEDICINES: (
        *("oxycodone", "oxycontin", "fentanyl", "xanax", "tramadol", "diazepam", "valium", "adderall"),
        *("opioid", "opiate", "codeine", "sell pills", "selling pills", "buy pills", "leftover pills"),
        *("spare pills", "leftover antibiotics", "spare antibiotics", "leftover medicine", "spare medicine"),
        *("leftover medication", "spare medication", "sell medicine", "selling medicine"),
        *("sell my prescription", "without prescription", "without a prescription"),
        *(
            "oxicodona",
            "fentanilo",
            "alprazolam",
            "opioide",
            "codeína",
            "vendo pastillas",
            "compro pastillas",
        ),
        *("pastillas que me sobran", "antibióticos que me sobran", "medicinas que me sobran"),
        *("medicamentos que me sobran", "vendo medicinas", "vendo medicamentos", "sin receta"),
    ),
    Topic.WEAPONS: (
        *("gun", "handgun", "pistol", "shotgun", "rifle", "firearm", "ammo", "ammunition", "revolver"),
        *("silencer", "switchblade", "pepper spray", "taser", "explosive"),
        *("pistola", "escopeta", "fusil", "munición", "arma de fuego", "navaja automática"),
        *("gas pimienta", "explosivo"),
    ),
}
# What only sounds like one of these.
INNOCENT = (
    *(
        "glue gun",
        "hot glue gun",
        "heat gun",
        "nail gun",
        "staple gun",
        "caulking gun",
        "caulk gun",
        "spray gun",
    ),
    *("massage gun", "water gun", "grease gun", "jump the gun", "top gun", "pistola de silicona"),
    *("pistola de calor", "pistola de clavos", "pistola de agua", "pistola de pintura", "pistola de masaje"),
    *("pistola de cola", "pistola de grapas", "rifle through", "no gun", "gun violence", "gun control"),
)
