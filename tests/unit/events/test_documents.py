"""Ids of documents sort by the time of receipt; a document is numbered by how far it has come."""

from datetime import UTC, datetime, timedelta

from newsroom.events.documents import DocumentReceived, Receipt, document_id, first_document_id

NOW = datetime(2026, 2, 27, 15, 33, tzinfo=UTC)


def test_a_later_document_sorts_higher() -> None:
    later = NOW + timedelta(milliseconds=1)
    assert document_id(NOW) < document_id(later)
    assert document_id(NOW) != document_id(NOW)


def test_a_bound_is_below_every_id_from_its_instant_on_and_above_all_before() -> None:
    before = NOW - timedelta(milliseconds=1)
    assert document_id(before) < first_document_id(NOW) <= document_id(NOW)


def test_the_number_rises_once_the_receipts_are_known() -> None:
    received = DocumentReceived(id=document_id(NOW), received_at=NOW, sender="s", format="native")
    assert received.number == 1
    assert received.model_copy(update={"receipts": (Receipt(status="created"),)}).number == 2
    assert received.model_copy(update={"receipts": ()}).number == 2
