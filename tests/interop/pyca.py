"""pyca cryptography as a program: `seal CERT... IN OUT CIPHER` and `p12 KEY.pem CERT.pem PASSWORD OUT [OPTION=VALUE...]`.

CIPHER is aes128 or aes256. Options: pbe (aes256|3des), rounds, mac (sha1|sha256), chain (PEM file), name.
"""

import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs7, pkcs12


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, octets):
    with open(path, "wb") as file:
        file.write(octets)


def seal(*words):
    *certificates, source, target, cipher = words
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(read(source))
    builder = builder.set_content_encryption_algorithm({"aes128": algorithms.AES128, "aes256": algorithms.AES256}[cipher])
    for path in certificates:
        builder = builder.add_recipient(x509.load_pem_x509_certificate(read(path)))
    write(target, builder.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary]))


def p12(key, certificate, password, target, *options):
    options = dict(option.split("=", 1) for option in options)
    pbe = {
        "aes256": pkcs12.PBES.PBESv2SHA256AndAES256CBC,
        "3des": pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC,
    }[options.get("pbe", "aes256")]
    protection = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(int(options.get("rounds", 20_000)))
        .key_cert_algorithm(pbe)
        .hmac_hash({"sha1": hashes.SHA1(), "sha256": hashes.SHA256()}[options.get("mac", "sha256")])
        .build(password.encode())
    )
    chain = x509.load_pem_x509_certificates(read(options["chain"])) if "chain" in options else None
    made = pkcs12.serialize_key_and_certificates(
        options.get("name", "pyca").encode(),
        serialization.load_pem_private_key(read(key), None),
        x509.load_pem_x509_certificate(read(certificate)),
        chain,
        protection,
    )
    write(target, made)


if __name__ == "__main__":
    {"seal": seal, "p12": p12}[sys.argv[1]](*sys.argv[2:])
