"""Signs small PDF files with a certificate made on the spot, for tests of signatures."""

from __future__ import annotations

import datetime as dt
import functools
import io

from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore


@functools.cache
def _signer(name: str) -> signers.SimpleSigner:
    key = rsa.generate_private_key(65537, 2048)
    subject = certificates.Name([
        certificates.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        certificates.NameAttribute(NameOID.COMMON_NAME, name),
    ])  # fmt: skip
    certificate = (
        certificates.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2050, 1, 1, tzinfo=dt.UTC))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )


def signed(
    data: bytes,
    name: str,
    when: dt.datetime,
    *,
    field: str = "Signature1",
    box: tuple[int, ...] | None = None,
    stamped: dt.datetime | None = None,
) -> bytes:
    """`data` signed in the name of `name` at `when`; `box` (points, origin below left) shows it on the first page.

    `stamped` is the time of a time stamp, by an authority made on the spot.
    """

    class DatedSigner(signers.PdfSigner):
        def init_signing_session(self, *arguments, **options):  # type: ignore[no-untyped-def]
            session = super().init_signing_session(*arguments, **options)
            session.system_time = when
            return session

    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    fields.append_signature_field(writer, fields.SigFieldSpec(field, box=box, on_page=0))
    metadata = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    own = _signer(name)
    clock = DummyTimeStamper(own.signing_cert, own.signing_key, fixed_dt=stamped) if stamped else None
    out = DatedSigner(metadata, signer=own, timestamper=clock).sign_pdf(writer)
    return bytes(out.getvalue())
