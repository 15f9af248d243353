"""A certificate for this machine on its local network, made on the spot.

Two certificates rather than one: phones trust the authority once, and the server's own is made
again whenever the machine's addresses change. The authority may only vouch for this machine's names
and addresses and for private networks: should its key leak, it is no key to the rest of the web.
"""

import os
import socket
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LAN = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")
PRIVATE = [IPv4Network(network) for network in LAN]
# Apple's devices refuse a server certificate that is valid for longer than 825 days.
SERVER_DAYS = 800
AUTHORITY_DAYS = 3650

Key = ec.EllipticCurvePrivateKey


def ensure_certificate(folder: Path) -> Path:
    """Leave a valid server.pem and server.key in the folder; return the authority to trust."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, server = folder / "authority.pem", folder / "server.pem"
    names, addresses = host_names(), [IPv4Address(address) for address in lan_addresses()]
    if not (is_valid(authority) and may_vouch(authority, names, addresses)):
        make_authority(authority, names, addresses)
    elif is_valid(server) and covers(server, names, addresses):
        return authority
    make_server(server, names, addresses, authority)
    return authority


def lan_addresses() -> list[str]:
    """This machine's addresses, the one that others most likely reach it by first."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # sends nothing: it only asks which address would
        found.append(probe.getsockname()[0])
    with suppress(OSError):
        found += [info[4][0] for info in socket.getaddrinfo(host_name(), None, socket.AF_INET)]
    found.sort(key=lambda address: IPv4Address(address).is_loopback)
    return list(dict.fromkeys([*found, "127.0.0.1"]))


def host_name() -> str:
    return socket.gethostname().split(".")[0].lower() or "localhost"


def host_names() -> list[str]:
    return list(dict.fromkeys(["localhost", host_name(), f"{host_name()}.local"]))


def is_valid(path: Path) -> bool:
    if not (path.exists() and path.with_suffix(".key").exists()):
        return False
    soon = datetime.now(UTC) + timedelta(days=30)
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc > soon


def may_vouch(authority: Path, names: list[str], addresses: list[IPv4Address]) -> bool:
    certificate = x509.load_pem_x509_certificate(authority.read_bytes())
    allowed = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    values = [subtree.value for subtree in allowed.permitted_subtrees or []]
    networks = [value for value in values if isinstance(value, IPv4Network)]
    return set(names) <= set(values) and all(
        any(address in network for network in networks) for address in addresses
    )


def covers(server: Path, names: list[str], addresses: list[IPv4Address]) -> bool:
    certificate = x509.load_pem_x509_certificate(server.read_bytes())
    subject = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {*names, *addresses} <= {name.value for name in subject}


def make_authority(path: Path, names: list[str], addresses: list[IPv4Address]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = common_name(f"fieldapp on {host_name()}")
    allowed = [
        *(x509.DNSName(name) for name in names),
        *(x509.IPAddress(network) for network in PRIVATE),
        *(x509.IPAddress(IPv4Network(address)) for address in addresses),
    ]
    certificate = (
        draft(name, name, key, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(sign_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(allowed, None), critical=True)
        .sign(key, SHA256())
    )
    save(path, certificate, key)


def make_server(
    path: Path, names: list[str], addresses: list[IPv4Address], authority: Path
) -> None:
    subject = [*(x509.DNSName(name) for name in names), *(x509.IPAddress(a) for a in addresses)]
    issuer = x509.load_pem_x509_certificate(authority.read_bytes())
    issuer_key = load_pem_private_key(authority.with_suffix(".key").read_bytes(), None)
    assert isinstance(issuer_key, Key)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        draft(common_name(host_name()), issuer.subject, key, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(subject), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .sign(issuer_key, SHA256())
    )
    save(path, certificate, key)


def common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def draft(subject: x509.Name, issuer: x509.Name, key: Key, days: int) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def usage(sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def save(path: Path, certificate: x509.Certificate, key: Key) -> None:
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with open(path.with_suffix(".key"), "wb", opener=private_file) as file:
        file.write(secret)
    path.write_bytes(certificate.public_bytes(Encoding.PEM))


def private_file(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
