"""What a mail carries, and what a refusal means."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.mail import Letter, MailServer, SmtpRefusedError, build
from flows.settings import Settings

AT = datetime(2023, 5, 2, 6, tzinfo=UTC)
LETTER = Letter("Frist i morgen: sag 23/1 til Økonomiudvalget 16. maj 2023", "Kære Åse\n", "<p>Kære Åse</p>\n")


def _mail(settings: Settings, to: str = "aase@kommune.example"):
    return build(
        LETTER, to_name="Åse Ærø", to_address=to, message_id="<key-1@kommune.example>", at=AT, settings=settings
    )


def test_a_mail_arrives_whole_with_the_headers_that_silence_automatic_replies(post_office: Any):
    with MailServer(post_office.settings) as server:
        server.send(_mail(post_office.settings))
    (mail,) = post_office.office.taken
    assert mail["Subject"] == LETTER.subject
    assert mail["To"] == "Åse Ærø <aase@kommune.example>"
    assert mail["From"] == "Sagsgang <sagsgang@kommune.example>"
    assert mail["Reply-To"] == "Sekretariatet <sekretariat@kommune.example>"
    assert mail["Message-ID"] == "<key-1@kommune.example>"
    assert mail["Date"].datetime == AT
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert mail["Content-Language"] == "da"
    assert "List-Unsubscribe" not in mail
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail.get_body(("plain",)).get_content().strip() == "Kære Åse"
    assert post_office.office.senders == ["bounces@kommune.example"]


def test_one_connection_carries_many_mails(post_office: Any):
    with MailServer(post_office.settings) as server:
        for _ in range(3):
            server.send(_mail(post_office.settings))
    assert len(post_office.office.taken) == 3
    assert post_office.office.connections == 1


def test_no_connection_is_made_when_there_is_nothing_to_send(post_office: Any):
    with MailServer(post_office.settings):
        pass
    assert post_office.office.connections == 0


@pytest.mark.parametrize(
    ("reply", "is_final"), [("451 4.3.0 Try later", False), ("452 4.2.2 Full", False), ("554 5.6.0 No", True)]
)
def test_a_refusal_of_the_mail_is_final_only_with_a_5xx_and_the_next_mail_goes_through(
    post_office: Any, reply: str, is_final: bool
):
    post_office.office.replies = [reply]
    with MailServer(post_office.settings) as server:
        with pytest.raises(SmtpRefusedError) as refused:
            server.send(_mail(post_office.settings))
        server.send(_mail(post_office.settings))
    assert (refused.value.code, refused.value.is_final) == (int(reply[:3]), is_final)
    assert len(post_office.office.taken) == 1


@pytest.mark.parametrize(("reply", "is_final"), [("450 4.2.0 Later", False), ("550 5.1.1 Unknown", True)])
def test_a_refusal_of_the_recipient_is_read_the_same_way(post_office: Any, reply: str, is_final: bool):
    post_office.office.refused = {"aase@kommune.example": reply}
    with MailServer(post_office.settings) as server, pytest.raises(SmtpRefusedError) as refused:
        server.send(_mail(post_office.settings))
    assert (refused.value.code, refused.value.is_final) == (int(reply[:3]), is_final)


def test_a_server_that_is_not_there_gives_up_no_mail():
    settings = Settings(smtp_host="127.0.0.1", smtp_port=1, smtp_timeout_seconds=1)
    with MailServer(settings) as server, pytest.raises(SmtpRefusedError) as refused:
        server.send(_mail(settings))
    assert (refused.value.code, refused.value.is_final) == (0, False)


def test_a_server_that_hangs_up_after_data_may_have_taken_it_and_the_same_message_id_goes_again(post_office: Any):
    post_office.office.hang_ups_after_data = 1
    with MailServer(post_office.settings) as server:
        with pytest.raises(SmtpRefusedError) as refused:
            server.send(_mail(post_office.settings))
        assert not refused.value.is_final
        server.send(_mail(post_office.settings))
    assert post_office.office.message_ids == ["<key-1@kommune.example>"] * 2


def test_a_wrong_login_gives_up_no_mail(post_office: Any, tmp_path: Path):
    (tmp_path / "password").write_text("hemmeligt\n", encoding="utf-8")
    settings = post_office.settings.model_copy(
        update={"smtp_user": "sagsgang", "smtp_password_file": tmp_path / "password"}
    )
    assert settings.smtp_password.get_secret_value() == "hemmeligt"
    with MailServer(settings) as server, pytest.raises(SmtpRefusedError) as refused:
        server.send(_mail(settings))  # this server knows no login at all
    assert not refused.value.is_final


def test_a_line_break_in_a_name_or_subject_cannot_make_a_header():
    letter = Letter("Frist\r\nBcc: alle@kommune.example", "x", "x")
    with pytest.raises(ValueError, match=r"(?i)linefeed|newline|header"):
        build(letter, to_name="x", to_address="x@y.example", message_id="<1@y>", at=AT, settings=Settings())
