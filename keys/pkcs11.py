"""Keys that never leave a hardware security module (HSM), by PKCS#11 v2.40.

`python-pkcs11`, because the interface is one of C structures, handles and return codes, and it
has been tried on the modules that people own. A module is asked for ECDSA over the digest: it
answers R || S, which is what a token wants.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar, cast

import pkcs11
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass, TokenFlag
from pkcs11.exceptions import (
    NoSuchKey,
    NoSuchToken,
    PinIncorrect,
    PinLocked,
    PKCS11Error,
    UserAlreadyLoggedIn,
)
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

from keys import es256
from keys.jwk import key_id
from keys.signer import Signer
from keys.vault import VaultError, prove

_NEW = "probatum-new"  # what a key is called until its name is known
_STAYS = {
    Attribute.SENSITIVE: True,
    Attribute.EXTRACTABLE: False,
    Attribute.DERIVE: False,
    Attribute.DECRYPT: False,
    Attribute.UNWRAP: False,
}

Answer = TypeVar("Answer")


class _Private(Protocol):
    """A private key in the token, by its handle."""

    def sign(self, data: bytes, *, mechanism: Mechanism) -> bytes: ...


class HsmError(VaultError):
    """The HSM cannot do it now. The message says why, in words."""


@dataclass(frozen=True, slots=True)
class _HsmSigner:
    """A `Signer` whose key is in an HSM."""

    vault: HsmVault
    public: es256.PublicKey
    kid: str

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message`; none that the published half does not verify."""
        signature = self.vault.sign(self.kid, message)
        if not es256.is_signed(message, signature, self.public):
            raise HsmError(f"the HSM signs with another key than {self.kid} as it is published")
        return signature


class HsmVault:
    """One token of one module. A key's label and ID there are its `kid`.

    Each process has a session of its own, used by one thread at a time. When the token goes away
    and comes back, or the process was forked, the next call opens another.
    """

    def __init__(self, module: Path, token: str, pin: str) -> None:
        self._module = str(module)
        self._token = token
        self._pin = pin
        self._is_pin_refused = False  # three wrong ones, and a token locks itself
        self._session: pkcs11.Session | None = None
        self._process = 0
        self._keys: dict[str, _Private] = {}
        self._proven: set[str] = set()
        self._lock = threading.RLock()

    def make(self) -> es256.PublicKey:
        """Make a key that can never be read out, and return its public half."""
        return self._do(self._generate)

    def signer(self, public: es256.PublicKey) -> Signer:
        """Return the signer with the other half of `public`, or raise `HsmError`.

        The key is looked for each time: what is gone is found out before anything is promised.
        """
        kid = key_id(public)
        with self._lock:
            self._keys[kid] = self._do(lambda session: _private(session, kid))
            signer = _HsmSigner(self, public, kid)
            if kid not in self._proven:
                prove(signer, public)
                self._proven.add(kid)
            return signer

    def sign(self, kid: str, message: bytes) -> bytes:
        """Return the ES256 signature of `message` by the key called `kid`."""
        digest = hashlib.sha256(message).digest()

        def sign(session: pkcs11.Session) -> bytes:
            key = self._keys.get(kid) or _private(session, kid)
            self._keys[kid] = key
            return key.sign(digest, mechanism=Mechanism.ECDSA)

        return self._do(sign)

    def where(self, kid: str) -> str | None:
        """Say whether the private half is in the HSM."""
        try:
            self._do(lambda session: _private(session, kid))
        except HsmError as exc:
            return None if isinstance(exc.__cause__, NoSuchKey) else "perhaps in the HSM"
        return "in the HSM"

    def _do(self, act: Callable[[pkcs11.Session], Answer]) -> Answer:
        """Act in our session; if that fails, once more in a new one: the token may be back."""
        with self._lock:
            if self._session is not None and self._process == os.getpid():
                try:
                    return act(self._session)
                except PKCS11Error:
                    pass  # the second failure is told
            try:
                return act(self._open())
            except PKCS11Error as exc:
                self._forget()
                raise HsmError(self._words(exc)) from exc

    def _open(self) -> pkcs11.Session:
        """Begin anew with the module: after a fork, or when a token was away, it must be so."""
        self._forget()
        if self._is_pin_refused:
            raise HsmError(
                "the HSM refused the PIN before: it is not tried again, or it would lock"
            )
        library = pkcs11.lib(self._module)
        library.reinitialize()
        found = library.get_token(token_label=self._token)
        if TokenFlag.USER_PIN_FINAL_TRY in found.flags:  # commands from a timer are processes, too
            raise HsmError("one more wrong PIN and the HSM locks: sign in by hand, then try again")
        try:
            self._session = found.open(user_pin=self._pin, rw=True)
        except UserAlreadyLoggedIn:
            self._session = found.open(rw=True)
        except PinIncorrect:
            self._is_pin_refused = True
            raise
        self._process = os.getpid()
        return self._session

    def _forget(self) -> None:
        self._session = None
        self._keys.clear()
        self._proven.clear()

    def _generate(self, session: pkcs11.Session) -> es256.PublicKey:
        curve = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
        parameters = session.create_domain_parameters(KeyType.EC, curve, local=True)
        public, private = parameters.generate_keypair(
            store=True,
            label=_NEW,
            mechanism=Mechanism.EC_KEY_PAIR_GEN,
            capabilities=MechanismFlag.SIGN | MechanismFlag.VERIFY,
            private_template=_STAYS,
        )
        made = load_der_public_key(encode_ec_public_key(public))
        kid = key_id(cast("es256.PublicKey", made))
        for half in (public, private):
            half[Attribute.ID] = kid.encode()
            half[Attribute.LABEL] = kid
        return cast("es256.PublicKey", made)

    def _words(self, exc: PKCS11Error) -> str:
        match exc:
            case NoSuchKey():
                return f"the HSM's token {self._token} has no such key"
            case NoSuchToken():
                return f"the HSM has no token called {self._token}"
            case PinIncorrect():
                return "the HSM refuses the PIN"
            case PinLocked():
                return "the HSM has locked the PIN: its security officer can unlock it"
            case _:
                return f"the HSM does not answer ({type(exc).__name__})"


def _private(session: pkcs11.Session, kid: str) -> _Private:
    found = session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=kid.encode())
    return cast("_Private", found)
