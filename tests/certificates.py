"""A private authority for tests, and what it signs."""

from __future__ import annotations

import datetime as dt
import ipaddress
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    import pathlib

HOST = ipaddress.ip_address("127.0.0.1")


class Authority:
    """Signs certificates, and writes them and their keys as PEM files into a directory."""

    def __init__(self, directory: pathlib.Path, name: str = "ca") -> None:
        self.directory, self.name = directory, name
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._signed(name, self.key, signer=self.key, authority=True)
        self.path = self._written(f"{name}.pem", self.certificate)

    def issue(self, name: str, password: str | None = None) -> tuple[str, str]:
        """The files of a certificate for 127.0.0.1 and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._signed(name, key, signer=self.key, authority=False)
        kind: Any = serialization.NoEncryption()
        if password is not None:
            kind = serialization.BestAvailableEncryption(password.encode())
        path = self.directory / f"{name}.key"
        forms = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        path.write_bytes(key.private_bytes(*forms, kind))
        return self._written(f"{name}.pem", certificate), str(path)

    def _signed(self, name: str, key: Any, *, signer: Any, authority: bool) -> x509.Certificate:
        now = dt.datetime.now(dt.timezone.utc)
        day = dt.timedelta(days=1)
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - day)
            .not_valid_after(now + day)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if not authority:
            names = x509.SubjectAlternativeName([x509.IPAddress(HOST)])
            made = made.add_extension(names, critical=False)
        return made.sign(signer, hashes.SHA256())

    def _written(self, name: str, certificate: x509.Certificate) -> str:
        path = self.directory / name
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return str(path)
