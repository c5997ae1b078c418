"""Mails as .eml files."""

from __future__ import annotations

import datetime as dt
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """``attachments`` maps a file name to its bytes."""

    sender: str
    recipient: str
    subject: str
    sent: dt.datetime
    body: str
    key: str
    attachments: tuple[tuple[str, bytes], ...] = ()


def eml(mail: Mail) -> bytes:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = mail.sender, mail.recipient, mail.subject
    message["Date"] = format_datetime(mail.sent.replace(tzinfo=dt.UTC))
    message["Message-ID"] = f"<{mail.key}@mail.harbourline.example>"
    message.set_content(mail.body, cte="quoted-printable")
    for name, content in mail.attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    if mail.attachments:
        message.set_boundary(f"=={mail.key}==")  # the library draws one from the global random state
    return message.as_bytes()
