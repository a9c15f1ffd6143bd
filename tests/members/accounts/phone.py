"""A phone with a lock, in software: it makes passkeys and answers with them, as a browser hands on."""

import hashlib
import json
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

MAKER = Aaguid(bytes(range(16)))
FLAG = AuthenticatorData.FLAG


class Phone:
    """`origin`: where its browser is. `is_unlocked`: whether its owner showed finger or face."""

    def __init__(self, origin="http://localhost", is_unlocked=True):
        self.origin = origin
        self.flags = FLAG.UP | (FLAG.UV if is_unlocked else FLAG(0))
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.number = secrets.token_bytes(20)
        self.handle = b""

    def make(self, options):
        """Answers the question for a new passkey. The `user` and `rp` that it was told stay in `told`."""
        self.told = options["publicKey"]
        self.handle = websafe_decode(self.told["user"]["id"])
        held = AttestedCredentialData.create(
            MAKER, self.number, ES256.from_cryptography_key(self.key.public_key())
        )
        said = AuthenticatorData.create(
            _sha256(self.told["rp"]["id"].encode()), self.flags | FLAG.AT, 0, held
        )
        response = {
            "clientDataJSON": websafe_encode(self._client("webauthn.create", self.told)),
            "attestationObject": websafe_encode(AttestationObject.create("none", said, {})),
        }
        return self._answer(response)

    def use(self, options):
        """Answers the question for a passkey."""
        asked = options["publicKey"]
        client = self._client("webauthn.get", asked)
        said = AuthenticatorData.create(_sha256(asked["rpId"].encode()), self.flags, 1)
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(said),
            "signature": websafe_encode(self.key.sign(said + _sha256(client), ec.ECDSA(SHA256()))),
            "userHandle": websafe_encode(self.handle),
        }
        return self._answer(response)

    def _client(self, kind, asked):
        told = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _answer(self, response):
        number = websafe_encode(self.number)
        return json.dumps(
            {
                "id": number,
                "rawId": number,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )


def _sha256(content):
    return hashlib.sha256(content).digest()
