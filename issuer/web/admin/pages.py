"""Pages that ask: a form of questions with what is wrong on top, and where it leads back to."""

from __future__ import annotations

from typing import Any

from flask import render_template

from issuer.web.admin.asked import AskedForm


def ask_page(
    form: AskedForm, *, section: str, title: str, back: tuple[str, str], button: str, **more: Any
) -> str:
    """Return the page of a form. `back` is an address and what stands there; `more` its rest.

    The rest: `lead`, a sentence above; `again`, the words of a second button, which keeps the
    form open; `danger`, whether the deed cannot be undone; `about`, who or what it is about.
    """
    return render_template(
        "admin/ask.html",
        form=form,
        section=section,
        title=title,
        back=back,
        button=button,
        **more,
    )
