"""Status lists are signed anew before anybody doubts their age, asked for or not."""

from __future__ import annotations

from issuer.credentials.publish import StatusPublisher


def sign_lists(publisher: StatusPublisher) -> int:
    """Sign every list that changed or is due; return how many there are.

    Raise `KeyUnavailableError` if one that changed cannot be signed.
    """
    uris = publisher.uris()
    for uri in uris:
        publisher.serve(uri)
    return len(uris)
