"""Everything that is told of a comparison: English sentences, which the catalogue translates."""

from __future__ import annotations

from enum import StrEnum


class Said(StrEnum):
    """Whole sentences, with places in braces."""

    SAME = "The certificate says what your list says."
    NOTHING = "Your list gives nothing to compare."
    NO_NAME = "Your list gives no name."
    NO_PROFESSION = "Your list gives no profession."
    NO_SCOPE = "Your list gives no scope."
    NAME_UNPROVEN = "There is no proven certificate to compare the name with."
    PROFESSION_UNPROVEN = "There is no proven certificate to compare the profession with."
    SCOPE_UNPROVEN = "There is no proven certificate to compare the scope with."
    CERTIFICATE_SAYS = "The certificate says {name}."
    NAME_SAME = "The name is the same."
    NAME_SAME_IN_SCRIPT = "The name is the same in its own script."
    NAME_SAME_BUT_SPELLING = "The name is the same but for its spelling."
    NO_SUCH_SCRIPT = "The certificate has no name in the script of your list."
    ONLY_CERTIFICATE = "Only on the certificate: {words}."
    ONLY_LIST = "Only in your list: {words}."
    PROFESSION_SAME = "The profession is the same."
    PROFESSION_OTHER = "The certificate says {profession}. Your list says {listed}."
    SCOPE_UNKNOWN = "This site does not know in words what the certificate covers."
    SCOPE_COVERED = "The certificate covers what your list needs."
    SCOPE_MISSING = "Not covered: {missing}. The certificate covers {scope}."
